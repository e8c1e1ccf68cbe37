/** Hashing, and the primitives of dictionaries and sets over it. Every write goes through the journal. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { Store } from '../runtime/journal.ts';
import {
  BoundMethod,
  Indexed,
  NativeFunction,
  PyBytes,
  PyDict,
  PyFloat,
  PyList,
  PyObject,
  PyRange,
  PySet,
  PySlice,
  PyTuple,
  Unknown,
} from '../runtime/values.ts';
import type { HashKey, Value } from '../runtime/values.ts';
import { asPyInt } from './numbers.ts';

/**
 * What a value is compared by as a dictionary key: `True == 1 == 1.0`, tuples and frozensets by
 * structure, objects by identity or by what their own `__hash__` returns. Raises TypeError for
 * what Python cannot hash.
 */
export function hashKey(rt: Runtime, value: Value): HashKey | Unknown {
  if (value === null) return null;
  if (typeof value === 'object') return objectKey(rt, value);
  return typeof value === 'boolean' ? Number(value) : value;
}

function objectKey(
  rt: Runtime,
  value: Exclude<Value, string | number | bigint | boolean | null>,
): HashKey | Unknown {
  if (value instanceof Unknown) return value;
  if (value instanceof Indexed) return hashKey(rt, value.escape());
  if (value instanceof PyFloat) return doubleKey(value.value);
  if (value instanceof PyTuple) return structureKey(rt, '(', value.items);
  if (value instanceof PySet) {
    if (!value.frozen) throw unhashable(rt, value);
    const parts = structureParts(rt, [...value.entries.values()]);
    return parts instanceof Unknown ? parts : `\0{${parts.sort().join(',')}`;
  }
  if (value instanceof PyBytes) return `\0b${value.value.join(',')}`;
  if (value instanceof PyRange) return `\0r${value.start},${value.stop},${value.step}`;
  if (value instanceof BoundMethod) return structureKey(rt, 'm', [value.self, value.fn]);
  if (value instanceof HostObject) {
    const key = value.hashKey();
    return typeof key === 'string' ? `\0h${key}` : key;
  }
  if (value instanceof PyObject) return instanceKey(rt, value);
  if (value instanceof PyList || value instanceof PyDict) {
    const own = value.cls === null ? undefined : rt.findInClass(value.cls, '__hash__');
    if (own === undefined || own === null || own instanceof NativeFunction) throw unhashable(rt, value);
    return ownHash(rt, own, value);
  }
  if (value instanceof PySlice) throw unhashable(rt, value);
  return value;
}

/** A double that is whole equals the int; a JavaScript number that is not whole is no int. */
function doubleKey(value: number): HashKey {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value === 0 ? 0 : value;
}

function instanceKey(rt: Runtime, value: PyObject): HashKey | Unknown {
  for (const cls of value.cls.mro) {
    if (cls.bases.length === 0) break;
    const own = cls.dict.get('__hash__');
    if (own === null || (own === undefined && cls.definition !== null && cls.dict.has('__eq__'))) {
      throw unhashable(rt, value);
    }
    if (own !== undefined) return ownHash(rt, own, value);
  }
  return value.payload === undefined ? value : hashKey(rt, value.payload);
}

/** Objects of equal `__hash__` count as equal: hashes here are of whole contents, without collisions. */
function ownHash(rt: Runtime, method: Value, value: Value): HashKey | Unknown {
  const hash = rt.call(method, [value]);
  if (hash instanceof Unknown) return hash;
  const int = asPyInt(hash);
  if (int === undefined) throw rt.error('TypeError', '__hash__ method should return an integer');
  return `\0u${int}`;
}

function unhashable(rt: Runtime, value: Value): Error {
  return rt.error('TypeError', `unhashable type: '${rt.typeName(value)}'`);
}

function structureKey(rt: Runtime, tag: string, items: readonly Value[]): string | Unknown {
  const parts = structureParts(rt, items);
  return parts instanceof Unknown ? parts : `\0${tag}${parts.join(',')}`;
}

function structureParts(rt: Runtime, items: readonly Value[]): string[] | Unknown {
  const parts: string[] = [];
  for (const item of items) {
    const key = hashKey(rt, item);
    if (key instanceof Unknown) return key;
    parts.push(keyText(key));
  }
  return parts;
}

/** Injective text of a key, so that keys can be nested in each other. */
function keyText(key: HashKey): string {
  if (key === null) return 'N';
  if (typeof key === 'string') return `s${key.length}:${key}`;
  return typeof key === 'object' ? `#${identity(key)}` : key.toString();
}

let lastIdentity = 0;
const identities = new WeakMap<object, number>();

/** A number per object, for `id()` and nested keys. */
export function identity(object: object): number {
  let id = identities.get(object);
  if (id === undefined) {
    lastIdentity += 1;
    id = lastIdentity;
    identities.set(object, id);
  }
  return id;
}

/** `hash(value)`: whole numbers are their own hash, everything else a 61-bit digest of its key. */
export function hashNumber(rt: Runtime, value: Value): number | bigint | Unknown {
  const key = hashKey(rt, value);
  if (key instanceof Unknown || typeof key === 'bigint') return key;
  if (typeof key === 'number' && Number.isInteger(key)) return key;
  let digest = 0xcbf29ce484222325n;
  for (const character of keyText(key)) {
    digest ^= BigInt(character.codePointAt(0) ?? 0);
    digest = BigInt.asUintN(64, digest * 0x100000001b3n);
  }
  return digest >> 3n;
}

/** The value at a key; undefined when there is none, Unknown when the key is unknown. */
export function dictGet(rt: Runtime, dict: PyDict, key: Value): Value | undefined {
  const hashed = hashKey(rt, key);
  if (hashed instanceof Unknown) return hashed;
  const found = dict.entries.get(hashed);
  return found === undefined && mayStillBeEntered(rt, dict, hashed) ? dict.entries.get(hashed) : found;
}

export function dictHas(rt: Runtime, dict: PyDict, key: Value): boolean | Unknown {
  const hashed = hashKey(rt, key);
  if (hashed instanceof Unknown) return hashed;
  if (dict.entries.has(hashed)) return true;
  return (mayStillBeEntered(rt, dict, hashed) && dict.entries.has(hashed)) || (dict.taint ?? false);
}

/** Whether modules that enter themselves into a registry have just been run. */
function mayStillBeEntered(rt: Runtime, registry: PyDict | PySet, key: HashKey): boolean {
  return typeof key === 'string' && rt.completeRegistry(registry, key);
}

/** An unknown key may have overwritten any entry: it taints the dictionary. */
export function dictSet(rt: Runtime, dict: PyDict, key: Value, value: Value): void {
  const hashed = hashKey(rt, key);
  if (hashed instanceof Unknown) {
    taint(rt, dict, hashed);
    return;
  }
  const isItsOwnKey = hashed === key && (typeof hashed !== 'object' || hashed === null);
  if (!isItsOwnKey && !dict.entries.has(hashed)) rt.journal.mapSet(dict.keys, hashed, settledKey(key));
  rt.journal.mapSet(dict.entries, hashed, value);
}

function settledKey(key: Value): Value {
  return key instanceof Indexed ? key.escape() : key;
}

/** Returns whether the key was there. */
export function dictDelete(rt: Runtime, dict: PyDict, key: Value): boolean {
  const hashed = hashKey(rt, key);
  if (hashed instanceof Unknown) {
    taint(rt, dict, hashed);
    return true;
  }
  rt.journal.mapDelete(dict.keys, hashed);
  return rt.journal.mapDelete(dict.entries, hashed);
}

export function dictClear(rt: Runtime, dict: PyDict): void {
  rt.journal.mapClear(dict.entries);
  rt.journal.mapClear(dict.keys);
}

/** The key object that a hash key stands for. */
export function dictKey(dict: PyDict, hashed: HashKey): Value {
  const key = dict.keys.get(hashed);
  if (key !== undefined) return key;
  if (typeof hashed === 'object' && hashed !== null) throw new TypeError('a key object was not stored');
  return hashed;
}

export function dictKeys(dict: PyDict): Value[] {
  return Array.from(dict.entries.keys(), (hashed) => dictKey(dict, hashed));
}

/** Keys and values in insertion order, as they are now. */
export function dictItems(dict: PyDict): [Value, Value][] {
  return Array.from(dict.entries, ([hashed, value]) => [dictKey(dict, hashed), value]);
}

/** A plain `dict` of the same content. */
export function dictCopy(_rt: Runtime, dict: PyDict): PyDict {
  const copy = new PyDict(new Store(dict.entries));
  for (const [hashed, key] of dict.keys) copy.keys.set(hashed, key);
  copy.taint = dict.taint;
  return copy;
}

export function dictOf(rt: Runtime, entries: Iterable<readonly [Value, Value]>): PyDict {
  const dict = new PyDict();
  for (const [key, value] of entries) dictSet(rt, dict, key, value);
  return dict;
}

export function setHas(rt: Runtime, set: PySet, item: Value): boolean | Unknown {
  const hashed = item instanceof PySet ? hashKey(rt, frozen(item)) : hashKey(rt, item);
  if (hashed instanceof Unknown) return hashed;
  if (set.entries.has(hashed)) return true;
  return (mayStillBeEntered(rt, set, hashed) && set.entries.has(hashed)) || (set.taint ?? false);
}

/** An unknown element taints the set: how many there are is then unknown. */
export function setAdd(rt: Runtime, set: PySet, item: Value): void {
  const hashed = hashKey(rt, item);
  if (hashed instanceof Unknown) taint(rt, set, hashed);
  else if (!set.entries.has(hashed)) {
    rt.journal.mapSet(set.entries, hashed, settledKey(item));
  }
}

/** Returns whether the element was there. */
export function setDelete(rt: Runtime, set: PySet, item: Value): boolean {
  const hashed = hashKey(rt, item);
  if (hashed instanceof Unknown) {
    taint(rt, set, hashed);
    return true;
  }
  return rt.journal.mapDelete(set.entries, hashed);
}

export function setItems(set: PySet): Value[] {
  return [...set.entries.values()];
}

/** A set for a new value, before anyone sees it. */
export function setOf(rt: Runtime, items: Iterable<Value>, isFrozen = false): PySet {
  const set = new PySet(isFrozen);
  for (const item of items) setAdd(rt, set, item);
  return set;
}

function frozen(set: PySet): PySet {
  const copy = new PySet(true);
  for (const [key, value] of set.entries) copy.entries.set(key, value);
  return copy;
}

/** Marks a container as possibly changed by something unknown. */
export function taint(rt: Runtime, container: PyList | PyDict | PySet, by: Unknown): void {
  if (container.taint !== null) return;
  rt.journal.setField(container, 'taint', by);
  rt.recorder.taint(container, by);
}
