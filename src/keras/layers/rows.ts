/** What the rows of the layer tables share. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { DType } from '../../tensor/dtype.ts';
import type { Operand } from '../../tensor/ops/operand.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Layer } from '../layer.ts';
import { emit } from '../record.ts';
import type { Tensor, Variable } from '../tensor.ts';

/** How weights begin and are held in check: nothing of it is counted. */
export const KERNEL_OPTIONS =
  "kernel_initializer='glorot_uniform', bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, " +
  'activity_regularizer=None, kernel_constraint=None, bias_constraint=None';

/** A weight in the type that the layer computes in, as the kernel reads it. */
export function read(layer: Layer, weight: Variable): Operand {
  return { shape: weight.shape, dtype: layer.computeDType };
}

export function readOrNone(layer: Layer, weight: Variable | null): Operand | null {
  return weight === null ? null : read(layer, weight);
}

/** Adds `bias` where the layer wants one. */
export function addBias(layer: Layer, width: number): void {
  if (layer.bool('use_bias')) layer.addWeight('bias', [width]);
}

/** Axes as non-negative numbers. */
export function axesOf(layer: Layer, rank: number, name = 'axis'): readonly number[] {
  return layer.ints(name).map((axis) => (axis < 0 ? axis + rank : axis));
}

export function sizeOf(x: Tensor, axis: number): number {
  return x.shape.at(axis) ?? 1;
}

/** Something done to each element of a shape: a copy with so many operations. */
export function derived(rt: Runtime, name: string, x: Tensor, shape: Shape, dtype: DType): Tensor {
  return emit(rt, name, copyResult([x], [{ shape, dtype }]), [x], dtype, { detached: true });
}
