/** Functions of two operands, element by element, with broadcasting and type promotion. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { DType } from '../../tensor/dtype.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { categoryOf, floatResult, resultType, type PromotionOperand } from '../../tensor/promotion.ts';
import { sameShape, ShapeError } from '../../tensor/shape.ts';
import { denseStridesLike, type Strides } from '../../tensor/strides.ts';
import { op, type TensorOrScalar } from '../call.ts';
import { emit } from '../record.ts';
import { stateOf } from '../state.ts';
import { TorchTensor } from '../tensor.ts';
import { combineValues } from './concrete.ts';
import { both, inTorch, type OpEntry } from './entry.ts';

/** What type comes out: the common one, a float even of integers, bool, or only integers. */
type ResultKind = 'promoted' | 'float' | 'bool' | 'integer';

interface BinaryOp {
  readonly result: ResultKind;
  readonly compute?: (a: number, b: number) => number;
  /** Name of the operation as recorded; that of the table unless given. */
  readonly aten?: string;
  /** Parameters after the two operands. */
  readonly further?: string;
}

const truth = (condition: boolean): number => Number(condition);
const floorMod = (a: number, b: number): number => a - b * Math.floor(a / b);

export const BINARY: Readonly<Record<string, BinaryOp>> = {
  add: { result: 'promoted', compute: (a, b) => a + b, further: 'alpha=1' },
  sub: { result: 'promoted', compute: (a, b) => a - b, further: 'alpha=1' },
  mul: { result: 'promoted', compute: (a, b) => a * b },
  true_divide: { result: 'float', compute: (a, b) => a / b, aten: 'div' },
  floor_divide: { result: 'promoted', compute: (a, b) => Math.floor(a / b) },
  remainder: { result: 'promoted', compute: floorMod },
  fmod: { result: 'promoted', compute: (a, b) => a % b },
  pow: { result: 'promoted', compute: (a, b) => a ** b },
  float_power: { result: 'float', compute: (a, b) => a ** b, aten: 'pow' },
  maximum: { result: 'promoted', compute: Math.max },
  minimum: { result: 'promoted', compute: Math.min },
  fmax: { result: 'promoted', compute: Math.max, aten: 'maximum' },
  fmin: { result: 'promoted', compute: Math.min, aten: 'minimum' },
  atan2: { result: 'float', compute: Math.atan2 },
  hypot: { result: 'promoted', compute: Math.hypot },
  copysign: { result: 'float' },
  logaddexp: { result: 'float' },
  logaddexp2: { result: 'float', aten: 'logaddexp' },
  xlogy: { result: 'float', compute: (a, b) => (a === 0 ? 0 : a * Math.log(b)) },
  heaviside: { result: 'promoted' },
  eq: { result: 'bool', compute: (a, b) => truth(a === b) },
  ne: { result: 'bool', compute: (a, b) => truth(a !== b) },
  lt: { result: 'bool', compute: (a, b) => truth(a < b) },
  le: { result: 'bool', compute: (a, b) => truth(a <= b) },
  gt: { result: 'bool', compute: (a, b) => truth(a > b) },
  ge: { result: 'bool', compute: (a, b) => truth(a >= b) },
  logical_and: { result: 'bool', compute: (a, b) => truth(a !== 0 && b !== 0) },
  logical_or: { result: 'bool', compute: (a, b) => truth(a !== 0 || b !== 0) },
  logical_xor: { result: 'bool', compute: (a, b) => truth((a !== 0) !== (b !== 0)) },
  isclose: { result: 'bool', further: 'rtol=1e-05, atol=1e-08, equal_nan=False' },
  bitwise_and: { result: 'integer', compute: (a, b) => a & b },
  bitwise_or: { result: 'integer', compute: (a, b) => a | b },
  bitwise_xor: { result: 'integer', compute: (a, b) => a ^ b },
  bitwise_left_shift: { result: 'integer', compute: (a, b) => a * 2 ** b },
  bitwise_right_shift: { result: 'integer', compute: (a, b) => Math.floor(a / 2 ** b) },
  gcd: { result: 'integer' },
  lcm: { result: 'integer' },
};

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  sub: ['subtract'],
  mul: ['multiply'],
  ne: ['not_equal'],
  lt: ['less'],
  le: ['less_equal'],
  gt: ['greater'],
  ge: ['greater_equal'],
  atan2: ['arctan2'],
};

/** How a tensor or a number counts for type promotion. */
export function promotionOf(operand: TensorOrScalar): PromotionOperand {
  if (!(operand instanceof TorchTensor)) return { dtype: operand.dtype, rank: 'number' };
  return { dtype: operand.dtype, rank: operand.shape.length === 0 ? 'scalar' : 'dimensioned' };
}

/** The common type of operands. */
export function commonType(rt: Runtime, operands: readonly TensorOrScalar[]): DType {
  return resultType(operands.map(promotionOf), stateOf(rt).defaultDType);
}

/** An elementwise operation of the table. At least one operand is a tensor. Throws ShapeError. */
export function binary(rt: Runtime, name: string, a: TensorOrScalar, b: TensorOrScalar): TorchTensor {
  const spec = BINARY[name] ?? { result: 'promoted' };
  const common = commonType(rt, [a, b]);
  const dtype = typeOf(rt, spec.result, common, name);
  const compute = spec.compute;
  return zip(rt, spec.aten ?? name, [a, b], dtype, compute && ((x, y) => compute(x, y)));
}

function typeOf(rt: Runtime, kind: ResultKind, common: DType, name: string): DType {
  if (kind === 'bool') return 'bool';
  if (kind === 'float') return floatResult(common, stateOf(rt).defaultDType);
  if (kind === 'integer' && (categoryOf(common) === 'float' || categoryOf(common) === 'complex')) {
    throw new ShapeError(`"${name}_cpu" not implemented for '${common}'`);
  }
  return common;
}

/** Any elementwise operation over tensors and numbers. */
export function zip(
  rt: Runtime,
  name: string,
  operands: readonly TensorOrScalar[],
  dtype: DType,
  compute?: (a: number, b: number, c: number) => number,
): TorchTensor {
  const tensors = operands.filter((operand) => operand instanceof TorchTensor);
  const result = elementwise(name, tensors, dtype);
  const shape = result.outputs[0] ?? [];
  return emit(rt, name, result, tensors, dtype, {
    strides: memoryOrder(tensors, shape),
    ...(compute && { values: () => combineValues(operands, shape, dtype, compute) }),
  });
}

/** The memory order of the first operand that has the result's shape. */
function memoryOrder(tensors: readonly TorchTensor[], shape: readonly number[]): Strides | null {
  for (const tensor of tensors) {
    if (!sameShape(tensor.shape, shape)) continue;
    return tensor.strides === null ? null : denseStridesLike(shape, tensor.strides);
  }
  return null;
}

export function divide(
  rt: Runtime,
  a: TensorOrScalar,
  b: TensorOrScalar,
  rounding: string | null,
): TorchTensor {
  if (rounding === null) return binary(rt, 'true_divide', a, b);
  const round = rounding === 'floor' ? Math.floor : Math.trunc;
  return zip(rt, 'div', [a, b], commonType(rt, [a, b]), (x: number, y: number) => round(x / y));
}

const tableEntries: OpEntry[] = Object.entries(BINARY).flatMap(([name, spec]) => {
  const further = spec.further === undefined ? '' : `, ${spec.further}`;
  const fn = op(`${name}(input, other${further}, *, out=None)`, (call) =>
    binary(call.rt, name, call.operand('input'), call.operand('other')),
  );
  return both(fn, ...(ALIASES[name] ?? []));
});

const ternary = (name: string, signature: string, names: readonly string[]): OpEntry[] =>
  both(
    op(signature, (call) => {
      const operands = names.map((operand) => call.operand(operand));
      return zip(call.rt, name, operands, commonType(call.rt, operands));
    }),
  );

/** All that exist in place as well. */
export const BINARY_OPS: readonly OpEntry[] = [
  ...tableEntries,
  ...both(
    op('div(input, other, *, rounding_mode=None, out=None)', (call) =>
      divide(call.rt, call.operand('input'), call.operand('other'), call.args.stringOrNone('rounding_mode')),
    ),
    'divide',
  ),
  ...ternary('addcmul', 'addcmul(input, tensor1, tensor2, *, value=1)', ['input', 'tensor1', 'tensor2']),
  ...ternary('addcdiv', 'addcdiv(input, tensor1, tensor2, *, value=1)', ['input', 'tensor1', 'tensor2']),
  ...ternary('lerp', 'lerp(input, end, weight)', ['input', 'end', 'weight']),
];

/** `torch.rsub`, `where`-like choices and comparisons of whole tensors. */
export const COMPARISON_OPS: readonly OpEntry[] = [
  ...inTorch(
    op('rsub(input, other, *, alpha=1)', (call) =>
      binary(call.rt, 'sub', call.operand('other'), call.operand('input')),
    ),
  ),
  ...both(
    op('equal(input, other)', (call) => {
      const [a, b] = [call.tensor('input'), call.tensor('other')];
      if (!sameShape(a.shape, b.shape)) return false;
      const [left, right] = [a.values(), b.values()];
      if (left === null || right === null) {
        return call.rt.unknown('whether two tensors are equal depends on the data');
      }
      return left.every((value, i) => value === right[i]);
    }),
  ),
  ...both(
    op('allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False)', (call) => {
      call.tensor('input');
      return call.rt.unknown('whether two tensors are close depends on the data');
    }),
  ),
  ...both(
    op('dist(input, other, p=2)', (call) => {
      const difference = binary(call.rt, 'sub', call.operand('input'), call.operand('other'));
      return emit(
        call.rt,
        'norm',
        { ...elementwise('norm', [difference]), outputs: [[]], kind: 'reduction' },
        [difference],
        difference.dtype,
      );
    }),
  ),
];
