/** Strides in elements, as far as views depend on them. */
import { elementCount, type Shape } from './shape.ts';

export type Strides = readonly number[];

/** Row-major strides. */
export function contiguousStrides(shape: Shape): Strides {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= Math.max(shape[axis] ?? 1, 1);
  }
  return strides;
}

/** Whether the elements lie in row-major order without gaps; axes of size 1 do not matter. */
export function isContiguous(shape: Shape, strides: Strides): boolean {
  if (elementCount(shape) === 0) return true;
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    if (size === 1) continue;
    if (strides[axis] !== step) return false;
    step *= size;
  }
  return true;
}

/** Whether the axes, in some order, cover memory without gaps or overlap. */
export function isDense(shape: Shape, strides: Strides): boolean {
  const axes = shape
    .map((size, axis) => ({ size, stride: strides[axis] ?? 0 }))
    .filter(({ size }) => size !== 1)
    .sort((a, b) => a.stride - b.stride);
  let step = 1;
  for (const { size, stride } of axes) {
    if (stride !== step) return false;
    step *= size;
  }
  return true;
}

/**
 * Strides of a view of another shape with as many elements, or null where the memory order does not
 * allow one (ATen's computeStride).
 */
export function viewStrides(shape: Shape, strides: Strides, target: Shape): Strides | null {
  if (elementCount(shape) === 0) return contiguousStrides(target);
  const result = new Array<number>(target.length);
  let axis = target.length - 1;
  let chunkStride = strides[shape.length - 1] ?? 1;
  let chunkSize = 1;
  let viewSize = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    chunkSize *= shape[i] ?? 1;
    const outer = shape[i - 1];
    const chunkEnds = i === 0 || (outer !== 1 && strides[i - 1] !== chunkSize * chunkStride);
    if (!chunkEnds) continue;
    while (axis >= 0 && (viewSize < chunkSize || target[axis] === 1)) {
      result[axis] = viewSize * chunkStride;
      viewSize *= target[axis] ?? 1;
      axis -= 1;
    }
    if (viewSize !== chunkSize) return null;
    if (i > 0) {
      chunkStride = strides[i - 1] ?? 1;
      chunkSize = 1;
      viewSize = 1;
    }
  }
  while (axis >= 0 && target[axis] === 1) {
    result[axis] = 1;
    axis -= 1;
  }
  return axis === -1 ? result : null;
}

/**
 * Strides of a new tensor that keeps the memory order of its first operand, as elementwise results do;
 * null: row-major, also where the order cannot be told (expanded axes).
 */
export function denseStridesLike(shape: Shape, strides: Strides): Strides | null {
  if (isContiguous(shape, strides)) return null;
  const axes = shape.map((size, axis) => ({ size, axis, stride: strides[axis] ?? 0 }));
  if (axes.some(({ size, stride }) => size > 1 && stride === 0)) return null;
  axes.sort((a, b) => a.stride - b.stride || b.axis - a.axis);
  const result = new Array<number>(shape.length);
  let step = 1;
  for (const { size, axis } of axes) {
    result[axis] = step;
    step *= Math.max(size, 1);
  }
  return isContiguous(shape, result) ? null : result;
}
