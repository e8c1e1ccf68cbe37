/** `range` and `slice`. */
import type { Runtime } from '../runtime/api.ts';
import { asInteger, native, nativeMethod, settled } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { HostObject } from '../runtime/host.ts';
import { PyObject, PyProperty, PyRange, PySlice } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { areEqual, receiver, tuple } from './natives.ts';

/** The integer that a value stands for as an index: `__index__`. */
export function toIndex(rt: Runtime, value: Value): number {
  const known = settled(value);
  const integer = asInteger(known);
  if (integer !== undefined) return integer;
  if (known instanceof PyObject || known instanceof HostObject) {
    const method = rt.findAttribute(known, '__index__');
    if (method !== undefined) return toIndex(rt, rt.call(method, []));
  }
  if (typeof known === 'bigint') throw rt.error('OverflowError', 'Python int too large to convert');
  throw rt.error('TypeError', `'${rt.typeName(known)}' object cannot be interpreted as an integer`);
}

function makeRange(rt: Runtime, args: Args): PyRange {
  const [first, second, third] = args.rest.map((part) => toIndex(rt, part));
  if (first === undefined || args.rest.length > 3) {
    throw rt.error('TypeError', `range expected 1 to 3 arguments, got ${args.rest.length}`);
  }
  if (third === 0) throw rt.error('ValueError', 'range() arg 3 must not be zero');
  return second === undefined ? new PyRange(0, first, 1) : new PyRange(first, second, third ?? 1);
}

function field<T extends PyRange | PySlice>(
  name: string,
  type: abstract new (...init: never[]) => T,
  read: (value: T) => Value,
): readonly [string, PyProperty] {
  const getter = nativeMethod(`${name}(self)`, (rt, args) => read(receiver<T>(rt, args, type, type.name)));
  return [name, new PyProperty(getter, null)];
}

function elements(range: PyRange): number[] {
  return Array.from({ length: range.length }, (_, i) => range.start + i * range.step);
}

export const rangeMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  native('__new__(cls, *args)', makeRange),
  field('start', PyRange, (range) => range.start),
  field('stop', PyRange, (range) => range.stop),
  field('step', PyRange, (range) => range.step),
  nativeMethod('index(self, value)', (rt, args) => {
    const at = elements(receiver(rt, args, PyRange, 'range')).indexOf(args.int('value'));
    if (at < 0) throw rt.error('ValueError', `${args.int('value')} is not in range`);
    return at;
  }),
  nativeMethod('count(self, value)', (rt, args) => {
    const range = receiver(rt, args, PyRange, 'range');
    return elements(range).filter((element) => areEqual(rt, element, args.value('value'))).length;
  }),
  nativeMethod('__len__(self)', (rt, args) => receiver(rt, args, PyRange, 'range').length),
];

/** `slice.indices(length)`: start, stop and step clamped to a sequence of that length. */
function indices(rt: Runtime, slice: PySlice, length: number): Value {
  const step = slice.step === null ? 1 : toIndex(rt, slice.step);
  if (step === 0) throw rt.error('ValueError', 'slice step cannot be zero');
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (value: Value, otherwise: number): number => {
    if (value === null) return otherwise;
    const index = toIndex(rt, value);
    return Math.min(Math.max(index < 0 ? index + length : index, lowest), highest);
  };
  return tuple(
    clamp(slice.start, step > 0 ? 0 : length - 1),
    clamp(slice.stop, step > 0 ? length : -1),
    step,
  );
}

export const sliceMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  native('__new__(cls, *args)', (rt, args) => {
    const [first, second, third] = args.rest;
    if (first === undefined) throw rt.error('TypeError', 'slice expected at least 1 argument, got 0');
    return second === undefined ? new PySlice(null, first, null) : new PySlice(first, second, third ?? null);
  }),
  field('start', PySlice, (slice) => slice.start),
  field('stop', PySlice, (slice) => slice.stop),
  field('step', PySlice, (slice) => slice.step),
  nativeMethod('indices(self, length)', (rt, args) =>
    indices(rt, receiver(rt, args, PySlice, 'slice'), args.int('length')),
  ),
];
