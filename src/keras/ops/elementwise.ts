/** Operations element by element. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { NativeFunction } from '../../python/runtime/values.ts';
import { isFloating, type DType } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { combined } from '../../tensor/ndarray/operators.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { softmax } from '../../tensor/ops/softmax.ts';
import { floatResult } from '../../tensor/promotion.ts';
import { joinedType, op } from '../opCall.ts';
import { metBy } from '../openAxes.ts';
import { emit } from '../record.ts';
import { stateOf } from '../state.ts';
import { Tensor } from '../tensor.ts';

/** What type comes out: the operand's, a floating one, bool or int32. */
type Outcome = 'same' | 'float' | 'bool';

interface UnaryRule {
  readonly aten: string;
  readonly outcome: Outcome;
  readonly f?: (x: number) => number;
}

const same = (aten: string, f?: (x: number) => number): UnaryRule => ({
  aten,
  outcome: 'same',
  ...(f && { f }),
});
const floating = (aten: string, f?: (x: number) => number): UnaryRule => ({
  aten,
  outcome: 'float',
  ...(f && { f }),
});
const bool = (aten: string): UnaryRule => ({ aten, outcome: 'bool' });

/** Keras' name, or that of `tf.math`, to ATen's. */
const UNARY: Readonly<Record<string, UnaryRule>> = {
  abs: same('abs', Math.abs),
  absolute: same('abs', Math.abs),
  negative: same('neg', (x) => -x),
  square: same('mul', (x) => x * x),
  sign: same('sign', Math.sign),
  floor: same('floor', Math.floor),
  ceil: same('ceil', Math.ceil),
  round: same('round', Math.round),
  trunc: same('trunc', Math.trunc),
  nan_to_num: same('nan_to_num'),
  exp: floating('exp', Math.exp),
  exp2: floating('exp2'),
  expm1: floating('expm1', Math.expm1),
  log: floating('log', Math.log),
  log1p: floating('log1p', Math.log1p),
  log2: floating('log2', Math.log2),
  log10: floating('log10', Math.log10),
  sqrt: floating('sqrt', Math.sqrt),
  rsqrt: floating('rsqrt'),
  reciprocal: floating('reciprocal', (x) => 1 / x),
  sin: floating('sin', Math.sin),
  cos: floating('cos', Math.cos),
  tan: floating('tan', Math.tan),
  sinh: floating('sinh', Math.sinh),
  cosh: floating('cosh', Math.cosh),
  arcsin: floating('asin'),
  arccos: floating('acos'),
  arctan: floating('atan'),
  arcsinh: floating('asinh'),
  arccosh: floating('acosh'),
  arctanh: floating('atanh'),
  erf: floating('erf'),
  erfinv: floating('erfinv'),
  lgamma: floating('lgamma'),
  digamma: floating('digamma'),
  logical_not: bool('logical_not'),
  isnan: bool('isnan'),
  isinf: bool('isinf'),
  isfinite: bool('isfinite'),
};

/** Activations by the name that `activation=` takes. */
const ACTIVATIONS: Readonly<Record<string, UnaryRule>> = {
  relu: same('relu'),
  relu6: same('relu6'),
  elu: floating('elu'),
  selu: floating('selu'),
  celu: floating('celu'),
  gelu: floating('gelu'),
  silu: floating('silu'),
  swish: floating('silu'),
  mish: floating('mish'),
  sigmoid: floating('sigmoid'),
  hard_sigmoid: floating('hardsigmoid'),
  hard_silu: floating('hardswish'),
  hard_swish: floating('hardswish'),
  hard_tanh: floating('hardtanh'),
  hard_shrink: floating('hardshrink'),
  soft_shrink: floating('softshrink'),
  tanh_shrink: floating('tanhshrink'),
  tanh: floating('tanh', Math.tanh),
  softplus: floating('softplus'),
  softsign: floating('softsign'),
  log_sigmoid: floating('logsigmoid'),
  leaky_relu: floating('leaky_relu'),
  exponential: floating('exp'),
  squareplus: floating('softsign'),
  sparse_plus: floating('hardtanh'),
  sparse_sigmoid: floating('hardsigmoid'),
  threshold: same('threshold'),
};

export function unary(rt: Runtime, name: string, x: Tensor): Tensor {
  const rule = UNARY[name] ?? ACTIVATIONS[name] ?? same(name);
  const dtype = rule.outcome === 'bool' ? 'bool' : rule.outcome === 'float' ? floatResult(x.dtype) : x.dtype;
  const { f } = rule;
  return emit(rt, rule.aten, elementwise(rule.aten, [x], dtype), [x], dtype, {
    values: f === undefined ? null : (x.values?.map((value) => f(value)) ?? null),
    detached: rule.outcome === 'bool',
  });
}

interface BinaryRule {
  readonly aten: string;
  readonly outcome: Outcome;
  readonly f?: (a: number, b: number) => number;
}

const pair = (aten: string, outcome: Outcome, f?: (a: number, b: number) => number): BinaryRule => ({
  aten,
  outcome,
  ...(f && { f }),
});

const BINARY: Readonly<Record<string, BinaryRule>> = {
  add: pair('add', 'same', (a, b) => a + b),
  subtract: pair('sub', 'same', (a, b) => a - b),
  multiply: pair('mul', 'same', (a, b) => a * b),
  divide: pair('div', 'float', (a, b) => a / b),
  true_divide: pair('div', 'float', (a, b) => a / b),
  divide_no_nan: pair('div', 'float'),
  floor_divide: pair('floor_divide', 'same', (a, b) => Math.floor(a / b)),
  mod: pair('remainder', 'same', (a, b) => a - b * Math.floor(a / b)),
  power: pair('pow', 'same', (a, b) => a ** b),
  maximum: pair('maximum', 'same', Math.max),
  minimum: pair('minimum', 'same', Math.min),
  arctan2: pair('atan2', 'float'),
  squared_difference: pair('lerp', 'same'),
  logaddexp: pair('logaddexp', 'float'),
  equal: pair('eq', 'bool', (a, b) => Number(a === b)),
  not_equal: pair('ne', 'bool', (a, b) => Number(a !== b)),
  less: pair('lt', 'bool', (a, b) => Number(a < b)),
  less_equal: pair('le', 'bool', (a, b) => Number(a <= b)),
  greater: pair('gt', 'bool', (a, b) => Number(a > b)),
  greater_equal: pair('ge', 'bool', (a, b) => Number(a >= b)),
  logical_and: pair('logical_and', 'bool'),
  logical_or: pair('logical_or', 'bool'),
  logical_xor: pair('logical_xor', 'bool'),
  bitwise_and: pair('bitwise_and', 'same'),
  bitwise_or: pair('bitwise_or', 'same'),
  bitwise_xor: pair('bitwise_xor', 'same'),
  left_shift: pair('bitwise_left_shift', 'same'),
  right_shift: pair('bitwise_right_shift', 'same'),
};

export function binary(rt: Runtime, name: string, left: Tensor, right: Tensor): Tensor {
  const { fill } = stateOf(rt);
  const [a, b] = [metBy(fill, left, right), metBy(fill, right, left)];
  const rule = BINARY[name] ?? pair(name, 'same');
  const joint = joinedType([a, b]);
  const dtype: DType =
    rule.outcome === 'bool' ? 'bool' : rule.outcome === 'float' ? floatResult(joint) : joint;
  const values =
    rule.f !== undefined && a.values !== null && b.values !== null
      ? combined(asArray(a), asArray(b), dtype, rule.f).values
      : null;
  return emit(rt, rule.aten, elementwise(rule.aten, [a, b], dtype), [a, b], dtype, {
    values,
    detached: rule.outcome === 'bool',
  });
}

function asArray({ shape, dtype, values }: Tensor): NdArray {
  return new NdArray(shape, dtype, { values });
}

/** The same values in another type. */
export function cast(rt: Runtime, x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  const values = isFloating(dtype) ? x.values : (x.values?.map(Math.trunc) ?? null);
  return emit(rt, '_to_copy', { ...elementwise('copy', [x], dtype), kind: 'copy' }, [x], dtype, { values });
}

const unaryFunctions = [...Object.keys(UNARY), ...Object.keys(ACTIVATIONS)].map((name) =>
  op(`${name}(x, *args, **kwargs)`, (call) => unary(call.rt, name, call.tensor('x'))),
);

const binaryFunctions = Object.keys(BINARY).map((name) =>
  op(`${name}(x1, x2, **kwargs)`, (call) => binary(call.rt, name, call.tensor('x1'), call.tensor('x2'))),
);

export const ELEMENTWISE: readonly NativeFunction[] = [
  ...unaryFunctions,
  ...binaryFunctions,
  op('clip(x, x_min, x_max)', (call) => unary(call.rt, 'clamp', call.tensor('x'))),
  op('cast(x, dtype)', (call) => cast(call.rt, call.tensor('x'), call.dtype())),
  op('softmax(x, axis=-1)', (call) => softmaxOf(call.rt, 'softmax', call.tensor('x'), call.shape('axis'))),
  op('log_softmax(x, axis=-1)', (call) =>
    softmaxOf(call.rt, 'log_softmax', call.tensor('x'), call.shape('axis')),
  ),
  op('sparsemax(x, axis=-1)', (call) => softmaxOf(call.rt, 'softmax', call.tensor('x'), call.shape('axis'))),
  op('glu(x, axis=-1)', (call) => {
    const x = call.tensor('x');
    const axis = call.int('axis') < 0 ? call.int('axis') + x.shape.length : call.int('axis');
    const half = { shape: x.shape.map((size, i) => (i === axis ? size / 2 : size)), dtype: x.dtype };
    return emit(call.rt, 'glu', elementwise('glu', [half]), [x], x.dtype);
  }),
  op('linear(x)', (call) => call.tensor('x')),
  op('stop_gradient(variable)', (call) => {
    const x = call.tensor('variable');
    return new Tensor(x.shape, x.dtype, { values: x.values });
  }),
  op('where(condition, x1=None, x2=None)', (call) => {
    const [a, b] = [call.tensorOrNone('x1'), call.tensorOrNone('x2')];
    if (a === null || b === null) return call.rt.unknown('how many elements are true depends on the data');
    const condition = call.tensor('condition');
    const dtype = joinedType([a, b]);
    return emit(call.rt, 'where', elementwise('where', [condition, a, b], dtype), [condition, a, b], dtype);
  }),
];

export function softmaxOf(rt: Runtime, name: string, x: Tensor, axes: readonly number[]): Tensor {
  const dtype = floatResult(x.dtype);
  return emit(rt, `_${name}`, softmax(x, axes[0] ?? -1, dtype), [x], dtype);
}

/** Names that `activation=` and `keras.activations` know. */
export const ACTIVATION_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(ACTIVATIONS),
  'linear',
  'softmax',
  'log_softmax',
  'sparsemax',
  'glu',
]);
