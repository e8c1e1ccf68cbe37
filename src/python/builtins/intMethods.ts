/** `int` and `bool`. */
import type { Runtime } from '../runtime/api.ts';
import { nativeClassMethod, nativeMethod, native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { givesAmounts, roundedAmount } from '../runtime/amounts.ts';
import { HostObject } from '../runtime/host.ts';
import { PyBytes, PyFloat, PyObject, PyProperty, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { subclassOrNull, tuple, withNumberErrors } from './natives.ts';
import { followed } from './following.ts';
import { stringRepr } from './format.ts';
import { asPyInt, asPyNumber, bitLength, normalise, truncate } from './numbers.ts';
import { parseInteger } from './numberTexts.ts';
import type { PyInt } from './numbers.ts';

/** `int(x)` of anything. */
export function toInt(rt: Runtime, value: Value, base?: Value): Value {
  const text = value instanceof PyObject && typeof value.payload === 'string' ? value.payload : value;
  if (typeof text === 'string' || text instanceof PyBytes) {
    const source = typeof text === 'string' ? text : new TextDecoder().decode(text.value);
    const radix = base === undefined ? 10 : Number(asPyInt(base) ?? 10);
    const parsed = parseInteger(source, radix);
    if (parsed === undefined) {
      const message = `invalid literal for int() with base ${radix}: ${stringRepr(source)}`;
      throw rt.error('ValueError', message);
    }
    return parsed;
  }
  if (base !== undefined) throw rt.error('TypeError', "int() can't convert non-string with explicit base");
  for (const name of ['__int__', '__index__', '__trunc__']) {
    const method = value instanceof PyObject ? rt.findInClass(value.cls, name) : undefined;
    if (method !== undefined && value instanceof PyObject && value.payload === undefined) {
      return rt.call(method, [value]);
    }
  }
  const number = asPyNumber(value);
  if (number instanceof PyFloat) return withNumberErrors(rt, () => truncate(number.value));
  if (number !== undefined) return typeof number === 'boolean' ? Number(number) : number;
  if (value instanceof HostObject) {
    const method = rt.findAttribute(value, '__int__') ?? rt.findAttribute(value, '__index__');
    if (method instanceof Unknown) return method;
    if (method !== undefined) return rt.call(method, []);
  }
  throw rt.error(
    'TypeError',
    `int() argument must be a string, a bytes-like object or a real number, not '${rt.typeName(value)}'`,
  );
}

function self(rt: Runtime, args: Args): PyInt {
  const value = asPyInt(args.known('self'));
  if (value === undefined) throw rt.error('TypeError', "descriptor requires an 'int' object");
  return value;
}

function withSubclass(rt: Runtime, args: Args, builtin: string, value: Value): Value {
  const cls = subclassOrNull(rt, args, builtin);
  return cls === null || value instanceof Unknown ? value : rt.createObject(cls, value);
}

function intProperty(name: string, read: (value: PyInt) => Value): readonly [string, PyProperty] {
  return [
    name,
    new PyProperty(
      nativeMethod(`${name}(self)`, (rt, args) => read(self(rt, args))),
      null,
    ),
  ];
}

function fromBytes(bytes: Uint8Array, order: string): PyInt {
  const ordered = order === 'little' ? bytes.toReversed() : bytes;
  let value = 0n;
  for (const byte of ordered) value = (value << 8n) | BigInt(byte);
  return normalise(value);
}

function toBytes(rt: Runtime, value: PyInt, length: number, order: string): PyBytes {
  const bytes = new Uint8Array(length);
  let rest = BigInt(value);
  for (let i = 0; i < length; i++) {
    bytes[order === 'little' ? i : length - 1 - i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  if (rest !== 0n && rest !== -1n) throw rt.error('OverflowError', 'int too big to convert');
  return new PyBytes(bytes);
}

export const intMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  givesAmounts(
    native('__new__(cls, x=0, base=None)', (rt, args) => {
      const given = args.value('x');
      const amount = given instanceof Unknown ? roundedAmount('floor', given) : undefined;
      if (amount !== undefined) return amount;
      const value =
        followed(args, 'x', (inner) => toInt(rt, inner)) ??
        toInt(rt, args.known('x'), args.given('base') ? args.known('base') : undefined);
      return withSubclass(rt, args, 'int', value);
    }),
  ),
  nativeMethod('__index__(self)', self),
  nativeMethod('__int__(self)', self),
  nativeMethod('__float__(self)', (rt, args) => new PyFloat(Number(self(rt, args)))),
  nativeMethod('bit_length(self)', (rt, args) => bitLength(self(rt, args))),
  nativeMethod('bit_count(self)', (rt, args) => {
    const value = BigInt(self(rt, args));
    return (value < 0n ? -value : value).toString(2).replaceAll('0', '').length;
  }),
  nativeMethod('conjugate(self)', self),
  nativeMethod('is_integer(self)', () => true),
  nativeMethod('as_integer_ratio(self)', (rt, args) => tuple(self(rt, args), 1)),
  nativeMethod("to_bytes(self, length=1, byteorder='big')", (rt, args) =>
    toBytes(rt, self(rt, args), args.int('length'), args.string('byteorder')),
  ),
  [
    'from_bytes',
    nativeClassMethod("from_bytes(cls, bytes, byteorder='big')", (rt, args) => {
      const bytes = args.known('bytes');
      if (!(bytes instanceof PyBytes)) throw rt.error('TypeError', 'cannot convert object to bytes');
      return fromBytes(bytes.value, args.string('byteorder'));
    }),
  ],
  intProperty('real', (value) => value),
  intProperty('imag', () => 0),
  intProperty('numerator', (value) => value),
  intProperty('denominator', () => 1),
];

export const boolMembers: readonly NativeFunction[] = [
  native('__new__(cls, x=False)', (rt, args) => {
    const truth = rt.truth(args.value('x'));
    return truth;
  }),
];
