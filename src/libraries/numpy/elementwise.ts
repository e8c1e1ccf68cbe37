/** Functions of one and of two operands, element by element. */
import type { NativeFunction } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { combined, jointType, product } from '../../tensor/ndarray/operators.ts';
import { categoryOf } from '../../tensor/promotion.ts';
import { argument, fn, unboxed } from './arrays.ts';

type Unary = (x: number) => number;
type Binary = (a: number, b: number) => number;

/** Functions whose result is floating: integers become float64. */
const FLOATING: Readonly<Record<string, Unary>> = {
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
  deg2rad: (x) => (x * Math.PI) / 180,
  radians: (x) => (x * Math.PI) / 180,
  rad2deg: (x) => (x * 180) / Math.PI,
  degrees: (x) => (x * 180) / Math.PI,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  rint: roundHalfEven,
  sinc: (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)),
  fabs: Math.abs,
};

/** Functions that keep the type. */
const KEEPING: Readonly<Record<string, Unary>> = {
  abs: Math.abs,
  absolute: Math.abs,
  negative: (x) => -x,
  positive: (x) => x,
  sign: Math.sign,
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  conj: (x) => x,
  real: (x) => x,
  nan_to_num: (x) => (Number.isNaN(x) ? 0 : x),
};

const TESTING: Readonly<Record<string, Unary>> = {
  isnan: (x) => Number(Number.isNaN(x)),
  isinf: (x) => Number(Math.abs(x) === Infinity),
  isfinite: (x) => Number(Number.isFinite(x)),
  logical_not: (x) => Number(x === 0),
  signbit: (x) => Number(x < 0),
};

const ARITHMETIC: Readonly<Record<string, Binary>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  floor_divide: (a, b) => Math.floor(a / b),
  power: (a, b) => a ** b,
  mod: (a, b) => a - b * Math.floor(a / b),
  remainder: (a, b) => a - b * Math.floor(a / b),
  fmod: (a, b) => a % b,
  maximum: Math.max,
  minimum: Math.min,
  fmax: Math.max,
  fmin: Math.min,
};

const FLOATING_PAIRS: Readonly<Record<string, Binary>> = {
  divide: (a, b) => a / b,
  true_divide: (a, b) => a / b,
  arctan2: Math.atan2,
  hypot: Math.hypot,
  float_power: (a, b) => a ** b,
  logaddexp: (a, b) => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))),
};

const COMPARING: Readonly<Record<string, Binary>> = {
  equal: (a, b) => Number(a === b),
  not_equal: (a, b) => Number(a !== b),
  less: (a, b) => Number(a < b),
  less_equal: (a, b) => Number(a <= b),
  greater: (a, b) => Number(a > b),
  greater_equal: (a, b) => Number(a >= b),
  logical_and: (a, b) => Number(a !== 0 && b !== 0),
  logical_or: (a, b) => Number(a !== 0 || b !== 0),
  logical_xor: (a, b) => Number((a !== 0) !== (b !== 0)),
  isclose: (a, b) => Number(Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b)),
};

/** Rounds halves to the even neighbour, as IEEE 754 does. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

export function floating(dtype: DType): DType {
  const category = categoryOf(dtype);
  return category === 'float' || category === 'complex' ? dtype : 'float64';
}

function unary(name: string, apply: Unary, type: (dtype: DType) => DType): NativeFunction {
  return fn(`${name}(x, /, out=None, *, where=True, dtype=None, axis=None)`, (rt, args) => {
    const input = argument(rt, args, 'x');
    const dtype = type(input.dtype);
    return unboxed(rt, input.like(input.shape, dtype, input.values?.map(apply) ?? null));
  });
}

function binary(name: string, apply: Binary, type: (dtype: DType) => DType): NativeFunction {
  return fn(`${name}(x1, x2, /, out=None, *, where=True, dtype=None, rtol=None, atol=None)`, (rt, args) => {
    const [left, right] = [argument(rt, args, 'x1'), argument(rt, args, 'x2')];
    return unboxed(rt, combined(left, right, type(jointType(left, right)), apply));
  });
}

const same = (dtype: DType): DType => dtype;
const bool = (): DType => 'bool';

const group = <F>(
  table: Readonly<Record<string, F>>,
  make: (name: string, apply: F, type: (dtype: DType) => DType) => NativeFunction,
  type: (dtype: DType) => DType,
): NativeFunction[] => Object.entries(table).map(([name, apply]) => make(name, apply, type));

export const elementwiseFunctions: readonly NativeFunction[] = [
  ...group(FLOATING, unary, floating),
  ...group(KEEPING, unary, same),
  ...group(TESTING, unary, bool),
  ...group(ARITHMETIC, binary, same),
  ...group(FLOATING_PAIRS, binary, floating),
  ...group(COMPARING, binary, bool),
  ...['matmul', 'dot', 'inner'].map((name) =>
    fn(`${name}(a, b, /, out=None)`, (rt, args) =>
      unboxed(rt, product(argument(rt, args, 'a'), argument(rt, args, 'b'))),
    ),
  ),
  ...['round', 'around', 'round_'].map((name) =>
    fn(`${name}(a, decimals=0, out=None)`, (rt, args) => {
      const input = argument(rt, args, 'a');
      const scale = 10 ** args.int('decimals');
      const values = input.values?.map((value) => roundHalfEven(value * scale) / scale) ?? null;
      return unboxed(rt, input.like(input.shape, input.dtype, values));
    }),
  ),
  fn('clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None)', (rt, args) => {
    const input = argument(rt, args, 'a');
    const low = args.numberOrNone(args.given('min') ? 'min' : 'a_min') ?? -Infinity;
    const high = args.numberOrNone(args.given('max') ? 'max' : 'a_max') ?? Infinity;
    const values = input.values?.map((value) => Math.min(Math.max(value, low), high)) ?? null;
    return unboxed(rt, input.like(input.shape, input.dtype, values));
  }),
];
