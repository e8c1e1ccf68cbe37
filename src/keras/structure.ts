/** Nests of lists, tuples and dictionaries with tensors at their leaves, as Keras passes them around. */
import { dictItems, dictSet } from '../python/builtins/hash.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { Store } from '../python/runtime/journal.ts';
import { PyDict, PyList, PyTuple } from '../python/runtime/values.ts';
import type { CallArgs, Value } from '../python/runtime/values.ts';
import type { TensorInfo } from '../trace/events.ts';
import type { TrialInput } from '../trace/framework.ts';
import { Tensor } from './tensor.ts';

/** The leaves in order; dictionaries by sorted key, as Keras flattens them. */
export function leavesOf(value: Value): readonly Value[] {
  if (value instanceof PyList || value instanceof PyTuple) return value.items.flatMap(leavesOf);
  if (value instanceof PyDict) return sortedEntries(value).flatMap(([, item]) => leavesOf(item));
  return [value];
}

function sortedEntries(dict: PyDict): readonly (readonly [Value, Value])[] {
  return dictItems(dict).toSorted(([a], [b]) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return typeof a === 'string' && typeof b === 'string' && a > b ? 1 : -1;
  });
}

/** The same nest with other leaves; the nest itself if no leaf changes. */
export function mapLeaves(rt: Runtime, value: Value, f: (leaf: Value) => Value): Value {
  if (value instanceof PyList || value instanceof PyTuple) {
    const items = value.items.map((item) => mapLeaves(rt, item, f));
    if (items.every((item, i) => item === value.items[i])) return value;
    return value instanceof PyList ? new PyList(items) : withClass(value, new PyTuple(items));
  }
  if (value instanceof PyDict) {
    const copy = new PyDict();
    const made = new Map<Value, Value>();
    let changed = false;
    for (const [key, item] of dictItems(value)) {
      const mapped = mapLeaves(rt, item, f);
      changed ||= mapped !== item;
      dictSet(rt, copy, key, mapped);
      made.set(item, mapped);
    }
    return changed ? ofClass(value, copy, made) : value;
  }
  return f(value);
}

/** A dictionary of a class of its own stays one, and its attributes those of its values that they were. */
function ofClass(from: PyDict, to: PyDict, made: ReadonlyMap<Value, Value>): PyDict {
  to.cls = from.cls;
  const attributes = [...(from.attrs ?? [])].map(([name, value]): [string, Value] => [
    name,
    made.get(value) ?? value,
  ]);
  to.attrs = from.attrs === null ? null : new Store(attributes);
  return to;
}

/** A named tuple stays one. */
function withClass(from: PyTuple, to: PyTuple): PyTuple {
  to.cls = from.cls;
  return to;
}

export function mapArguments(rt: Runtime, args: CallArgs, f: (leaf: Value) => Value): CallArgs {
  return {
    positional: args.positional.map((value) => mapLeaves(rt, value, f)),
    keywords: new Map([...args.keywords].map(([name, value]) => [name, mapLeaves(rt, value, f)])),
    unknownSpread: args.unknownSpread,
  };
}

export function argumentLeaves(args: CallArgs): readonly Value[] {
  return [...args.positional, ...args.keywords.values()].flatMap(leavesOf);
}

/** The arguments of a call as they are nested; undefined: they are not, or hold something that is no tensor. */
export function nestedArguments(positional: readonly Value[]): readonly TrialInput[] | undefined {
  if (positional.every((value) => value instanceof Tensor)) return undefined;
  const nested = positional.map(nestOf);
  return nested.every((one) => one !== null) ? nested : undefined;
}

function nestOf(value: Value): TrialInput | null {
  if (value instanceof Tensor) return { kind: 'tensor', shape: value.shape, dtype: value.dtype };
  if (value instanceof PyList || value instanceof PyTuple) {
    const items = value.items.map(nestOf);
    return items.every((item) => item !== null) ? { kind: 'list', items } : null;
  }
  if (!(value instanceof PyDict)) return null;
  const items = dictItems(value).map(([name, item]) => {
    const input = nestOf(item);
    return typeof name !== 'string' || input === null ? null : { name, input };
  });
  return items.every((item) => item !== null) ? { kind: 'dict', items } : null;
}

/** Shapes and types of the tensors among some values. */
export function infosOf(values: readonly Value[], merged = 1): TensorInfo[] {
  return values.flatMap((value) => {
    if (!(value instanceof Tensor)) return [];
    const [batch, ...others] = value.shape;
    const isMerged = merged > 1 && batch !== undefined && batch % merged === 0;
    const { dtype, serial } = value;
    return [{ shape: isMerged ? [batch / merged, ...others] : value.shape, dtype, serial }];
  });
}
