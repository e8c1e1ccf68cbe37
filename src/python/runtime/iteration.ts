/** Iteration, truth and length of every kind of value. */
import { dictKeys } from '../builtins/hash.ts';
import { DictView } from '../builtins/views.ts';
import { withoutAmount } from './amounts.ts';
import { HostObject } from './host.ts';
import type { HostIteration } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import { CONSTANT, formOf, together, withForm } from './iterationForms.ts';
import { payload } from './payload.ts';
import { PyRaise, UnknownInput } from './signals.ts';
import {
  Indexed,
  NativeFunction,
  PyBytes,
  PyClass,
  PyDict,
  PyFloat,
  PyIterator,
  PyList,
  PyObject,
  PyRange,
  PySet,
  PyTuple,
  Unknown,
} from './values.ts';
import type { Value } from './values.ts';

/** Beyond this an iterator is taken to be endless by those who want all its elements. */
const MOST_ELEMENTS = 200_000;

export function iterate(it: Interpreter, value: Value): Iterator<Value> | HostIteration | Unknown {
  if (value instanceof Unknown) return withoutAmount(value);
  const own = ownIterator(it, value);
  if (own !== undefined) return iterate(it, own);
  if (value instanceof PyIterator) return overIterator(it, value);
  if (value instanceof HostObject) {
    const result = hostIteration(it, value);
    if (result instanceof PyIterator) return overIterator(it, result);
    if (result !== undefined) return result;
    const length = value.length(it);
    if (typeof length === 'number') return overHostItems(it, value, length);
    if (length instanceof Unknown) return length;
  }
  if (value instanceof PyRange) return overRange(it, value);
  if (value instanceof PyDict && value.taint === null) {
    const keys = new DictView('keys', value).iterate(it);
    return keys instanceof Unknown ? keys : overIterator(it, keys);
  }
  if (value instanceof PyList && value.taint === null) return overList(value);
  const elements = plainElements(it, value);
  if (elements !== undefined) return elements instanceof Unknown ? elements : elements.values();
  if (value instanceof PyObject) {
    const getItem = it.findInClass(value.cls, '__getitem__');
    if (getItem !== undefined) return overGetItem(it, value, getItem);
    if (value.cls.unknownBase !== null) return value.cls.unknownBase;
  }
  if (value instanceof PyClass && value.unknownBase !== null) return value.unknownBase;
  throw it.error('TypeError', `'${it.typeName(value)}' object is not iterable`);
}

function hostIteration(it: Interpreter, value: HostObject): ReturnType<HostObject['iterate']> {
  try {
    return value.iterate(it);
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
}

export function elements(it: Interpreter, value: Value): readonly Value[] | Unknown {
  if (value instanceof Unknown) return withoutAmount(value);
  const isPlain = !(value instanceof PyObject) && ownIterator(it, value) === undefined;
  const direct = isPlain ? plainElements(it, value) : undefined;
  if (direct !== undefined) return direct;
  const source = iterate(it, value);
  if (source instanceof Unknown) return source;
  if ('kind' in source) {
    if (source.count instanceof Unknown) return source.count;
    if (source.count > MOST_ELEMENTS) return it.unknown('too many elements to list');
    it.allocate(source.count);
    return Array.from({ length: source.count }, (_, i) => source.element(i));
  }
  const all: Value[] = [];
  for (;;) {
    const step = nextOf(source);
    if (step instanceof Unknown) return step;
    if (step.done === true) return all;
    const mayEnd = mayEndOf(source);
    if (mayEnd !== null) return mayEnd;
    it.spend(1);
    all.push(step.value);
    if (all.length > MOST_ELEMENTS) return it.unknown('an iterator without a known end');
  }
}

/** The elements of a builtin container, in order; undefined for anything else. */
function plainElements(it: Interpreter, value: Value): readonly Value[] | Unknown | undefined {
  const plain = payload(value);
  if (plain instanceof PyDict || plain instanceof PySet) it.completeRegistry(plain, null);
  if (plain instanceof PyList) return plain.taint ?? [...plain.items];
  if (plain instanceof PyTuple) return plain.items;
  if (plain instanceof PyDict) return plain.taint ?? dictKeys(plain);
  if (plain instanceof PySet) return plain.taint ?? [...plain.entries.values()];
  if (typeof plain === 'string') return Array.from(plain);
  if (plain instanceof PyBytes) return [...plain.value];
  return undefined;
}

function ownIterator(it: Interpreter, value: Value): Value | undefined {
  if (value instanceof PyObject) {
    const method = it.findInClass(value.cls, '__iter__');
    if (method === undefined) return undefined;
    const iterator = it.call(method, [value]);
    return iterator === value ? nextIterator(it, value) : iterator;
  }
  if (value instanceof PyClass && value.metaclass !== null) {
    const method = it.findInClass(value.metaclass, '__iter__');
    return method === undefined ? undefined : it.call(method, [value]);
  }
  if (value instanceof PyDict || value instanceof PyList || value instanceof PyTuple) {
    if (value.cls === null) return undefined;
    const method = it.findInUserClass(value.cls, '__iter__');
    return method === undefined ? undefined : it.call(method, [value]);
  }
  return undefined;
}

/** An object that is its own iterator: `__next__` until StopIteration. */
function nextIterator(it: Interpreter, object: PyObject): PyIterator {
  const next = it.findInClass(object.cls, '__next__');
  return new PyIterator(object.cls.name, () => {
    if (next === undefined) return undefined;
    return untilStop(() => it.call(next, [object]));
  });
}

/** Undefined once the call raises StopIteration. */
export function untilStop(read: () => Value, stop = 'StopIteration'): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PyRaise && error.exception.cls.name === stop) return undefined;
    throw error;
  }
}

function overIterator(it: Interpreter, iterator: PyIterator): OpenIterator {
  return {
    get mayEnd() {
      return iterator.mayEnd;
    },
    next() {
      it.spend(1);
      const value = iterator.next();
      return value === undefined ? { done: true, value: undefined } : { done: false, value };
    },
  };
}

/** One of which it may not be known whether there was what it gave last. */
interface OpenIterator extends Iterator<Value> {
  readonly mayEnd: Unknown | null;
}

export function mayEndOf(source: Iterator<Value> | OpenIterator): Unknown | null {
  return 'mayEnd' in source ? source.mayEnd : null;
}

/** The next of an iterator; Unknown where nobody knows whether there is one. */
export function nextOf(source: Iterator<Value>): IteratorResult<Value> | Unknown {
  try {
    return source.next();
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
}

function* overRange(it: Interpreter, range: PyRange): Generator<Value, undefined> {
  const { length } = range;
  for (let i = 0; i < length; i++) {
    it.spend(1);
    yield range.start + i * range.step;
  }
}

/** Sees what is appended meanwhile, as Python's does. */
function* overList(list: PyList): Generator<Value, undefined> {
  for (let i = 0; i < list.items.length; i++) yield list.items[i] ?? null;
}

function* overHostItems(it: Interpreter, host: HostObject, length: number): Generator<Value, undefined> {
  for (let i = 0; i < length; i++) yield it.getItem(host, i);
}

function* overGetItem(it: Interpreter, object: PyObject, method: Value): Generator<Value, undefined> {
  for (let i = 0; ; i++) {
    it.spend(1);
    const value = untilStop(() => it.call(method, [object, i]), 'IndexError');
    if (value === undefined) return;
    yield value;
    if (value instanceof Unknown) return;
  }
}

export function truth(it: Interpreter, value: Value): boolean | Unknown {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value) !== 0;
  if (typeof value === 'string') return value !== '';
  if (value instanceof Unknown) return withoutAmount(value);
  if (value instanceof Indexed) return indexedTruth(value);
  if (value instanceof PyFloat) return value.value !== 0;
  if (value instanceof HostObject) return value.truth(it);
  if (value instanceof PyObject) return objectTruth(it, value);
  if (value instanceof PyList || value instanceof PyDict || value instanceof PySet) {
    if (value.taint !== null) return value.taint;
    return (value instanceof PyList ? value.items.length : value.entries.size) > 0;
  }
  if (value instanceof PyTuple) return value.items.length > 0;
  if (value instanceof PyRange) return value.length > 0;
  if (value instanceof PyBytes) return value.value.length > 0;
  return true;
}

/** A branch on it tells the loops at which iterations it would go the other way. */
function indexedTruth(value: Indexed): boolean {
  const plain = (inner: Indexed['value']): boolean =>
    inner instanceof PyFloat ? inner.value !== 0 : Boolean(inner);
  for (const [loop, at] of value.by) {
    const condition = (i: number): boolean => plain(at(i));
    loop.conditions.push(withForm(condition, together(formOf(at), CONSTANT)));
  }
  return plain(value.value);
}

function objectTruth(it: Interpreter, object: PyObject): boolean | Unknown {
  const asBool = it.findInClass(object.cls, '__bool__');
  if (asBool !== undefined) return truth(it, it.call(asBool, [object]));
  const asLength = it.findInClass(object.cls, '__len__');
  if (asLength !== undefined) return truth(it, it.call(asLength, [object]));
  if (object.payload !== undefined) return truth(it, object.payload);
  return object.cls.unknownBase ?? true;
}

export function length(it: Interpreter, value: Value): number | Unknown {
  if (value instanceof Unknown) return withoutAmount(value);
  const plain = payload(value);
  if (plain instanceof PyObject || (isSubclassInstance(plain) && plain.cls !== null)) {
    const cls = it.classOf(plain);
    const method =
      plain instanceof PyObject ? it.findInClass(cls, '__len__') : it.findInUserClass(cls, '__len__');
    if (method !== undefined) {
      const result = it.call(method, [plain]);
      if (result instanceof Unknown) return result;
      if (typeof result === 'number') return result;
      if (result instanceof Indexed && typeof result.value === 'number') return Number(result.escape());
    }
    if (plain instanceof PyObject && cls.unknownBase !== null) return cls.unknownBase;
  }
  if (plain instanceof PyList) return plain.taint ?? plain.items.length;
  if (plain instanceof PyTuple) return plain.items.length;
  if (plain instanceof PyDict || plain instanceof PySet) return plain.taint ?? plain.entries.size;
  if (typeof plain === 'string') return plain.length;
  if (plain instanceof PyRange) return plain.length;
  if (plain instanceof PyBytes) return plain.value.length;
  if (plain instanceof HostObject) {
    const result = plain.length(it);
    if (result !== undefined) return result;
  }
  if (plain instanceof PyClass && plain.metaclass !== null) {
    const method = it.findInClass(plain.metaclass, '__len__');
    const result = method instanceof NativeFunction || method !== undefined ? it.call(method, [plain]) : null;
    if (typeof result === 'number') return result;
  }
  throw it.error('TypeError', `object of type '${it.typeName(value)}' has no len()`);
}

function isSubclassInstance(value: Value): value is PyList | PyTuple | PyDict | PySet {
  return (
    value instanceof PyList || value instanceof PyTuple || value instanceof PyDict || value instanceof PySet
  );
}
