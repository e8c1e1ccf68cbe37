import { describeShape, ShapeError, sizeAt, type Shape } from '../shape.ts';

export type PaddingMode = 'constant' | 'reflect' | 'replicate' | 'circular';

/**
 * Shape after padding; `amounts` are (left, right) pairs from the last axis on, negative ones crop.
 * All modes but 'constant' pad at most the three last axes. Throws ShapeError.
 */
export function padded(shape: Shape, amounts: readonly number[], mode: PaddingMode): Shape {
  if (amounts.length % 2 !== 0) throw new ShapeError('Padding length must be divisible by 2');
  const pairs = amounts.length / 2;
  if (pairs > shape.length) {
    throw new ShapeError(
      `Padding length should be less than or equal to two times the input dimension but got padding length ` +
        `${amounts.length} and input of dimension ${shape.length}`,
    );
  }
  if (mode !== 'constant' && (pairs > 3 || (shape.length !== pairs + 1 && shape.length !== pairs + 2))) {
    throw new ShapeError(
      `Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now, got ${pairs} pairs for ` +
        `input ${describeShape(shape)}`,
    );
  }
  const result = [...shape];
  for (let i = 0; i < pairs; i++) {
    const axis = shape.length - 1 - i;
    const size = sizeAt(shape, axis);
    const [left, right] = [amounts[2 * i] ?? 0, amounts[2 * i + 1] ?? 0];
    if (mode === 'reflect' && (left >= size || right >= size)) {
      throw new ShapeError(
        `Padding size should be less than the corresponding input dimension, but got: padding (${left}, ${right}) ` +
          `at dimension ${axis} of input ${describeShape(shape)}`,
      );
    }
    if (mode === 'circular' && (left > size || right > size)) {
      throw new ShapeError('Padding value causes wrapping around more than once.');
    }
    const extent = size + left + right;
    if (extent < 0) {
      throw new ShapeError(
        `The input size ${size}, plus negative padding ${left} and ${right} resulted in a negative output size`,
      );
    }
    result[axis] = extent;
  }
  return result;
}
