/** What `for of`, spread and patterns walk over. */
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import {
  PyDict,
  PyIterator,
  PyList,
  PyObject,
  PyRange,
  PyTuple,
  Unknown,
} from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { findMember } from './members.ts';
import type { Script } from './script.ts';
import { JsClass, JsMap, JsSet, orUndefined } from './values.ts';

/** Beyond this an iterator is taken to be endless by those who want all its elements. */
const MOST_ELEMENTS = 200_000;

export function iterate(js: Script, value: Value): Iterator<Value> | HostIteration | Unknown {
  if (value instanceof Unknown) return value;
  if (value instanceof PyList && (value.cls === null || !hasOwnIterator(js, value))) {
    return value.taint ?? overList(value);
  }
  if (typeof value === 'string') return Array.from(value).values();
  if (value instanceof JsMap) {
    return value.taint ?? [...value.entries.values()].map(([k, v]) => new PyList([k, v])).values();
  }
  if (value instanceof JsSet) return value.taint ?? [...value.entries.values()].values();
  if (value instanceof PyIterator) return overIterator(js, value);
  if (value instanceof PyTuple) return value.items.values();
  if (value instanceof PyRange) return rangeElements(value);
  const own = ownIterator(js, value);
  if (own !== undefined) return own;
  if (value instanceof HostObject) {
    const source = js.rt.iterate(value);
    return source;
  }
  throw js.error('TypeError', `${js.describe(value)} is not iterable`);
}

function hasOwnIterator(js: Script, list: PyList): boolean {
  const own = list.cls?.mro.find((cls) => cls.dict.has('@@Symbol.iterator'));
  return own !== undefined && own !== js.builtinClass('Array');
}

/** `[Symbol.iterator]()`, an object with `next`. */
function ownIterator(js: Script, value: Value): Iterator<Value> | HostIteration | Unknown | undefined {
  const isOwn =
    value instanceof PyDict ||
    value instanceof PyList ||
    (value instanceof PyObject && value.cls instanceof JsClass);
  if (!isOwn) return undefined;
  for (const key of ['@@Symbol.iterator', '@@Symbol.asyncIterator']) {
    const method = findMember(js, value, key);
    if (method instanceof Unknown) return method;
    if (method === undefined) continue;
    const iterator = js.call(method, value, []);
    return iterator === value ? overProtocol(js, value) : overResult(js, iterator);
  }
  return undefined;
}

function overResult(js: Script, iterator: Value): Iterator<Value> | HostIteration | Unknown {
  if (iterator instanceof Unknown) return iterator;
  return iterator instanceof PyIterator ? overIterator(js, iterator) : overProtocol(js, iterator);
}

function overProtocol(js: Script, iterator: Value): Iterator<Value> {
  const next = js.getMember(iterator, 'next');
  let failed: Unknown | null = null;
  return {
    next() {
      js.rt.spend(1);
      if (failed !== null) return { done: true, value: undefined };
      const step = js.call(next, iterator, []);
      if (step instanceof Unknown) {
        failed = step;
        return { done: false, value: step };
      }
      const done = js.truth(js.getMember(step, 'done'));
      if (done === true) return { done: true, value: undefined };
      if (done instanceof Unknown) failed = done;
      return { done: false, value: js.getMember(step, 'value') };
    },
  };
}

function overIterator(js: Script, iterator: PyIterator): Iterator<Value> {
  return {
    next() {
      js.rt.spend(1);
      const value = iterator.next();
      return value === undefined ? { done: true, value: undefined } : { done: false, value };
    },
  };
}

/** Sees what is appended meanwhile. */
function* overList(list: PyList): Generator<Value, undefined> {
  for (let i = 0; i < list.items.length; i++) yield list.items[i] ?? null;
}

function* rangeElements(range: PyRange): Generator<Value, undefined> {
  for (let i = 0; i < range.length; i++) yield range.start + i * range.step;
}

/** All elements, or no more than are wanted. */
export function elementsOf(js: Script, value: Value, wanted: number | null): readonly Value[] | Unknown {
  if (value instanceof Unknown) return value;
  if (value instanceof PyList && value.taint === null && value.cls === null) {
    js.spendOn(value.items.length);
    return [...value.items];
  }
  const source = iterate(js, value);
  if (source instanceof Unknown) return source;
  if ('kind' in source) {
    const count = wanted ?? source.count;
    if (count instanceof Unknown) return count;
    if (count > MOST_ELEMENTS) return js.unknown('too many elements to list');
    js.rt.allocate(count);
    return Array.from({ length: count }, (_, i) => source.element(i));
  }
  const all: Value[] = [];
  while (wanted === null || all.length < wanted) {
    const step = source.next();
    if (step.done === true) break;
    all.push(step.value);
    if (all.length > MOST_ELEMENTS) return js.unknown('an iterator without a known end');
  }
  return all;
}

/** An iterator object over values that are known. */
export function iteratorOf(values: Iterable<Value>, typeName = 'Iterator'): PyIterator {
  const source = values[Symbol.iterator]();
  return new PyIterator(typeName, () => {
    const step = source.next();
    return step.done === true ? undefined : step.value;
  });
}

/** `{ value, done }` */
export function iteratorResult(js: Script, value: Value | undefined): Value {
  return js.object([
    ['value', orUndefined(value)],
    ['done', value === undefined],
  ]);
}
