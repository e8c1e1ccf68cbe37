/** Pooling over PyTorch's arguments. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger } from '../../python/runtime/native.ts';
import { PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { adaptivePooling, pooling, unpooling, type PoolingOptions } from '../../tensor/ops/pooling.ts';
import { ShapeError } from '../../tensor/shape.ts';
import { op, type OpCall } from '../call.ts';
import { emit, emitAll } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { inFunctional, inTorch, type OpEntry } from './entry.ts';

/** Maximum of windows, with their positions if wanted. Throws ShapeError. */
export function maxPool(
  rt: Runtime,
  input: TorchTensor,
  options: PoolingOptions,
  withIndices: boolean,
): Value {
  const name = `max_pool${options.kernel.length}d_with_indices`;
  const result = pooling(input, options, withIndices);
  if (!withIndices) return emit(rt, name, result, [input], input.dtype);
  return new PyTuple(emitAll(rt, name, result, [input], [input.dtype, 'int64']));
}

/** Mean of windows. Throws ShapeError. */
export function averagePool(
  rt: Runtime,
  input: TorchTensor,
  options: PoolingOptions,
  name = 'avg_pool',
): TorchTensor {
  return emit(rt, `${name}${options.kernel.length}d`, pooling(input, options), [input], input.dtype);
}

/** Pooling to a size; null keeps an axis. Throws ShapeError. */
export function adaptivePool(
  rt: Runtime,
  kind: 'avg' | 'max',
  input: TorchTensor,
  size: readonly (number | null)[],
  withIndices = false,
): Value {
  const name = `adaptive_${kind}_pool${size.length}d`;
  const result = adaptivePooling(input, size, withIndices);
  if (!withIndices) return emit(rt, name, result, [input], input.dtype);
  return new PyTuple(emitAll(rt, name, result, [input], [input.dtype, 'int64']));
}

/** PyTorch always gives the padding in numbers. */
type TorchPooling = PoolingOptions & { readonly padding: readonly number[] };

/** Window, stride and padding from the arguments; the stride is the window where it is not given. */
export function poolingOptions(call: OpCall, rank: number, hasDilation: boolean): TorchPooling {
  const kernel = call.perAxis('kernel_size', rank);
  const strideValue = call.args.known('stride');
  const isEmpty = strideValue === null || (strideValue instanceof PyTuple && strideValue.items.length === 0);
  return {
    kernel,
    stride: isEmpty ? kernel : call.perAxis('stride', rank),
    padding: call.perAxis('padding', rank),
    dilation: hasDilation ? call.perAxis('dilation', rank) : new Array<number>(rank).fill(1),
    ceilMode: call.bool('ceil_mode'),
  };
}

/** An int or a sequence with None among its sizes. */
export function adaptiveSize(call: OpCall, value: Value, rank: number): readonly (number | null)[] {
  const single = asInteger(value);
  if (single !== undefined) return new Array<number>(rank).fill(single);
  if (value === null) return new Array<null>(rank).fill(null);
  const sizes = call
    .list(value)
    .map((item) => (item === null ? null : (call.shapeOf('output_size', item)[0] ?? null)));
  if (sizes.length === 1) return new Array<number | null>(rank).fill(sizes[0] ?? null);
  if (sizes.length !== rank) throw new ShapeError(`adaptive pooling: output_size must have ${rank} elements`);
  return sizes;
}

function entriesFor(rank: number): OpEntry[] {
  const max = op(
    `max_pool${rank}d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False)`,
    (c) => maxPool(c.rt, c.tensor('input'), poolingOptions(c, rank, true), c.bool('return_indices')),
  );
  const maxWithIndices = op(
    `max_pool${rank}d_with_indices(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False)`,
    (c) => maxPool(c.rt, c.tensor('input'), poolingOptions(c, rank, true), true),
  );
  const average = op(
    `avg_pool${rank}d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None)`,
    (c) => averagePool(c.rt, c.tensor('input'), poolingOptions(c, rank, false)),
  );
  const lp = op(
    `lp_pool${rank}d(input, norm_type, kernel_size, stride=None, ceil_mode=False, padding=0)`,
    (c) => averagePool(c.rt, c.tensor('input'), poolingOptions(c, rank, false), 'lp_pool'),
  );
  const adaptiveAverage = op(`adaptive_avg_pool${rank}d(input, output_size)`, (c) =>
    adaptivePool(c.rt, 'avg', c.tensor('input'), adaptiveSize(c, c.args.known('output_size'), rank)),
  );
  const adaptiveMax = op(`adaptive_max_pool${rank}d(input, output_size, return_indices=False)`, (c) =>
    adaptivePool(
      c.rt,
      'max',
      c.tensor('input'),
      adaptiveSize(c, c.args.known('output_size'), rank),
      c.bool('return_indices'),
    ),
  );
  const unpool = op(
    `max_unpool${rank}d(input, indices, kernel_size, stride=None, padding=0, output_size=None, ceil_mode=False)`,
    (c) =>
      maxUnpool(
        c.rt,
        c.tensor('input'),
        c.tensor('indices'),
        poolingOptions(c, rank, false),
        c.axes('output_size'),
      ),
  );
  const fractional = op(
    `fractional_max_pool${rank}d(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None)`,
    (c) => {
      const input = c.tensor('input');
      return adaptivePool(c.rt, 'max', input, fractionalSize(c, input, rank), c.bool('return_indices'));
    },
  );
  const adaptiveMaxWithIndices = op(`adaptive_max_pool${rank}d_with_indices(input, output_size)`, (c) =>
    adaptivePool(c.rt, 'max', c.tensor('input'), adaptiveSize(c, c.args.known('output_size'), rank), true),
  );
  const shared = [max, maxWithIndices, average, adaptiveAverage, adaptiveMax, adaptiveMaxWithIndices];
  return [
    ...shared.flatMap((fn) => [...inFunctional(fn), ...inTorch(fn)]),
    ...[lp, unpool, ...(rank > 1 ? [fractional] : [])].flatMap((fn) => inFunctional(fn)),
  ];
}

/** Throws ShapeError. */
export function maxUnpool(
  rt: Runtime,
  input: TorchTensor,
  indices: TorchTensor,
  options: TorchPooling,
  size: readonly number[] | null,
): TorchTensor {
  return emit(rt, 'max_unpool', unpooling(input, indices, options, size), [input, indices], input.dtype);
}

/** The size given, or the ratio of the input's. */
export function fractionalSize(call: OpCall, input: TorchTensor, rank: number): readonly (number | null)[] {
  const size = call.args.known('output_size');
  if (size !== null) return adaptiveSize(call, size, rank);
  const ratios = call
    .list(call.args.known('output_ratio'))
    .map((ratio) =>
      typeof ratio === 'object' && ratio !== null && ratio.kind === 'float' ? ratio.value : 1,
    );
  return input.shape.slice(-rank).map((extent, axis) => Math.floor(extent * (ratios[axis] ?? 1)));
}

export const POOLING_OPS: readonly OpEntry[] = [1, 2, 3].flatMap(entriesFor);
