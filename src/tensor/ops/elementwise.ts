import type { LayerKind } from '../../units/layerKind.ts';
import type { DType } from '../dtype.ts';
import { broadcast, elementCount, type Shape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

/** Operations per output element: simple ones, and those of several instructions. */
export interface ElementCost {
  readonly simple: number;
  readonly transcendental: number;
  readonly kind: LayerKind;
}

const cost = (simple: number, transcendental: number, kind: LayerKind = 'elementwise'): ElementCost => ({
  simple,
  transcendental,
  kind,
});
const SIMPLE = cost(1, 0);
const TRANSCENDENTAL = cost(0, 1);
const DIVISION = TRANSCENDENTAL;
const activation = (simple: number, transcendental: number): ElementCost =>
  cost(simple, transcendental, 'activation');

/**
 * Cost by ATen's name, counted from the defining formula: exp, tanh, erf, sqrt and division are one
 * transcendental each, additions, multiplications and comparisons one simple operation each.
 */
const COSTS: Readonly<Record<string, ElementCost>> = {
  relu: activation(1, 0),
  relu6: activation(2, 0),
  threshold: activation(1, 0),
  hardtanh: activation(2, 0),
  leaky_relu: activation(2, 0),
  rrelu: activation(2, 0),
  prelu: activation(2, 0),
  elu: activation(3, 1),
  selu: activation(4, 1),
  celu: activation(3, 1),
  gelu: activation(4, 1),
  silu: activation(2, 2),
  mish: activation(2, 3),
  sigmoid: activation(1, 2),
  logsigmoid: activation(2, 2),
  tanh: activation(0, 1),
  hardswish: activation(4, 1),
  hardsigmoid: activation(3, 1),
  softplus: activation(2, 2),
  softsign: activation(2, 1),
  softshrink: activation(2, 0),
  hardshrink: activation(2, 0),
  tanhshrink: activation(1, 1),
  glu: activation(2, 2),
  exp: TRANSCENDENTAL,
  exp2: TRANSCENDENTAL,
  expm1: TRANSCENDENTAL,
  log: TRANSCENDENTAL,
  log2: TRANSCENDENTAL,
  log10: TRANSCENDENTAL,
  log1p: TRANSCENDENTAL,
  logit: cost(2, 2),
  sqrt: TRANSCENDENTAL,
  rsqrt: TRANSCENDENTAL,
  sin: TRANSCENDENTAL,
  cos: TRANSCENDENTAL,
  tan: TRANSCENDENTAL,
  asin: TRANSCENDENTAL,
  acos: TRANSCENDENTAL,
  atan: TRANSCENDENTAL,
  atan2: TRANSCENDENTAL,
  sinh: TRANSCENDENTAL,
  cosh: TRANSCENDENTAL,
  asinh: TRANSCENDENTAL,
  acosh: TRANSCENDENTAL,
  atanh: TRANSCENDENTAL,
  sinc: cost(1, 2),
  erf: TRANSCENDENTAL,
  erfc: TRANSCENDENTAL,
  erfinv: TRANSCENDENTAL,
  lgamma: TRANSCENDENTAL,
  digamma: TRANSCENDENTAL,
  reciprocal: DIVISION,
  div: DIVISION,
  floor_divide: DIVISION,
  remainder: DIVISION,
  fmod: DIVISION,
  pow: TRANSCENDENTAL,
  hypot: cost(3, 1),
  logaddexp: cost(2, 2),
  xlogy: cost(1, 1),
  polar: cost(2, 2),
  angle: TRANSCENDENTAL,
  lerp: cost(3, 0),
  addcmul: cost(2, 0),
  addcdiv: cost(2, 1),
  clamp: cost(2, 0),
  dropout: cost(2, 0),
};

/** What an operation costs per element; one simple operation if the table does not name it. */
export function elementCost(name: string): ElementCost {
  return COSTS[name] ?? SIMPLE;
}

/** Any operation element by element over operands that broadcast. Throws ShapeError. */
export function elementwise(
  name: string,
  operands: readonly Operand[],
  dtype: DType = operands[0]?.dtype ?? 'float32',
): OpResult {
  let shape: Shape = operands[0]?.shape ?? [];
  for (let i = 1; i < operands.length; i++) shape = broadcast(shape, operands[i]?.shape ?? []);
  return mapped(name, operands, shape, dtype);
}

/** As `elementwise`, for an output whose shape is known otherwise. */
export function mapped(name: string, operands: readonly Operand[], shape: Shape, dtype: DType): OpResult {
  const { simple, transcendental, kind } = elementCost(name);
  const count = elementCount(shape);
  return {
    outputs: [shape],
    kind,
    work: workOf({ elementwise: simple * count, transcendental: transcendental * count }, operands, [
      { shape, dtype },
    ]),
  };
}
