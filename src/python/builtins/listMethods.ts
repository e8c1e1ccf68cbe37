/** `list` and `tuple`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { UnknownInput } from '../runtime/signals.ts';
import { PyList, PyTuple, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { genericItem } from './genericAlias.ts';
import { taint } from './hash.ts';
import { areEqual, listItems, receiver, subclassOrNull, untainted } from './natives.ts';
import { sortValues } from './sorting.ts';
import { cursor } from './iterators.ts';

function self(rt: Runtime, args: Args): PyList {
  return receiver(rt, args, PyList, 'list');
}

function tupleSelf(rt: Runtime, args: Args): PyTuple {
  return receiver(rt, args, PyTuple, 'tuple');
}

/** Where `x[i]` of a sequence of this length lies, clamped as `insert` and `index` do. */
function clamp(index: number, length: number): number {
  return index < 0 ? Math.max(0, index + length) : Math.min(index, length);
}

function position(rt: Runtime, items: readonly Value[], args: Args, what: string): number {
  const start = clamp(args.int('start'), items.length);
  const stop = args.value('stop') === null ? items.length : clamp(args.int('stop'), items.length);
  for (let i = start; i < stop; i++) {
    const item = items[i];
    if (item !== undefined && areEqual(rt, item, args.value('value'))) return i;
  }
  throw rt.error('ValueError', `${what}.index(x): x not in ${what}`);
}

function count(rt: Runtime, items: readonly Value[], value: Value): number {
  return items.filter((item) => areEqual(rt, item, value)).length;
}

/** A plain list over the same items: what the builtin type does, whatever a subclass overrides. */
function plain(list: PyList): PyList {
  const view = new PyList(list.items);
  view.taint = list.taint;
  return view;
}

function extend(rt: Runtime, list: PyList, iterable: Value): null {
  const elements = rt.elements(iterable);
  if (elements instanceof Unknown) taint(rt, list, elements);
  else for (const element of elements) rt.journal.push(list, element);
  return null;
}

function pop(rt: Runtime, list: PyList, args: Args): Value {
  const items = listItems(list);
  if (items.length === 0) throw rt.error('IndexError', 'pop from empty list');
  const index = args.int('index');
  const at = index < 0 ? index + items.length : index;
  const item = items[at];
  if (item === undefined) throw rt.error('IndexError', 'pop index out of range');
  rt.journal.replaceItems(list, items.toSpliced(at, 1));
  return item;
}

function remove(rt: Runtime, list: PyList, value: Value): null {
  const items = listItems(list);
  const at = items.findIndex((item) => areEqual(rt, item, value));
  if (at < 0) throw rt.error('ValueError', 'list.remove(x): x not in list');
  rt.journal.replaceItems(list, items.toSpliced(at, 1));
  return null;
}

function sort(rt: Runtime, list: PyList, args: Args): null {
  const items = listItems(list);
  try {
    rt.journal.replaceItems(list, sortValues(rt, items, args.value('key'), args.bool('reverse')));
  } catch (error) {
    if (!(error instanceof UnknownInput)) throw error;
    // They are as many as before, in an order that nobody knows.
    rt.journal.replaceItems(list, new Array<Value>(items.length).fill(error.unknown));
  }
  return null;
}

function setItem(rt: Runtime, list: PyList, key: Value, value: Value): null {
  const view = plain(list);
  rt.setItem(view, key, value);
  if (view.items !== list.items) rt.journal.replaceItems(list, view.items);
  if (view.taint !== null) taint(rt, list, view.taint);
  return null;
}

export const listMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  ['__hash__', null],
  native('__new__(cls, *args, **kwargs)', (rt, args) => {
    const list = new PyList([]);
    list.cls = subclassOrNull(rt, args, 'list');
    return list;
  }),
  nativeMethod('__init__(self, iterable=(), /)', (rt, args) => {
    const list = self(rt, args);
    rt.journal.replaceItems(list, [...args.elements('iterable')]);
    return null;
  }),
  nativeMethod('append(self, object, /)', (rt, args) => {
    rt.journal.push(self(rt, args), args.value('object'));
    return null;
  }),
  nativeMethod('extend(self, iterable, /)', (rt, args) => extend(rt, self(rt, args), args.value('iterable'))),
  nativeMethod('insert(self, index, object, /)', (rt, args) => {
    const list = self(rt, args);
    const at = clamp(args.int('index'), list.items.length);
    rt.journal.replaceItems(list, list.items.toSpliced(at, 0, args.value('object')));
    return null;
  }),
  nativeMethod('pop(self, index=-1, /)', (rt, args) => pop(rt, self(rt, args), args)),
  nativeMethod('remove(self, value, /)', (rt, args) => remove(rt, self(rt, args), args.value('value'))),
  nativeMethod('clear(self)', (rt, args) => {
    const list = self(rt, args);
    rt.journal.replaceItems(list, []);
    rt.journal.setField(list, 'taint', null);
    return null;
  }),
  nativeMethod('copy(self)', (rt, args) => new PyList([...listItems(self(rt, args))])),
  nativeMethod('reverse(self)', (rt, args) => {
    const list = self(rt, args);
    rt.journal.replaceItems(list, list.items.toReversed());
    return null;
  }),
  nativeMethod('sort(self, *, key=None, reverse=False)', (rt, args) => sort(rt, self(rt, args), args)),
  nativeMethod('index(self, value, start=0, stop=None, /)', (rt, args) =>
    position(rt, listItems(self(rt, args)), args, 'list'),
  ),
  nativeMethod('count(self, value, /)', (rt, args) =>
    count(rt, listItems(self(rt, args)), args.value('value')),
  ),
  nativeMethod('__len__(self)', (rt, args) => listItems(self(rt, args)).length),
  nativeMethod('__iter__(self)', (rt, args) => cursor(rt, 'list_iterator', plain(self(rt, args)))),
  nativeMethod('__getitem__(self, key)', (rt, args) => rt.getItem(plain(self(rt, args)), args.value('key'))),
  nativeMethod('__setitem__(self, key, value)', (rt, args) =>
    setItem(rt, self(rt, args), args.value('key'), args.value('value')),
  ),
  nativeMethod('__delitem__(self, key)', (rt, args) => {
    const list = self(rt, args);
    const view = plain(list);
    rt.deleteItem(view, args.value('key'));
    rt.journal.replaceItems(list, view.items);
    return null;
  }),
  nativeMethod('__contains__(self, item)', (rt, args) =>
    rt.compare('in', args.value('item'), plain(self(rt, args))),
  ),
  nativeMethod('__add__(self, other)', (rt, args) =>
    rt.binary('+', plain(untainted(self(rt, args))), args.value('other')),
  ),
  nativeMethod('__iadd__(self, other)', (rt, args) => {
    const list = self(rt, args);
    extend(rt, list, args.value('other'));
    return list;
  }),
  nativeMethod('__mul__(self, other)', (rt, args) =>
    rt.binary('*', plain(untainted(self(rt, args))), args.value('other')),
  ),
  nativeMethod('__eq__(self, other)', (rt, args) => rt.equals(plain(self(rt, args)), args.value('other'))),
  ['__class_getitem__', genericItem],
];

export const tupleMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  native('__new__(cls, iterable=(), /, **kwargs)', (rt, args) => {
    const cls = subclassOrNull(rt, args, 'tuple');
    const source = args.value('iterable');
    if (cls === null && source instanceof PyTuple && source.cls === null) return source;
    const result = new PyTuple([...args.elements('iterable')]);
    result.cls = cls;
    return result;
  }),
  nativeMethod('index(self, value, start=0, stop=None, /)', (rt, args) =>
    position(rt, tupleSelf(rt, args).items, args, 'tuple'),
  ),
  nativeMethod('count(self, value, /)', (rt, args) =>
    count(rt, tupleSelf(rt, args).items, args.value('value')),
  ),
  nativeMethod('__len__(self)', (rt, args) => tupleSelf(rt, args).items.length),
  nativeMethod('__iter__(self)', (rt, args) =>
    cursor(rt, 'tuple_iterator', new PyTuple(tupleSelf(rt, args).items)),
  ),
  nativeMethod('__getitem__(self, key)', (rt, args) =>
    rt.getItem(new PyTuple(tupleSelf(rt, args).items), args.value('key')),
  ),
  nativeMethod('__contains__(self, item)', (rt, args) =>
    rt.compare('in', args.value('item'), new PyTuple(tupleSelf(rt, args).items)),
  ),
  nativeMethod('__add__(self, other)', (rt, args) =>
    rt.binary('+', new PyTuple(tupleSelf(rt, args).items), args.value('other')),
  ),
  nativeMethod('__eq__(self, other)', (rt, args) =>
    rt.equals(new PyTuple(tupleSelf(rt, args).items), args.value('other')),
  ),
  ['__class_getitem__', genericItem],
];
