/** Matrix products. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { NativeFunction } from '../../python/runtime/values.ts';
import { asInteger } from '../../python/runtime/native.ts';
import { scaledDotProductAttention } from '../../tensor/ops/attention.ts';
import { einsum } from '../../tensor/ops/einsum.ts';
import { matmul } from '../../tensor/ops/matmul.ts';
import { inOrder } from '../../tensor/ops/reshape.ts';
import { elementCount, normalizeAxis, ShapeError } from '../../tensor/shape.ts';
import { joinedType, op } from '../opCall.ts';
import { emit, emitView } from '../record.ts';
import type { Tensor } from '../tensor.ts';

export function matmulOf(rt: Runtime, a: Tensor, b: Tensor): Tensor {
  return emit(rt, 'matmul', matmul(a, b), [a, b], joinedType([a, b]));
}

export function einsumOf(rt: Runtime, equation: string, operands: readonly Tensor[]): Tensor {
  return emit(rt, 'einsum', einsum(equation, operands), operands, joinedType(operands));
}

function lastTwoSwapped(rt: Runtime, x: Tensor): Tensor {
  const rank = x.shape.length;
  const order = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return emitView(rt, 'permute', x, inOrder(x.shape, order));
}

/** Contraction of several axes, as one matrix product. */
export function tensordot(
  rt: Runtime,
  a: Tensor,
  b: Tensor,
  axesA: readonly number[],
  axesB: readonly number[],
): Tensor {
  const [inA, inB] = [
    axesA.map((axis) => normalizeAxis(axis, a.shape.length)),
    axesB.map((axis) => normalizeAxis(axis, b.shape.length)),
  ];
  if (inA.length !== inB.length || inA.some((axis, i) => a.shape[axis] !== b.shape[inB[i] ?? 0])) {
    throw new ShapeError('tensordot: the contracted axes differ in size');
  }
  const left = a.shape.filter((_, axis) => !inA.includes(axis));
  const right = b.shape.filter((_, axis) => !inB.includes(axis));
  const inner = elementCount(inA.map((axis) => a.shape[axis] ?? 1));
  const flat = matmul(
    { shape: [elementCount(left), inner], dtype: a.dtype },
    { shape: [inner, elementCount(right)], dtype: b.dtype },
  );
  return emit(rt, 'mm', { ...flat, outputs: [[...left, ...right]] }, [a, b], joinedType([a, b]));
}

export const MATMUL: readonly NativeFunction[] = [
  op('matmul(x1, x2, transpose_a=False, transpose_b=False, **kwargs)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    return matmulOf(
      call.rt,
      call.bool('transpose_a') ? lastTwoSwapped(call.rt, a) : a,
      call.bool('transpose_b') ? lastTwoSwapped(call.rt, b) : b,
    );
  }),
  op('dot(x1, x2)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    const isVector = b.shape.length < 2;
    if (a.shape.length <= 2 && isVector) return matmulOf(call.rt, a, b);
    return tensordot(call.rt, a, b, [-1], [isVector ? 0 : -2]);
  }),
  op('einsum(subscripts, *operands, **kwargs)', (call) =>
    einsumOf(
      call.rt,
      call.args.string('subscripts'),
      call.args.rest.map((item) => call.asTensor('operands', item)),
    ),
  ),
  op('tensordot(x1, x2, axes=2)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    const axes = call.args.known('axes');
    const count = asInteger(axes);
    if (count !== undefined) {
      const last = Array.from({ length: count }, (_, i) => a.shape.length - count + i);
      return tensordot(
        call.rt,
        a,
        b,
        last,
        last.map((_, i) => i),
      );
    }
    const [first = null, second = null] = call.args.elements('axes');
    return tensordot(call.rt, a, b, call.shapeOf('axes', first), call.shapeOf('axes', second));
  }),
  op('outer(x1, x2)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    return einsumOf(call.rt, 'i,j->ij', [
      emitView(call.rt, 'view', a, [a.elements]),
      emitView(call.rt, 'view', b, [b.elements]),
    ]);
  }),
  op('vdot(x1, x2)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    return matmulOf(
      call.rt,
      emitView(call.rt, 'view', a, [a.elements]),
      emitView(call.rt, 'view', b, [b.elements]),
    );
  }),
  op('inner(x1, x2)', (call) => tensordot(call.rt, call.tensor('x1'), call.tensor('x2'), [-1], [-1])),
  op(
    'dot_product_attention(query, key, value, bias=None, mask=None, scale=None, is_causal=False, **kwargs)',
    (call) => {
      // [batch, length, heads, width]
      const heads = (x: Tensor): Tensor => emitView(call.rt, 'permute', x, inOrder(x.shape, [0, 2, 1, 3]));
      const [q, k, v] = [heads(call.tensor('query')), heads(call.tensor('key')), heads(call.tensor('value'))];
      const mask = call.tensorOrNone('mask') ?? call.tensorOrNone('bias');
      const result = emit(
        call.rt,
        'scaled_dot_product_attention',
        scaledDotProductAttention(q, k, v, mask, true),
        [q, k, v, mask],
        q.dtype,
      );
      return heads(result);
    },
  ),
];
