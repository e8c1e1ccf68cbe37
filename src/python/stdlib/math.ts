/** `math` and `cmath`. */
import type { Runtime } from '../runtime/api.ts';
import { roundedAmount } from '../runtime/amounts.ts';
import { HostObject } from '../runtime/host.ts';
import { native, settled } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyFloat, PyObject } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { toFloat } from '../builtins/floatMethods.ts';
import { following } from '../builtins/following.ts';
import { tuple, withNumberErrors } from '../builtins/natives.ts';
import {
  absolute,
  asPyInt,
  asPyNumber,
  bitLength,
  normalise,
  toDouble,
  truncate,
} from '../builtins/numbers.ts';
import type { PyInt } from '../builtins/numbers.ts';
import { toIndex } from '../builtins/rangeMethods.ts';
import { erf, gamma, logGamma } from './specialFunctions.ts';
import { float, libraryModule } from './module.ts';

/** The argument as a double. Ends the call where it is unknown. */
function double(rt: Runtime, value: Value): number {
  const known = settled(value);
  const number = asPyNumber(known);
  if (number !== undefined) return withNumberErrors(rt, () => toDouble(number));
  if (typeof known === 'string') throw rt.error('TypeError', 'must be real number, not str');
  const converted = settled(toFloat(rt, known));
  if (converted instanceof PyFloat) return converted.value;
  throw rt.error('TypeError', `must be real number, not ${rt.typeName(known)}`);
}

function domain(rt: Runtime): Error {
  return rt.error('ValueError', 'math domain error');
}

/** A function of one double; NaN out of a number, and infinity out of finite, are Python errors. */
function real(name: string, apply: (x: number) => number): NativeFunction {
  return following(`${name}(x, /)`, 'x', (rt, value) => {
    const x = double(rt, value);
    const result = apply(x);
    if (Number.isNaN(result) && !Number.isNaN(x)) throw domain(rt);
    if (!Number.isFinite(result) && Number.isFinite(x)) {
      throw Number.isNaN(result) || name.startsWith('log') || name === 'atanh'
        ? domain(rt)
        : rt.error('OverflowError', 'math range error');
    }
    return float(result);
  });
}

function test(name: string, apply: (x: number) => boolean): NativeFunction {
  return native(`${name}(x, /)`, (rt, args) => apply(double(rt, args.value('x'))));
}

/** `floor`, `ceil`, `trunc`: exact ints, by the object's own method where it has one. */
function rounding(name: string, method: string, apply: (x: number) => number): NativeFunction {
  const round = (rt: Runtime, value: Value): Value => {
    const int = asPyInt(value);
    if (int !== undefined) return int;
    if (value instanceof PyObject || value instanceof HostObject) {
      const own = rt.findAttribute(value, method);
      if (own !== undefined) return rt.call(own, []);
    }
    const x = double(rt, value);
    return withNumberErrors(rt, () => truncate(apply(x)));
  };
  const how = name === 'ceil' ? 'ceil' : 'floor';
  return following(`${name}(x, /)`, 'x', round, (unknown) => roundedAmount(how, unknown));
}

function logarithm(rt: Runtime, args: Args): Value {
  const value = naturalLog(rt, args.known('x'));
  if (!args.given('base')) return float(value);
  const base = args.known('base');
  const divisor = naturalLog(rt, base);
  if (divisor === 0) throw rt.error('ZeroDivisionError', 'float division by zero');
  return float(value / divisor);
}

function naturalLog(rt: Runtime, value: Value): number {
  const int = asPyInt(value);
  if (typeof int === 'bigint' && int > 0n) {
    const shift = Math.max(0, bitLength(int) - 60);
    return Math.log(Number(int >> BigInt(shift))) + shift * Math.LN2;
  }
  const x = double(rt, value);
  if (x <= 0) throw domain(rt);
  return Math.log(x);
}

function log2(x: number): number {
  if (x <= 0) return NaN;
  const exponent = Math.floor(Math.log2(x));
  // Exact for powers of two, where Math.log2 may be off by one unit in the last place.
  return 2 ** exponent === x ? exponent : Math.log2(x);
}

function int(rt: Runtime, value: Value): PyInt {
  const known = settled(value);
  return asPyInt(known) ?? toIndex(rt, known);
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function integerRoot(rt: Runtime, args: Args): Value {
  const n = BigInt(int(rt, args.value('n')));
  if (n < 0n) throw rt.error('ValueError', 'isqrt() argument must be nonnegative');
  if (n < 2n) return Number(n);
  let root = 1n << BigInt(Math.ceil(bitLength(n) / 2));
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return normalise(root);
    root = next;
  }
}

function product(rt: Runtime, args: Args): Value {
  let total: Value = args.value('start');
  for (const element of args.elements('iterable')) total = rt.binary('*', total, element);
  return total;
}

/** The number of ordered (`perm`) or unordered (`comb`) choices of k out of n. */
function choices(rt: Runtime, n: PyInt, k: PyInt, ordered: boolean): Value {
  if (n < 0 || k < 0) throw rt.error('ValueError', 'n must be a non-negative integer');
  if (k > n) return 0;
  let result = 1n;
  for (let i = 0n; i < BigInt(k); i++) {
    rt.spend(1);
    result *= BigInt(n) - i;
    if (!ordered) result /= i + 1n;
  }
  return normalise(result);
}

/** Exact sum, rounded once (Shewchuk's partial sums, as CPython does). */
function exactSum(values: readonly number[]): number {
  const partials: number[] = [];
  for (let x of values) {
    let kept = 0;
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low !== 0) {
        partials[kept] = low;
        kept += 1;
      }
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  return partials.reduceRight((sum, partial) => sum + partial, 0);
}

function isClose(rt: Runtime, args: Args): boolean {
  const [a, b] = [double(rt, args.value('a')), double(rt, args.value('b'))];
  if (a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const relative = args.number('rel_tol') * Math.max(Math.abs(a), Math.abs(b));
  return Math.abs(a - b) <= Math.max(relative, args.number('abs_tol'));
}

function power(rt: Runtime, args: Args): Value {
  const [x, y] = [double(rt, args.value('x')), double(rt, args.value('y'))];
  if (x === 1 || y === 0) return float(1);
  const result = x ** y;
  if (Number.isNaN(result) && !Number.isNaN(x) && !Number.isNaN(y)) throw domain(rt);
  if (!Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y)) {
    throw x === 0 ? domain(rt) : rt.error('OverflowError', 'math range error');
  }
  return float(result);
}

/** The next larger double after a non-negative one. */
function successor(x: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return view.getFloat64(0);
}

/** The mantissa in [0.5, 1) and the power of two. */
function frexp(x: number): readonly [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  let exponent = Math.floor(Math.log2(Math.abs(x))) + 1;
  let mantissa = x / 2 ** exponent;
  if (Math.abs(mantissa) >= 1) [mantissa, exponent] = [mantissa / 2, exponent + 1];
  if (Math.abs(mantissa) < 0.5) [mantissa, exponent] = [mantissa * 2, exponent - 1];
  return [mantissa, exponent];
}

const functions: readonly NativeFunction[] = [
  real('sqrt', Math.sqrt),
  real('cbrt', Math.cbrt),
  real('exp', Math.exp),
  real('exp2', (x) => 2 ** x),
  real('expm1', Math.expm1),
  native('log(x, base=None, /)', logarithm),
  real('log2', log2),
  real('log10', (x) => (x <= 0 ? NaN : Math.log10(x))),
  real('log1p', (x) => (x <= -1 ? NaN : Math.log1p(x))),
  real('sin', Math.sin),
  real('cos', Math.cos),
  real('tan', Math.tan),
  real('asin', Math.asin),
  real('acos', Math.acos),
  real('atan', Math.atan),
  real('sinh', Math.sinh),
  real('cosh', Math.cosh),
  real('tanh', Math.tanh),
  real('asinh', Math.asinh),
  real('acosh', Math.acosh),
  real('atanh', Math.atanh),
  real('fabs', Math.abs),
  real('ulp', (x) => successor(Math.abs(x)) - Math.abs(x)),
  real('degrees', (x) => x * (180 / Math.PI)),
  real('radians', (x) => x * (Math.PI / 180)),
  real('erf', erf),
  real('erfc', (x) => 1 - erf(x)),
  real('gamma', gamma),
  real('lgamma', logGamma),
  rounding('floor', '__floor__', Math.floor),
  rounding('ceil', '__ceil__', Math.ceil),
  rounding('trunc', '__trunc__', Math.trunc),
  test('isnan', Number.isNaN),
  test('isinf', (x) => Math.abs(x) === Infinity),
  test('isfinite', Number.isFinite),
  native('atan2(y, x, /)', (rt, args) =>
    float(Math.atan2(double(rt, args.value('y')), double(rt, args.value('x')))),
  ),
  native('pow(x, y, /)', power),
  native('nextafter(x, y, /)', (rt) => rt.unknown('the double beside another one')),
  native('fmod(x, y, /)', (rt, args) => {
    const [x, y] = [double(rt, args.value('x')), double(rt, args.value('y'))];
    if (y === 0 || !Number.isFinite(x)) throw domain(rt);
    return float(x % y);
  }),
  native('remainder(x, y, /)', (rt, args) => {
    const [x, y] = [double(rt, args.value('x')), double(rt, args.value('y'))];
    if (y === 0) throw domain(rt);
    const quotient = x / y;
    const floor = Math.floor(quotient);
    const rest = quotient - floor;
    const nearest = rest === 0.5 ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(quotient);
    return float(x - nearest * y);
  }),
  native('copysign(x, y, /)', (rt, args) => {
    const [x, y] = [double(rt, args.value('x')), double(rt, args.value('y'))];
    return float(y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x));
  }),
  native('modf(x, /)', (rt, args) => {
    const x = double(rt, args.value('x'));
    return tuple(float(x - Math.trunc(x)), float(Math.trunc(x)));
  }),
  native('frexp(x, /)', (rt, args) => {
    const [mantissa, exponent] = frexp(double(rt, args.value('x')));
    return tuple(float(mantissa), exponent);
  }),
  native('ldexp(x, i, /)', (rt, args) => float(double(rt, args.value('x')) * 2 ** args.int('i'))),
  native('hypot(*coordinates)', (rt, args) =>
    float(Math.hypot(...args.rest.map((value) => double(rt, value)))),
  ),
  native('dist(p, q, /)', (rt, args) => {
    const q = args.elements('q').map((value) => double(rt, value));
    return float(Math.hypot(...args.elements('p').map((value, i) => double(rt, value) - (q[i] ?? 0))));
  }),
  native('isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)', isClose),
  native('fsum(seq, /)', (rt, args) =>
    float(exactSum(args.elements('seq').map((value) => double(rt, value)))),
  ),
  native('prod(iterable, /, *, start=1)', product),
  native('gcd(*integers)', (rt, args) =>
    normalise(args.rest.reduce<bigint>((result, value) => gcd(result, BigInt(int(rt, value))), 0n)),
  ),
  native('lcm(*integers)', (rt, args) => {
    const lcm = args.rest.reduce<bigint>((result, value) => {
      const next = BigInt(absoluteInt(int(rt, value)));
      return next === 0n ? 0n : (result / gcd(result, next)) * next;
    }, 1n);
    return normalise(lcm);
  }),
  native('factorial(x, /)', (rt, args) => {
    const n = int(rt, args.value('x'));
    if (n < 0) throw rt.error('ValueError', 'factorial() not defined for negative values');
    return choices(rt, n, n, true);
  }),
  native('comb(n, k, /)', (rt, args) =>
    choices(rt, int(rt, args.value('n')), int(rt, args.value('k')), false),
  ),
  native('perm(n, k=None, /)', (rt, args) => {
    const n = int(rt, args.value('n'));
    return choices(rt, n, args.value('k') === null ? n : int(rt, args.value('k')), true);
  }),
  native('isqrt(n, /)', integerRoot),
];

function absoluteInt(value: PyInt): PyInt {
  const result = absolute(value);
  return result instanceof PyFloat || typeof result === 'boolean' ? 0 : result;
}

const constants: readonly (readonly [string, Value])[] = [
  ['pi', float(Math.PI)],
  ['e', float(Math.E)],
  ['tau', float(2 * Math.PI)],
  ['inf', float(Infinity)],
  ['nan', float(NaN)],
];

export const math = libraryModule('math', [...functions, ...constants], { others: 'missing' });
export const cmath = libraryModule('cmath', constants);
