/** Matrix products. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger } from '../../python/runtime/native.ts';
import {
  bilinear,
  bmm,
  linear as linearRule,
  matmul as matmulRule,
  mm,
  mv,
} from '../../tensor/ops/matmul.ts';
import { einsum as einsumRule } from '../../tensor/ops/einsum.ts';
import type { OpResult } from '../../tensor/work.ts';
import { elementCount, ShapeError, sizeAt, type Shape } from '../../tensor/shape.ts';
import { op, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { binary } from './binary.ts';
import { both, inFunctional, inTorch, within, type OpEntry } from './entry.ts';
import { permute, reshape, transpose } from './views.ts';

/** A product with a weight is a dense layer's, whoever wrote it. */
function product(rt: Runtime, name: string, result: OpResult, operands: readonly TorchTensor[]): TorchTensor {
  const [first] = operands;
  const dtype = first?.dtype ?? 'float32';
  checkTypes(operands);
  const dense = result.kind === 'matmul' && operands.some((operand) => operand.parameter !== null);
  return emit(rt, name, dense ? { ...result, kind: 'dense' } : result, operands, dtype);
}

/** Matrix products do not promote. */
function checkTypes(operands: readonly TorchTensor[]): void {
  const [first] = operands;
  const other = operands.find((operand) => operand.dtype !== first?.dtype);
  if (first !== undefined && other !== undefined) {
    throw new ShapeError(
      `expected m1 and m2 to have the same dtype, but got: ${first.dtype} != ${other.dtype}`,
    );
  }
}

/** `a @ b`. Throws ShapeError. */
export function matmul(rt: Runtime, a: TorchTensor, b: TorchTensor): TorchTensor {
  return product(rt, 'matmul', matmulRule(a, b), [a, b]);
}

/** `x Wᵀ + b`. Throws ShapeError. */
export function linear(
  rt: Runtime,
  input: TorchTensor,
  weight: TorchTensor,
  bias: TorchTensor | null,
): TorchTensor {
  const operands = bias === null ? [input, weight] : [input, weight, bias];
  return product(rt, bias === null ? 'mm' : 'addmm', linearRule(input, weight, bias), operands);
}

export function batchedProduct(rt: Runtime, a: TorchTensor, b: TorchTensor): TorchTensor {
  return product(rt, 'bmm', bmm(a, b), [a, b]);
}

function einsum(call: OpCall): TorchTensor {
  const operands = call.tensorsOrList();
  return product(call.rt, 'einsum', einsumRule(call.string('equation'), operands), operands);
}

function tensordot(call: OpCall): TorchTensor {
  const { rt } = call;
  const [a, b] = [call.tensor('a'), call.tensor('b')];
  const given = call.args.known('dims');
  const count = asInteger(given);
  let left: readonly number[];
  let right: readonly number[];
  if (count === undefined) {
    const [first = null, second = null] = call.list(given);
    left = call.shapeOf('dims', first).map((axis) => (axis < 0 ? axis + a.shape.length : axis));
    right = call.shapeOf('dims', second).map((axis) => (axis < 0 ? axis + b.shape.length : axis));
  } else {
    left = Array.from({ length: count }, (_, i) => a.shape.length - count + i);
    right = Array.from({ length: count }, (_, i) => i);
  }
  const free = (shape: Shape, axes: readonly number[]): number[] =>
    shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const [freeLeft, freeRight] = [free(a.shape, left), free(b.shape, right)];
  const sizes = (shape: Shape, axes: readonly number[]): Shape => axes.map((axis) => sizeAt(shape, axis));
  const inner = elementCount(sizes(a.shape, left));
  const rows = reshape(rt, permute(rt, a, [...freeLeft, ...left]), [-1, inner]);
  const columns = reshape(rt, permute(rt, b, [...right, ...freeRight]), [inner, -1]);
  const result = product(rt, 'mm', mm(rows, columns), [rows, columns]);
  return reshape(rt, result, [...sizes(a.shape, freeLeft), ...sizes(b.shape, freeRight)]);
}

/** The order of least products, as PyTorch picks it by dynamic programming. */
function multiDot(call: OpCall): TorchTensor {
  const tensors = [...call.tensors('tensors')];
  const { rt } = call;
  const best = (from: number, to: number): { cost: number; split: number } => {
    if (from === to) return { cost: 0, split: from };
    let winner = { cost: Infinity, split: from };
    for (let split = from; split < to; split++) {
      const cost =
        best(from, split).cost + best(split + 1, to).cost + size(from, 0) * size(split, 1) * size(to, 1);
      if (cost < winner.cost) winner = { cost, split };
    }
    return winner;
  };
  const size = (index: number, axis: number): number => {
    const shape = tensors[index]?.shape ?? [];
    return shape.length === 2 ? sizeAt(shape, axis) : (axis === 0) === (index === 0) ? 1 : (shape[0] ?? 1);
  };
  const multiply = (from: number, to: number): TorchTensor => {
    const single = tensors[from];
    if (from === to && single !== undefined) return single;
    const { split } = best(from, to);
    return matmul(rt, multiply(from, split), multiply(split + 1, to));
  };
  return multiply(0, tensors.length - 1);
}

/** β·input + α·(a @ b). */
function withAddend(
  name: string,
  signature: string,
  rule: typeof mm,
  names: readonly [string, string],
): OpEntry[] {
  return both(
    op(signature, (call) => {
      const [input, a, b] = [call.tensor('input'), call.tensor(names[0]), call.tensor(names[1])];
      return product(call.rt, name, rule(a, b, input), [input, a, b]);
    }),
  );
}

function matrixProduct(call: OpCall): TorchTensor {
  const [a, b] = [call.tensor('input'), call.tensor('mat2')];
  return product(call.rt, 'mm', mm(a, b), [a, b]);
}

function addbmm(call: OpCall): TorchTensor {
  const [input, a, b] = [call.tensor('input'), call.tensor('batch1'), call.tensor('batch2')];
  const result = bmm(a, b);
  const shape = (result.outputs[0] ?? []).slice(1);
  return product(call.rt, 'addbmm', { ...result, outputs: [shape] }, [input, a, b]);
}

export const MATMUL_OPS: readonly OpEntry[] = [
  ...both(op('matmul(input, other, *, out=None)', (c) => matmul(c.rt, c.tensor('input'), c.tensor('other')))),
  ...both(op('mm(input, mat2, *, out=None)', matrixProduct)),
  ...inTorch(op('spmm(input, mat2)', matrixProduct)),
  ...both(
    op('bmm(input, mat2, *, out=None)', (c) => batchedProduct(c.rt, c.tensor('input'), c.tensor('mat2'))),
  ),
  ...both(
    op('mv(input, vec)', (c) => {
      const [a, b] = [c.tensor('input'), c.tensor('vec')];
      return product(c.rt, 'mv', mv(a, b), [a, b]);
    }),
  ),
  ...both(
    op('dot(input, tensor)', (c) => {
      const [a, b] = [c.tensor('input'), c.tensor('tensor')];
      if (a.shape.length !== 1 || b.shape.length !== 1) throw new ShapeError('1D tensors expected');
      return product(c.rt, 'dot', matmulRule(a, b), [a, b]);
    }),
    'vdot',
  ),
  ...both(
    op('inner(input, other)', (c) => {
      const [a, b] = [c.tensor('input'), c.tensor('other')];
      if (a.shape.length === 0 || b.shape.length === 0) return binary(c.rt, 'mul', a, b);
      const rows = reshape(c.rt, a, [-1, sizeAt(a.shape, -1)]);
      const columns = transpose(c.rt, reshape(c.rt, b, [-1, sizeAt(b.shape, -1)]), 0, 1);
      const result = product(c.rt, 'mm', mm(rows, columns), [rows, columns]);
      return reshape(c.rt, result, [...a.shape.slice(0, -1), ...b.shape.slice(0, -1)]);
    }),
  ),
  ...both(
    op('outer(input, vec2)', (c) => {
      const [a, b] = [c.tensor('input'), c.tensor('vec2')];
      if (a.shape.length !== 1 || b.shape.length !== 1) throw new ShapeError('outer: Expected 1-D arguments');
      return binary(c.rt, 'mul', reshape(c.rt, a, [-1, 1]), b);
    }),
    'ger',
  ),
  ...withAddend('addmm', 'addmm(input, mat1, mat2, *, beta=1, alpha=1)', mm, ['mat1', 'mat2']),
  ...withAddend('baddbmm', 'baddbmm(input, batch1, batch2, *, beta=1, alpha=1)', bmm, ['batch1', 'batch2']),
  ...both(op('addbmm(input, batch1, batch2, *, beta=1, alpha=1)', addbmm)),
  ...both(
    op('addmv(input, mat, vec, *, beta=1, alpha=1)', (c) => {
      const [input, a, b] = [c.tensor('input'), c.tensor('mat'), c.tensor('vec')];
      return product(c.rt, 'addmv', mv(a, b), [input, a, b]);
    }),
  ),
  ...inTorch(op('einsum(equation, *operands)', einsum)),
  ...inTorch(op('tensordot(a, b, dims=2)', tensordot)),
  ...inTorch(op('chain_matmul(*tensors)', (c) => c.tensorsOrList().reduce((a, b) => matmul(c.rt, a, b)))),
  ...within(['linalg'], op('multi_dot(tensors, *, out=None)', multiDot)),
  ...within(
    ['linalg'],
    op('matmul(input, other)', (c) => matmul(c.rt, c.tensor('input'), c.tensor('other'))),
  ),
  ...inFunctional(
    op('linear(input, weight, bias=None)', (c) =>
      linear(c.rt, c.tensor('input'), c.tensor('weight'), c.tensorOrNone('bias')),
    ),
  ),
  ...inFunctional(
    op('bilinear(input1, input2, weight, bias=None)', (c) => {
      const [first, second] = [c.tensor('input1'), c.tensor('input2')];
      return bilinearProduct(c.rt, first, second, c.tensor('weight'), c.tensorOrNone('bias'));
    }),
  ),
  ...both(
    op('kron(input, other)', (c) => {
      const [a, b] = [c.tensor('input'), c.tensor('other')];
      const rank = Math.max(a.shape.length, b.shape.length);
      const size = (shape: Shape, axis: number): number => shape[axis - (rank - shape.length)] ?? 1;
      const interleave = (shape: Shape, first: boolean): Shape =>
        Array.from({ length: rank }, (_, axis) =>
          first ? [size(shape, axis), 1] : [1, size(shape, axis)],
        ).flat();
      const grid = binary(
        c.rt,
        'mul',
        reshape(c.rt, a, interleave(a.shape, true)),
        reshape(c.rt, b, interleave(b.shape, false)),
      );
      return reshape(
        c.rt,
        grid,
        Array.from({ length: rank }, (_, axis) => size(a.shape, axis) * size(b.shape, axis)),
      );
    }),
  ),
];

export function bilinearProduct(
  rt: Runtime,
  first: TorchTensor,
  second: TorchTensor,
  weight: TorchTensor,
  bias: TorchTensor | null,
): TorchTensor {
  return emit(
    rt,
    '_trilinear',
    bilinear(first, second, weight, bias),
    [first, second, weight, bias],
    first.dtype,
  );
}
