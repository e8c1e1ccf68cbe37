/** Subscripts: `x[i]`, `x[a:b]`, `x[i] = v`, `del x[i]`. */
import { dictDelete, dictGet, dictSet } from '../builtins/hash.ts';
import { withoutAmount } from './amounts.ts';
import { HostObject } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import { asInteger } from './native.ts';
import { payload } from './payload.ts';
import { changeReached, oneOf } from './reached.ts';
import {
  Indexed,
  PyBytes,
  PyClass,
  PyDict,
  PyList,
  PyModule,
  PyObject,
  PyRange,
  PySlice,
  PyTuple,
  Unknown,
} from './values.ts';
import type { Value } from './values.ts';

/** The key as most objects take it, without its dependence on a loop. */
function settledKey(object: Value, key: Value): Value {
  if (!(key instanceof Indexed) || (object instanceof HostObject && object.takesLoopIndex)) return key;
  return key.escape();
}

export function getItem(it: Interpreter, object: Value, keyValue: Value): Value {
  const key = settledKey(object, keyValue);
  if (object instanceof Unknown) return withoutAmount(object);
  const isListed = object instanceof PyDict || object instanceof PyList || object instanceof PyTuple;
  const isKnown = !(key instanceof Unknown || key instanceof PySlice);
  const item = itemOf(it, object, key);
  if (isListed && key instanceof Unknown && item instanceof Unknown) return oneOf(object, item);
  return isListed && isKnown ? item : withoutAmount(item);
}

function itemOf(it: Interpreter, object: Exclude<Value, Unknown>, key: Value): Value {
  const own = ownMethod(it, object, '__getitem__');
  if (own !== undefined) return it.call(own, [object, key]);
  if (object instanceof HostObject) {
    const result = object.getItem(it, key);
    if (result !== undefined) return result;
    throw it.error('TypeError', `'${it.typeName(object)}' object is not subscriptable`);
  }
  if (object instanceof PyDict) return dictItem(it, object, key);
  if (object instanceof PyClass) return classItem(it, object, key);
  const sequence = payload(object);
  if (sequence instanceof PyList && sequence.taint !== null) {
    return sequence.isOpen && key instanceof PySlice ? partOf(sequence, sequence.taint) : sequence.taint;
  }
  if (key instanceof Unknown) return key;
  if (sequence instanceof PyList || sequence instanceof PyTuple) {
    if (key instanceof PySlice) {
      const picked = sliceIndices(it, key, sequence.items.length);
      if (picked instanceof Unknown) return picked;
      const items = picked.map((i) => sequence.items[i] ?? null);
      return sequence instanceof PyList ? new PyList(items) : new PyTuple(items);
    }
    const item = sequence.items[position(it, key, sequence.items.length, it.typeName(object))];
    return item ?? null;
  }
  if (typeof sequence === 'string') {
    if (key instanceof PySlice) {
      const picked = sliceIndices(it, key, sequence.length);
      return picked instanceof Unknown ? picked : picked.map((i) => sequence.charAt(i)).join('');
    }
    return sequence.charAt(position(it, key, sequence.length, 'string'));
  }
  if (sequence instanceof PyRange) return rangeItem(it, sequence, key);
  if (sequence instanceof PyBytes) {
    if (key instanceof PySlice) {
      const picked = sliceIndices(it, key, sequence.value.length);
      if (picked instanceof Unknown) return picked;
      return new PyBytes(Uint8Array.from(picked, (i) => sequence.value[i] ?? 0));
    }
    return sequence.value[position(it, key, sequence.value.length, 'bytes')] ?? 0;
  }
  if (object instanceof PyObject && object.cls.unknownBase !== null) return object.cls.unknownBase;
  // `typing` constructs and functions in annotations: `Callable[[int], str]`.
  if (object instanceof PyModule || typeof object === 'function') return object;
  throw it.error('TypeError', `'${it.typeName(object)}' object is not subscriptable`);
}

export function setItem(it: Interpreter, object: Value, keyValue: Value, value: Value): void {
  const key = settledKey(object, keyValue);
  if (object instanceof Unknown) {
    changeReached(it, object);
    return;
  }
  const own = ownMethod(it, object, '__setitem__');
  if (own !== undefined) {
    it.call(own, [object, key, value]);
    return;
  }
  if (object instanceof HostObject) {
    if (!object.setItem(it, key, value)) {
      throw it.error('TypeError', `'${it.typeName(object)}' object does not support item assignment`);
    }
    return;
  }
  if (object instanceof PyDict) {
    if (key instanceof Unknown) it.taint(object, key);
    else dictSet(it, object, key, value);
    return;
  }
  if (object instanceof PyList) {
    if (key instanceof Unknown) it.taint(object, key);
    else if (key instanceof PySlice) setSlice(it, object, key, value);
    else it.journal.setIndex(object, position(it, key, object.items.length, 'list assignment'), value);
    return;
  }
  if (object instanceof PyObject && object.cls.unknownBase !== null) return;
  throw it.error('TypeError', `'${it.typeName(object)}' object does not support item assignment`);
}

/** Some of the elements of a list of which nobody knows how many it has. */
function partOf(list: PyList, taint: Unknown): PyList {
  const part = new PyList([...list.items]);
  part.taint = taint;
  part.isOpen = true;
  return part;
}

export function deleteItem(it: Interpreter, object: Value, key: Value): void {
  if (object instanceof Unknown) {
    changeReached(it, object);
    return;
  }
  const own = ownMethod(it, object, '__delitem__');
  if (own !== undefined) {
    it.call(own, [object, key]);
    return;
  }
  if (object instanceof PyDict) {
    if (key instanceof Unknown) it.taint(object, key);
    else if (!dictDelete(it, object, key)) throw keyError(it, key);
    return;
  }
  if (object instanceof PyList) {
    if (key instanceof Unknown) {
      it.taint(object, key);
      return;
    }
    const { items } = object;
    const gone =
      key instanceof PySlice
        ? sliceIndices(it, key, items.length)
        : [position(it, key, items.length, 'list assignment')];
    if (gone instanceof Unknown) it.taint(object, gone);
    else {
      const removed = new Set(gone);
      it.journal.replaceItems(
        object,
        items.filter((_, i) => !removed.has(i)),
      );
    }
    return;
  }
  throw it.error('TypeError', `'${it.typeName(object)}' object doesn't support item deletion`);
}

/** The positions that a slice picks, in its order. */
export function sliceIndices(it: Interpreter, slice: PySlice, length: number): number[] | Unknown {
  for (const part of [slice.start, slice.stop, slice.step]) if (part instanceof Unknown) return part;
  const bound = (value: Value): number | null => {
    if (value === null) return null;
    const number = asInteger(value);
    if (number === undefined) {
      throw it.error('TypeError', 'slice indices must be integers or None or have an __index__ method');
    }
    return number;
  };
  const step = bound(slice.step) ?? 1;
  if (step === 0) throw it.error('ValueError', 'slice step cannot be zero');
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (value: number | null, otherwise: number): number => {
    if (value === null) return otherwise;
    return Math.min(Math.max(value < 0 ? value + length : value, lowest), highest);
  };
  const start = clamp(bound(slice.start), step > 0 ? 0 : length - 1);
  const stop = clamp(bound(slice.stop), step > 0 ? length : -1);
  const indices: number[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) indices.push(i);
  return indices;
}

function position(it: Interpreter, key: Value, length: number, what: string): number {
  const index = indexOf(it, key);
  if (index === undefined) {
    throw it.error('TypeError', `${what} indices must be integers or slices, not ${it.typeName(key)}`);
  }
  const at = index < 0 ? index + length : index;
  if (at < 0 || at >= length) throw it.error('IndexError', `${what} index out of range`);
  return at;
}

function indexOf(it: Interpreter, key: Value): number | undefined {
  const integer = asInteger(key);
  if (integer !== undefined) return integer;
  if (!(key instanceof PyObject || key instanceof HostObject)) return undefined;
  const method = it.findAttribute(key, '__index__');
  return method === undefined ? undefined : asInteger(it.call(method, []));
}

function dictItem(it: Interpreter, dict: PyDict, key: Value): Value {
  if (key instanceof Unknown) {
    // A `defaultdict` makes an entry for whatever it is asked for.
    if (dict.defaultFactory !== undefined && dict.defaultFactory !== null) it.taint(dict, key);
    return key;
  }
  const value = dictGet(it, dict, key);
  if (value !== undefined) return value;
  if (dict.taint !== null) return dict.taint;
  if (dict.defaultFactory !== undefined && dict.defaultFactory !== null) {
    const created = it.call(dict.defaultFactory, []);
    dictSet(it, dict, key, created);
    return created;
  }
  const missing = dict.cls === null ? undefined : it.findInUserClass(dict.cls, '__missing__');
  if (missing !== undefined) return it.call(missing, [dict, key]);
  throw keyError(it, key);
}

function keyError(it: Interpreter, key: Value): Error {
  const exception = it.createObject(it.builtinClass('KeyError'));
  exception.attrs.set('args', new PyTuple([key]));
  return it.raised(exception);
}

/** `Enum['NAME']` and `__class_getitem__`; otherwise generics (`list[int]`), which stay the class. */
function classItem(it: Interpreter, cls: PyClass, key: Value): Value {
  if (cls.metaclass !== null) {
    const method = it.findInClass(cls.metaclass, '__getitem__');
    if (method !== undefined) return it.call(method, [cls, key]);
  }
  const generic = it.findAttribute(cls, '__class_getitem__');
  return generic === undefined ? cls : it.call(generic, [key]);
}

function rangeItem(it: Interpreter, range: PyRange, key: Value): Value {
  if (key instanceof PySlice) {
    const picked = sliceIndices(it, key, range.length);
    if (picked instanceof Unknown) return picked;
    const at = (i: number): number => range.start + i * range.step;
    const [first] = picked;
    const last = picked.at(-1);
    if (first === undefined || last === undefined) return new PyRange(0, 0, 1);
    const second = picked[1];
    const step = second === undefined ? range.step : at(second) - at(first);
    return new PyRange(at(first), at(last) + Math.sign(step), step);
  }
  return range.start + position(it, key, range.length, 'range object') * range.step;
}

function setSlice(it: Interpreter, list: PyList, slice: PySlice, value: Value): void {
  const picked = sliceIndices(it, slice, list.items.length);
  const elements = it.elements(value);
  if (picked instanceof Unknown || elements instanceof Unknown) {
    it.taint(list, picked instanceof Unknown ? picked : (elements as Unknown));
    return;
  }
  const items = [...list.items];
  if (slice.step === null || slice.step === 1) {
    const length = items.length;
    const raw = asInteger(slice.start ?? 0) ?? 0;
    const start = picked[0] ?? Math.min(Math.max(raw < 0 ? raw + length : raw, 0), length);
    items.splice(start, picked.length, ...elements);
  } else {
    if (elements.length !== picked.length) {
      throw it.error(
        'ValueError',
        `attempt to assign sequence of size ${elements.length} to extended slice of size ${picked.length}`,
      );
    }
    for (const [i, at] of picked.entries()) items[at] = elements[i] ?? null;
  }
  it.journal.replaceItems(list, items);
}

/** What the user's class defines; the builtin container behaviour is below. */
function ownMethod(it: Interpreter, object: Value, name: string): Value | undefined {
  if (object instanceof PyObject) return it.findInClass(object.cls, name);
  if (object instanceof PyDict || object instanceof PyList || object instanceof PyTuple) {
    return object.cls === null ? undefined : it.findInUserClass(object.cls, name);
  }
  return undefined;
}
