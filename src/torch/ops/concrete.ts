/** Computing with the values of small tensors that the program wrote itself. */
import type { DType } from '../../tensor/dtype.ts';
import { categoryOf } from '../../tensor/promotion.ts';
import { elementCount, type Shape } from '../../tensor/shape.ts';
import { contiguousStrides } from '../../tensor/strides.ts';
import type { TensorOrScalar } from '../call.ts';
import { positions, TorchTensor } from '../tensor.ts';

/** A value as its type stores it. */
export function stored(dtype: DType, value: number): number {
  switch (categoryOf(dtype)) {
    case 'bool':
      return value === 0 ? 0 : 1;
    case 'integer':
      return Math.trunc(value);
    case 'float':
      return dtype === 'float64' ? value : Math.fround(value);
    case 'complex':
      return value;
  }
}

/** The values of an operand broadcast to a shape, if known. */
export function broadcastValues(operand: TensorOrScalar, shape: Shape): readonly number[] | null {
  if (!(operand instanceof TorchTensor)) {
    return operand.value === null ? null : new Array<number>(elementCount(shape)).fill(operand.value);
  }
  const values = operand.values();
  if (values === null) return null;
  const strides = contiguousStrides(operand.shape);
  const added = shape.length - operand.shape.length;
  const expanded = shape.map((_, axis) => {
    const own = operand.shape[axis - added];
    return own === undefined || own === 1 ? 0 : (strides[axis - added] ?? 0);
  });
  return positions(shape, expanded, 0).map((at) => values[at] ?? 0);
}

/** `f` over the broadcast values of some operands, if all are known. */
export function combineValues(
  operands: readonly TensorOrScalar[],
  shape: Shape,
  dtype: DType,
  f: (a: number, b: number, c: number) => number,
): readonly number[] | null {
  const columns: (readonly number[])[] = [];
  for (const operand of operands) {
    const values = broadcastValues(operand, shape);
    if (values === null) return null;
    columns.push(values);
  }
  return Array.from({ length: elementCount(shape) }, (_, i) =>
    stored(dtype, f(columns[0]?.[i] ?? 0, columns[1]?.[i] ?? 0, columns[2]?.[i] ?? 0)),
  );
}
