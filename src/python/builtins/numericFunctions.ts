/** `abs`, `round`, `divmod`, `pow`, `hash`, and texts of numbers. */
import type { Runtime } from '../runtime/api.ts';
import { roundedAmount } from '../runtime/amounts.ts';
import { HostObject } from '../runtime/host.ts';
import { native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { Indexed, PyFloat, PyObject, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { roundDouble } from './decimals.ts';
import { following } from './following.ts';
import { hashNumber, identity } from './hash.ts';
import { tuple, withNumberErrors } from './natives.ts';
import {
  absolute,
  asPyInt,
  asPyNumber,
  floatDivmod,
  intDivmod,
  multiply,
  normalise,
  powerModulo,
  toDouble,
  truncate,
} from './numbers.ts';
import type { PyInt } from './numbers.ts';
import { toIndex } from './rangeMethods.ts';

/** The object's own method of that name, called; undefined when it has none. */
function own(rt: Runtime, value: Value, name: string, args: readonly Value[] = []): Value | undefined {
  if (!(value instanceof PyObject || value instanceof HostObject)) return undefined;
  const method = rt.findAttribute(value, name);
  return method === undefined ? undefined : rt.call(method, args);
}

/** `abs(value)`. */
export function absoluteOf(rt: Runtime, value: Value): Value {
  const number = asPyNumber(value);
  if (number !== undefined) return absolute(number);
  const result = own(rt, value, '__abs__');
  if (result !== undefined) return result;
  throw rt.error('TypeError', `bad operand type for abs(): '${rt.typeName(value)}'`);
}

/** Half to even, on the exact decimal value of the double. */
function round(rt: Runtime, value: Value, args: Args): Value {
  const digits = args.known('ndigits') === null ? null : toIndex(rt, args.value('ndigits'));
  const number = asPyNumber(value);
  if (number instanceof PyFloat) {
    if (digits !== null) return new PyFloat(roundDouble(number.value, digits));
    return withNumberErrors(rt, () => truncate(roundToWhole(number.value)));
  }
  const int = number === undefined ? undefined : asPyInt(number);
  if (int !== undefined) return digits === null || digits >= 0 ? int : roundInt(int, -digits);
  const result = own(rt, value, '__round__', digits === null ? [] : [digits]);
  if (result !== undefined) return result;
  throw rt.error('TypeError', `type ${rt.typeName(value)} doesn't define __round__ method`);
}

function roundToWhole(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest > 0.5 ? floor + 1 : floor;
  return floor % 2 === 0 ? floor : floor + 1;
}

function roundInt(value: PyInt, zeros: number): PyInt {
  const unit = normalise(10n ** BigInt(zeros));
  const [quotient, rest] = intDivmod(value, unit);
  const twice = multiply(rest, 2);
  const isOdd = intDivmod(quotient, 2)[1] !== 0;
  const up = twice > unit || (twice >= unit && isOdd);
  return multiply(up ? normalise(BigInt(quotient) + 1n) : quotient, unit);
}

function divmod(rt: Runtime, args: Args): Value {
  const [x, y] = [args.value('x'), args.value('y')];
  if (x instanceof Indexed || y instanceof Indexed) return tuple(rt.binary('//', x, y), rt.binary('%', x, y));
  const [a, b] = [asPyNumber(x), asPyNumber(y)];
  if (a === undefined || b === undefined) {
    return tuple(rt.binary('//', x, y), rt.binary('%', x, y));
  }
  return withNumberErrors(rt, () => {
    const [left, right] = [asPyInt(a), asPyInt(b)];
    if (left !== undefined && right !== undefined) return tuple(...intDivmod(left, right));
    const [quotient, remainder] = floatDivmod(toDouble(a), toDouble(b));
    return tuple(new PyFloat(quotient), new PyFloat(remainder));
  });
}

function pow(rt: Runtime, args: Args): Value {
  if (args.value('mod') === null) return rt.binary('**', args.value('base'), args.value('exp'));
  const [base, exponent, modulus] = [args.known('base'), args.known('exp'), args.known('mod')];
  const [a, b, m] = [asPyInt(base), asPyInt(exponent), asPyInt(modulus)];
  if (a === undefined || b === undefined || m === undefined) {
    throw rt.error('TypeError', 'pow() 3rd argument not allowed unless all arguments are integers');
  }
  return withNumberErrors(rt, () => powerModulo(a, b, m));
}

function inBase(rt: Runtime, value: Value, base: number, prefix: string): string {
  const int = asPyInt(value) ?? toIndex(rt, value);
  const digits = (int < 0 ? -BigInt(int) : BigInt(int)).toString(base);
  return `${int < 0 ? '-' : ''}${prefix}${digits}`;
}

export const numericFunctions: readonly NativeFunction[] = [
  following('abs(x, /)', 'x', absoluteOf),
  following('round(number, ndigits=None)', 'number', round, (unknown, args) =>
    args.value('ndigits') === null ? roundedAmount('round', unknown) : undefined,
  ),
  native('divmod(x, y, /)', divmod),
  native('pow(base, exp, mod=None)', pow),
  native('bin(number, /)', (rt, args) => inBase(rt, args.known('number'), 2, '0b')),
  native('oct(number, /)', (rt, args) => inBase(rt, args.known('number'), 8, '0o')),
  native('hex(number, /)', (rt, args) => inBase(rt, args.known('number'), 16, '0x')),
  native('chr(i, /)', (rt, args) => {
    const code = args.int('i');
    if (code < 0 || code > 0x10ffff) throw rt.error('ValueError', 'chr() arg not in range(0x110000)');
    return String.fromCodePoint(code);
  }),
  native('ord(c, /)', (rt, args) => {
    const value = args.known('c');
    const characters = typeof value === 'object' ? [] : Array.from(args.string('c'));
    const code = characters[0]?.codePointAt(0);
    if (code === undefined || characters.length !== 1) {
      throw rt.error(
        'TypeError',
        `ord() expected a character, but string of length ${characters.length} found`,
      );
    }
    return code;
  }),
  native('hash(object, /)', (rt, args) => hashNumber(rt, args.known('object'))),
  native('id(object, /)', (rt, args) => {
    const value = args.value('object');
    if (value instanceof Unknown) return value;
    if (typeof value === 'object' && value !== null) return 0x7f0000000000 + identity(value) * 16;
    // Equal texts and numbers may or may not be one object in CPython.
    return value === null || typeof value === 'boolean'
      ? 0x100000 + (value === null ? 0 : value ? 16 : 32)
      : rt.unknown('the address of a number or text');
  }),
];
