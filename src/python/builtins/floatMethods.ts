/** `float`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClassMethod, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { HostObject } from '../runtime/host.ts';
import { PyFloat, PyObject, PyProperty, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { subclassOrNull, tuple, withNumberErrors } from './natives.ts';
import { followed } from './following.ts';
import { stringRepr } from './format.ts';
import { asPyNumber, normalise, toDouble } from './numbers.ts';
import { parseDouble } from './numberTexts.ts';

/** `float(x)` of anything. */
export function toFloat(rt: Runtime, value: Value): Value {
  const text = value instanceof PyObject && typeof value.payload === 'string' ? value.payload : value;
  if (typeof text === 'string') {
    const parsed = parseDouble(text);
    if (parsed === undefined) {
      throw rt.error('ValueError', `could not convert string to float: ${stringRepr(text)}`);
    }
    return new PyFloat(parsed);
  }
  const number = asPyNumber(value);
  if (number !== undefined) return withNumberErrors(rt, () => new PyFloat(toDouble(number)));
  if (value instanceof PyObject || value instanceof HostObject) {
    const method = rt.findAttribute(value, '__float__') ?? rt.findAttribute(value, '__index__');
    if (method instanceof Unknown) return method;
    if (method !== undefined) return rt.call(method, []);
  }
  throw rt.error(
    'TypeError',
    `float() argument must be a string or a real number, not '${rt.typeName(value)}'`,
  );
}

function self(rt: Runtime, args: Args): number {
  const value = asPyNumber(args.known('self'));
  if (value === undefined) throw rt.error('TypeError', "descriptor requires a 'float' object");
  return toDouble(value);
}

function integerRatio(value: number): Value {
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return tuple(normalise(BigInt(scaled)), normalise(denominator));
}

function hexText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0x0.0p+0`;
  let exponent = Math.floor(Math.log2(Math.abs(value)));
  let mantissa = Math.abs(value) / 2 ** exponent;
  if (mantissa >= 2) [mantissa, exponent] = [mantissa / 2, exponent + 1];
  if (mantissa < 1) [mantissa, exponent] = [mantissa * 2, exponent - 1];
  const fraction = BigInt((mantissa - 1) * 2 ** 52);
  const digits = fraction.toString(16).padStart(13, '0');
  return `${sign}0x1.${digits}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

function fromHex(text: string): number | undefined {
  const match = /^\s*([-+]?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([-+]?\d+))?\s*$/i.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return undefined;
  const magnitude = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -magnitude : magnitude;
}

export const floatMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  native('__new__(cls, x=0.0)', (rt, args) => {
    const value = followed(args, 'x', (inner) => toFloat(rt, inner)) ?? toFloat(rt, args.known('x'));
    const cls = subclassOrNull(rt, args, 'float');
    return cls === null || value instanceof Unknown ? value : rt.createObject(cls, value);
  }),
  nativeMethod('is_integer(self)', (rt, args) => Number.isInteger(self(rt, args))),
  nativeMethod('__float__(self)', (rt, args) => new PyFloat(self(rt, args))),
  nativeMethod('conjugate(self)', (rt, args) => new PyFloat(self(rt, args))),
  nativeMethod('as_integer_ratio(self)', (rt, args) => integerRatio(self(rt, args))),
  nativeMethod('hex(self)', (rt, args) => hexText(self(rt, args))),
  [
    'fromhex',
    nativeClassMethod('fromhex(cls, string)', (rt, args) => {
      const value = fromHex(args.string('string')) ?? parseDouble(args.string('string'));
      if (value === undefined) throw rt.error('ValueError', 'invalid hexadecimal floating-point string');
      return new PyFloat(value);
    }),
  ],
  [
    'real',
    new PyProperty(
      nativeMethod('real(self)', (rt, args) => new PyFloat(self(rt, args))),
      null,
    ),
  ],
  [
    'imag',
    new PyProperty(
      nativeMethod('imag(self)', () => new PyFloat(0)),
      null,
    ),
  ],
];
