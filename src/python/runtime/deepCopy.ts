/** `copy.deepcopy` over the abstract heap, keeping shared references shared. */
import type { Interpreter } from './interpreter.ts';
import { HostObject } from './host.ts';
import { Store } from './journal.ts';
import { PyDict, PyList, PyObject, PySet, PyTuple } from './values.ts';
import type { Value } from './values.ts';

const originals = new WeakMap<PyObject, PyObject>();

/** What an object is a deep copy of; undefined: of none. */
export function copiedFrom(copy: PyObject): PyObject | undefined {
  return originals.get(copy);
}

export function deepCopy(it: Interpreter, value: Value, memo = new Map<Value, Value>()): Value {
  if (typeof value !== 'object' || value === null) return value;
  const known = memo.get(value);
  if (known !== undefined) return known;
  if (value instanceof HostObject) {
    const copy = value.deepCopy(it);
    memo.set(value, copy);
    return copy;
  }
  if (value instanceof PyList) {
    it.allocate(value.items.length);
    const copy = new PyList([]);
    memo.set(value, copy);
    copy.items = value.items.map((item) => deepCopy(it, item, memo));
    copy.taint = value.taint;
    copy.isOpen = value.isOpen;
    return withAttributes(it, value, copy, memo);
  }
  if (value instanceof PyTuple) {
    const copy = new PyTuple(value.items.map((item) => deepCopy(it, item, memo)));
    memo.set(value, copy);
    return withAttributes(it, value, copy, memo);
  }
  if (value instanceof PyDict) {
    it.allocate(value.entries.size);
    const copy = new PyDict();
    memo.set(value, copy);
    for (const [key, item] of value.entries) copy.entries.set(key, deepCopy(it, item, memo));
    for (const [key, original] of value.keys) copy.keys.set(key, original);
    copy.taint = value.taint;
    copy.defaultFactory = value.defaultFactory;
    return withAttributes(it, value, copy, memo);
  }
  if (value instanceof PySet) {
    const copy = new PySet(value.frozen);
    for (const [key, item] of value.entries) copy.entries.set(key, item);
    copy.taint = value.taint;
    return withAttributes(it, value, copy, memo);
  }
  if (value instanceof PyObject) return objectCopy(it, value, memo);
  return value;
}

function objectCopy(it: Interpreter, value: PyObject, memo: Map<Value, Value>): Value {
  const custom = it.findInUserClass(value.cls, '__deepcopy__');
  if (custom !== undefined) {
    const copy = it.call(custom, [value, new PyDict()]);
    memo.set(value, copy);
    return copy;
  }
  // Enum members and the like are what they are.
  if (value.cls.dict.has('__members__')) return value;
  it.allocate();
  const copy = new PyObject(value.cls, value.createdAt, value.payload);
  originals.set(copy, value);
  memo.set(value, copy);
  for (const [name, item] of value.attrs) copy.attrs.set(name, deepCopy(it, item, memo));
  return copy;
}

function withAttributes<T extends PyList | PyTuple | PyDict | PySet>(
  it: Interpreter,
  from: T,
  to: T,
  memo: Map<Value, Value>,
): T {
  to.cls = from.cls;
  if (from.attrs !== null) {
    to.attrs = new Store();
    for (const [name, item] of from.attrs) to.attrs.set(name, deepCopy(it, item, memo));
  }
  return to;
}
