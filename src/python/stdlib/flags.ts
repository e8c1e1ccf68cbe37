/** `enum.Flag`: members that combine with `|`, `&`, `^` and `~`. */
import type { Runtime } from '../runtime/api.ts';
import { nativeMethod } from '../runtime/native.ts';
import { NOT_IMPLEMENTED, PyDict, PyIterator, PyObject } from '../runtime/values.ts';
import type { PyClass, Value, NativeFunction } from '../runtime/values.ts';
import { asPyInt } from '../builtins/numbers.ts';

const COMBINATIONS = '_combinations_';

function bits(member: Value): number {
  const value = member instanceof PyObject ? member.attrs.get('_value_') : member;
  return Number(asPyInt(value ?? null) ?? 0);
}

function distinctMembers(cls: PyClass): PyObject[] {
  const held = cls.dict.get('__members__');
  if (!(held instanceof PyDict)) return [];
  return [...new Set(held.entries.values())].filter((member) => member instanceof PyObject);
}

/** The members of a single bit: the others are names for combinations of these. */
export function canonicalMembers(cls: PyClass): PyObject[] {
  return distinctMembers(cls).filter((member) => {
    const value = bits(member);
    return value > 0 && (value & (value - 1)) === 0;
  });
}

/** The member of that value, or one that stands for the combination; one object per value. */
function combination(rt: Runtime, cls: PyClass, value: number): PyObject {
  const known = distinctMembers(cls).find((member) => bits(member) === value);
  if (known !== undefined) return known;
  let held = cls.dict.get(COMBINATIONS);
  if (!(held instanceof PyDict)) {
    held = new PyDict();
    rt.journal.mapSet(cls.dict, COMBINATIONS, held);
  }
  const made = held.entries.get(value);
  if (made instanceof PyObject) return made;
  const member = rt.createObject(cls, cls.isSubclassOf(rt.builtinClass('int')) ? value : undefined);
  const parts = canonicalMembers(cls).filter((one) => (bits(one) & value) !== 0);
  member.attrs.set('_value_', value);
  member.attrs.set('_name_', parts.length === 0 ? null : parts.map(nameOf).join('|'));
  rt.journal.mapSet(held.entries, value, member);
  return member;
}

function nameOf(member: PyObject): string {
  const name = member.attrs.get('_name_');
  return typeof name === 'string' ? name : '';
}

function operator(name: string, apply: (a: number, b: number) => number): NativeFunction {
  return nativeMethod(`${name}(self, other)`, (rt, args) => {
    const [self, other] = [args.known('self'), args.known('other')];
    if (!(self instanceof PyObject)) return NOT_IMPLEMENTED;
    const fits = (other instanceof PyObject && other.cls === self.cls) || self.payload !== undefined;
    return fits ? combination(rt, self.cls, apply(bits(self), bits(other))) : NOT_IMPLEMENTED;
  });
}

const methods: readonly NativeFunction[] = [
  ...['__or__', '__ror__'].map((name) => operator(name, (a, b) => a | b)),
  ...['__and__', '__rand__'].map((name) => operator(name, (a, b) => a & b)),
  ...['__xor__', '__rxor__'].map((name) => operator(name, (a, b) => a ^ b)),
  nativeMethod('__invert__(self)', (rt, args) => {
    const self = args.known('self');
    if (!(self instanceof PyObject)) return NOT_IMPLEMENTED;
    const all = canonicalMembers(self.cls).reduce((sum, member) => sum | bits(member), 0);
    return combination(rt, self.cls, all & ~bits(self));
  }),
  nativeMethod('__bool__(self)', (_rt, args) => bits(args.known('self')) !== 0),
  nativeMethod('__contains__(self, other)', (_rt, args) => {
    const other = bits(args.known('other'));
    return (bits(args.known('self')) & other) === other;
  }),
  nativeMethod('__iter__(self)', (_rt, args) => {
    const self = args.known('self');
    const parts =
      self instanceof PyObject
        ? canonicalMembers(self.cls).filter((one) => (bits(one) & bits(self)) !== 0)
        : [];
    const walk = parts.values();
    return new PyIterator('iterator', () => walk.next().value);
  }),
];

export const flagMembers: readonly (readonly [string, Value])[] = methods.map((method) => [
  method.name,
  method,
]);
