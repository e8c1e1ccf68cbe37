/** `collections.deque`: a list that is cheap at both ends and may be bounded. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { Store } from '../runtime/journal.ts';
import { NativeFunction, PyList, Unknown } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { listMembers } from '../builtins/listMethods.ts';
import { classArgument, listItems, receiver } from '../builtins/natives.ts';

function self(rt: Runtime, args: Args): PyList {
  return receiver(rt, args, PyList, 'collections.deque');
}

/** Replaces the items, dropping what exceeds `maxlen` at the end opposite to the additions. */
function store(rt: Runtime, deque: PyList, items: readonly Value[], added: 'left' | 'right'): null {
  const limit = deque.attrs?.get('maxlen');
  const excess = typeof limit === 'number' ? Math.max(0, items.length - limit) : 0;
  rt.journal.replaceItems(
    deque,
    added === 'right' ? items.slice(excess) : items.slice(0, items.length - excess),
  );
  return null;
}

function rotated(items: readonly Value[], by: number): Value[] {
  if (items.length === 0) return [];
  const at = (((-by % items.length) + items.length) % items.length) % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

const ownMembers: readonly NativeFunction[] = [
  native('__new__(cls, iterable=(), maxlen=None)', (rt, args) => {
    const deque = new PyList([]);
    deque.cls = classArgument(rt, args);
    deque.attrs = new Store([['maxlen', args.value('maxlen')]]);
    return deque;
  }),
  nativeMethod('__init__(self, iterable=(), maxlen=None)', (rt, args) =>
    store(rt, self(rt, args), args.elements('iterable'), 'right'),
  ),
  nativeMethod('append(self, x, /)', (rt, args) => {
    const deque = self(rt, args);
    return store(rt, deque, [...deque.items, args.value('x')], 'right');
  }),
  nativeMethod('appendleft(self, x, /)', (rt, args) => {
    const deque = self(rt, args);
    return store(rt, deque, [args.value('x'), ...deque.items], 'left');
  }),
  nativeMethod('extend(self, iterable, /)', (rt, args) => {
    const deque = self(rt, args);
    return store(rt, deque, [...deque.items, ...args.elements('iterable')], 'right');
  }),
  nativeMethod('extendleft(self, iterable, /)', (rt, args) => {
    const deque = self(rt, args);
    return store(rt, deque, [...args.elements('iterable').toReversed(), ...deque.items], 'left');
  }),
  nativeMethod('popleft(self)', (rt, args) => {
    const deque = self(rt, args);
    const [first, ...rest] = listItems(deque);
    if (first === undefined) throw rt.error('IndexError', 'pop from an empty deque');
    rt.journal.replaceItems(deque, rest);
    return first;
  }),
  nativeMethod('rotate(self, n=1, /)', (rt, args) => {
    const deque = self(rt, args);
    rt.journal.replaceItems(deque, rotated(listItems(deque), args.int('n')));
    return null;
  }),
  nativeMethod('__repr__(self)', (rt, args) => {
    const deque = self(rt, args);
    const text = rt.repr(new PyList([...deque.items]));
    if (text instanceof Unknown) return text;
    const limit = deque.attrs?.get('maxlen');
    return typeof limit === 'number' ? `deque(${text}, maxlen=${limit})` : `deque(${text})`;
  }),
];

/** What a deque does as a list does. */
const shared = listMembers.filter((member) => member instanceof NativeFunction && member.name !== 'sort');

export const dequeMembers: readonly (readonly [string, Value])[] = [...shared, ...ownMembers].map((member) =>
  member instanceof NativeFunction ? ([member.name, member] as const) : member,
);
