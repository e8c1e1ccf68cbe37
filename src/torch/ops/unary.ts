/** Functions of one tensor, element by element. */
import type { Runtime } from '../../python/runtime/api.ts';
import { REAL_OF, type DType } from '../../tensor/dtype.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { categoryOf, floatResult } from '../../tensor/promotion.ts';
import { ShapeError } from '../../tensor/shape.ts';
import { denseStridesLike } from '../../tensor/strides.ts';
import type { OpCall } from '../call.ts';
import { op } from '../call.ts';
import { emit } from '../record.ts';
import { stateOf } from '../state.ts';
import type { TorchTensor } from '../tensor.ts';
import { stored } from './concrete.ts';
import { both, within, type OpEntry } from './entry.ts';

type Compute = (value: number) => number;

/** What type comes out: that of the input, a float for integers, the real one of complex numbers, or bool. */
type ResultKind = 'same' | 'float' | 'real' | 'bool';

interface UnaryOp {
  readonly result: ResultKind;
  readonly compute?: Compute;
}

const floating = (compute?: Compute): UnaryOp => ({ result: 'float', ...(compute && { compute }) });
const same = (compute?: Compute): UnaryOp => ({ result: 'same', ...(compute && { compute }) });
const predicate = (compute: Compute): UnaryOp => ({ result: 'bool', compute });

const halfToEven: Compute = (x) => {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
};

const UNARY: Readonly<Record<string, UnaryOp>> = {
  exp: floating(Math.exp),
  exp2: floating((x) => 2 ** x),
  expm1: floating(Math.expm1),
  log: floating(Math.log),
  log2: floating(Math.log2),
  log10: floating(Math.log10),
  log1p: floating(Math.log1p),
  sqrt: floating(Math.sqrt),
  rsqrt: floating((x) => 1 / Math.sqrt(x)),
  sin: floating(Math.sin),
  cos: floating(Math.cos),
  tan: floating(Math.tan),
  asin: floating(Math.asin),
  acos: floating(Math.acos),
  atan: floating(Math.atan),
  sinh: floating(Math.sinh),
  cosh: floating(Math.cosh),
  tanh: floating(Math.tanh),
  asinh: floating(Math.asinh),
  acosh: floating(Math.acosh),
  atanh: floating(Math.atanh),
  sinc: floating(),
  sigmoid: floating((x) => 1 / (1 + Math.exp(-x))),
  erf: floating(),
  erfc: floating(),
  erfinv: floating(),
  lgamma: floating(),
  digamma: floating(),
  reciprocal: floating((x) => 1 / x),
  deg2rad: floating((x) => (x * Math.PI) / 180),
  rad2deg: floating((x) => (x * 180) / Math.PI),
  i0: floating(),
  abs: { result: 'real', compute: Math.abs },
  neg: same((x) => -x),
  positive: same((x) => x),
  sign: same(Math.sign),
  sgn: same(Math.sign),
  floor: same(Math.floor),
  ceil: same(Math.ceil),
  trunc: same(Math.trunc),
  fix: same(Math.trunc),
  frac: same((x) => x - Math.trunc(x)),
  square: same((x) => x * x),
  relu: same((x) => Math.max(0, x)),
  nan_to_num: same(),
  isnan: predicate((x) => Number(Number.isNaN(x))),
  isinf: predicate((x) => Number(Math.abs(x) === Infinity)),
  isposinf: predicate((x) => Number(x === Infinity)),
  isneginf: predicate((x) => Number(x === -Infinity)),
  isfinite: predicate((x) => Number(Number.isFinite(x))),
  isreal: predicate(() => 1),
  signbit: predicate((x) => Number(x < 0)),
  logical_not: predicate((x) => Number(x === 0)),
};

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  abs: ['absolute', '__abs__'],
  neg: ['negative'],
  acos: ['arccos'],
  asin: ['arcsin'],
  atan: ['arctan'],
};

/** One tensor through an elementwise function; keeps its memory order. */
export function mapTensor(
  rt: Runtime,
  name: string,
  input: TorchTensor,
  dtype: DType = input.dtype,
  compute?: Compute,
): TorchTensor {
  const strides = input.strides === null ? null : denseStridesLike(input.shape, input.strides);
  return emit(rt, name, elementwise(name, [input], dtype), [input], dtype, {
    strides,
    ...(compute && { values: () => input.values()?.map((value) => stored(dtype, compute(value))) ?? null }),
  });
}

/** A function of the table by its name. */
export function unary(rt: Runtime, name: string, input: TorchTensor): TorchTensor {
  const spec = UNARY[name];
  const kind = spec?.result ?? 'float';
  const dtype =
    kind === 'bool'
      ? 'bool'
      : kind === 'float'
        ? floatResult(input.dtype, stateOf(rt).defaultDType)
        : kind === 'real'
          ? (REAL_OF[input.dtype] ?? input.dtype)
          : input.dtype;
  return mapTensor(rt, name, input, dtype, spec?.compute);
}

/** `~x`: of integers and booleans. */
export function bitwiseNot(rt: Runtime, input: TorchTensor): TorchTensor {
  if (categoryOf(input.dtype) === 'float' || categoryOf(input.dtype) === 'complex') {
    throw rt.error(
      'TypeError',
      '~ (operator.invert) is only implemented on integer and Boolean-type tensors',
    );
  }
  const compute: Compute = input.dtype === 'bool' ? (x) => 1 - x : (x) => -x - 1;
  return mapTensor(rt, 'bitwise_not', input, input.dtype, compute);
}

/** min and max may be numbers, tensors or absent. */
function clamp(call: OpCall): TorchTensor {
  const input = call.tensor('input');
  const [low, high] = [call.operandOrNone('min'), call.operandOrNone('max')];
  if (low === null && high === null) {
    throw new ShapeError("torch.clamp: At least one of 'min' or 'max' must not be None");
  }
  const bounds = [low, high].filter((bound) => bound !== null && 'shape' in bound);
  const [floor, ceiling] = [call.number('min'), call.number('max')];
  return emit(call.rt, 'clamp', elementwise('clamp', [input, ...bounds]), [input, ...bounds], input.dtype, {
    values: () =>
      bounds.length > 0
        ? null
        : (input
            .values()
            ?.map((value) =>
              stored(input.dtype, Math.min(Math.max(value, floor ?? -Infinity), ceiling ?? Infinity)),
            ) ?? null),
  });
}

const clampEntries: OpEntry[] = [
  ...both(op('clamp(input, min=None, max=None)', clamp), 'clip'),
  ...both(op('clamp_min(input, min, max=None)', clamp)),
  ...both(op('clamp_max(input, max, min=None)', clamp)),
];

/** All that keep the shape and so exist in place as well. */
export const UNARY_OPS: readonly OpEntry[] = [
  ...Object.keys(UNARY).flatMap((name) => {
    const signature =
      name === 'nan_to_num' ? `${name}(input, nan=0.0, posinf=None, neginf=None)` : `${name}(input)`;
    const fn = op(signature, (call) => unary(call.rt, name, call.tensor('input')));
    return both(fn, ...(ALIASES[name] ?? []));
  }),
  ...both(
    op('round(input, decimals=0)', (call) =>
      mapTensor(call.rt, 'round', call.tensor('input'), call.tensor('input').dtype, (value) => {
        const scale = 10 ** (call.number('decimals') ?? 0);
        return halfToEven(value * scale) / scale;
      }),
    ),
  ),
  ...both(op('bitwise_not(input)', (call) => bitwiseNot(call.rt, call.tensor('input')))),
  ...both(op('logit(input, eps=None)', (call) => unary(call.rt, 'logit', call.tensor('input')))),
  ...clampEntries,
];

/** `torch.special.…`: other names of the same. */
export const SPECIAL_OPS: readonly OpEntry[] = [
  'expm1',
  'exp2',
  'log1p',
  'erf',
  'erfc',
  'erfinv',
  'sinc',
  'i0',
  'round',
]
  .map((name) => op(`${name}(input)`, (call) => unary(call.rt, name, call.tensor('input'))))
  .concat([
    op('expit(input)', (call) => unary(call.rt, 'sigmoid', call.tensor('input'))),
    op('gammaln(input)', (call) => unary(call.rt, 'lgamma', call.tensor('input'))),
    op('digamma(input)', (call) => unary(call.rt, 'digamma', call.tensor('input'))),
    op('logit(input, eps=None)', (call) => unary(call.rt, 'logit', call.tensor('input'))),
  ])
  .flatMap((fn) => within(['special'], fn));
