/** `set` and `frozenset`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PySet, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { genericItem } from './genericAlias.ts';
import { setAdd, setDelete, setHas, setItems, setOf, taint } from './hash.ts';
import { cursor } from './iterators.ts';
import { elementsOf, keyError, receiver, subclassOrNull, tuple, untainted } from './natives.ts';

type SetOperator = '|' | '&' | '-' | '^';

function self(rt: Runtime, args: Args): PySet {
  return receiver(rt, args, PySet, 'set');
}

function asSet(rt: Runtime, value: Value): PySet {
  return value instanceof PySet ? untainted(value) : setOf(rt, elementsOf(rt, value));
}

/** `a.union(b, c)`: the operator applied from left to right, any iterable taken. */
function combined(op: SetOperator): (rt: Runtime, args: Args) => Value {
  return (rt, args) => {
    let result: Value = copyOf(untainted(self(rt, args)));
    for (const other of args.rest) result = rt.binary(op, result, asSet(rt, other));
    return result;
  };
}

function copyOf(set: PySet): PySet {
  const copy = new PySet(set.frozen);
  for (const [key, value] of set.entries) copy.entries.set(key, value);
  copy.taint = set.taint;
  return copy;
}

function replace(rt: Runtime, set: PySet, by: PySet): void {
  rt.journal.mapClear(set.entries);
  for (const [key, value] of by.entries) rt.journal.mapSet(set.entries, key, value);
}

/** `a.difference_update(b)`: in place. */
function inPlace(op: SetOperator): (rt: Runtime, args: Args) => Value {
  return (rt, args) => {
    const set = self(rt, args);
    for (const other of args.rest) {
      const elements = rt.elements(other);
      if (elements instanceof Unknown) {
        taint(rt, set, elements);
        continue;
      }
      if (op === '|') for (const element of elements) setAdd(rt, set, element);
      else {
        const result = rt.binary(op, copyOf(set), setOf(rt, elements));
        if (result instanceof PySet) replace(rt, set, result);
      }
    }
    return null;
  };
}

function isSubset(a: PySet, b: PySet): boolean {
  return [...a.entries.keys()].every((key) => b.entries.has(key));
}

function construct(builtin: 'set' | 'frozenset'): NativeFunction {
  return native('__new__(cls, iterable=(), /, **kwargs)', (rt, args) => {
    const isFrozen = builtin === 'frozenset';
    const set = isFrozen ? setOf(rt, args.elements('iterable'), true) : new PySet(false);
    set.cls = subclassOrNull(rt, args, builtin);
    return set;
  });
}

const shared: readonly (NativeFunction | readonly [string, Value])[] = [
  nativeMethod('union(self, *others)', combined('|')),
  nativeMethod('intersection(self, *others)', combined('&')),
  nativeMethod('difference(self, *others)', combined('-')),
  nativeMethod('symmetric_difference(self, *others)', combined('^')),
  nativeMethod('issubset(self, other)', (rt, args) =>
    isSubset(untainted(self(rt, args)), asSet(rt, args.value('other'))),
  ),
  nativeMethod('issuperset(self, other)', (rt, args) =>
    isSubset(asSet(rt, args.value('other')), untainted(self(rt, args))),
  ),
  nativeMethod('isdisjoint(self, other)', (rt, args) => {
    const set = untainted(self(rt, args));
    return ![...asSet(rt, args.value('other')).entries.keys()].some((key) => set.entries.has(key));
  }),
  nativeMethod('copy(self)', (rt, args) => copyOf(self(rt, args))),
  nativeMethod('__len__(self)', (rt, args) => untainted(self(rt, args)).entries.size),
  nativeMethod('__iter__(self)', (rt, args) =>
    cursor(rt, 'set_iterator', tuple(...setItems(untainted(self(rt, args))))),
  ),
  nativeMethod('__contains__(self, item)', (rt, args) => setHas(rt, self(rt, args), args.value('item'))),
  ['__class_getitem__', genericItem],
];

export const setMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  ['__hash__', null],
  construct('set'),
  nativeMethod('__init__(self, iterable=(), /)', (rt, args) => {
    const set = self(rt, args);
    rt.journal.mapClear(set.entries);
    for (const element of args.elements('iterable')) setAdd(rt, set, element);
    return null;
  }),
  ...shared,
  nativeMethod('add(self, element, /)', (rt, args) => {
    setAdd(rt, self(rt, args), args.value('element'));
    return null;
  }),
  nativeMethod('discard(self, element, /)', (rt, args) => {
    setDelete(rt, self(rt, args), args.value('element'));
    return null;
  }),
  nativeMethod('remove(self, element, /)', (rt, args) => {
    const element = args.value('element');
    if (!setDelete(rt, self(rt, args), element)) throw keyError(rt, element);
    return null;
  }),
  nativeMethod('pop(self)', (rt, args) => {
    const set = untainted(self(rt, args));
    const [first] = setItems(set);
    if (first === undefined) throw keyError(rt, 'pop from an empty set');
    setDelete(rt, set, first);
    // Which element goes first is up to the hash table.
    return set.entries.size === 0 ? first : rt.unknown('which element of a set comes first');
  }),
  nativeMethod('clear(self)', (rt, args) => {
    const set = self(rt, args);
    rt.journal.mapClear(set.entries);
    rt.journal.setField(set, 'taint', null);
    return null;
  }),
  nativeMethod('update(self, *others)', inPlace('|')),
  nativeMethod('intersection_update(self, *others)', inPlace('&')),
  nativeMethod('difference_update(self, *others)', inPlace('-')),
  nativeMethod('symmetric_difference_update(self, *others)', inPlace('^')),
];

export const frozensetMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  construct('frozenset'),
  ...shared,
];
