/** Sizes of the axes, outermost first. */
export type Shape = readonly number[];

/** The operands of an operation do not fit together; frameworks turn it into their own exception. */
export class ShapeError extends Error {}

/** An axis or an index lies outside of the tensor: PyTorch's IndexError. */
export class AxisError extends ShapeError {}

/** The data decides the shape (`nonzero`, boolean masks): it cannot be known before the run. */
export class DataDependentShape extends Error {}

export function elementCount(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** NumPy's broadcasting, which PyTorch, TensorFlow and Keras share. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const result = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const left = a[a.length - i] ?? 1;
    const right = b[b.length - i] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError(`shapes [${a.join(', ')}] and [${b.join(', ')}] cannot be broadcast together`);
    }
    result[rank - i] = left === 1 ? right : left;
  }
  return result;
}

/** A non-negative axis number; a scalar has the axes 0 and -1. Throws AxisError when out of range. */
export function normalizeAxis(axis: number, rank: number): number {
  const extent = Math.max(rank, 1);
  const normalized = axis < 0 ? axis + extent : axis;
  if (normalized < 0 || normalized >= extent) {
    throw new AxisError(
      `Dimension out of range (expected to be in range of [${-extent}, ${extent - 1}], but got ${axis})`,
    );
  }
  return normalized;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** `[2, 3]`, as frameworks print shapes. */
export function describeShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Non-negative axis numbers, each once; throws ShapeError for a repeated one. */
export function normalizeAxes(axes: readonly number[], rank: number): number[] {
  const result: number[] = [];
  for (const axis of axes) {
    const normalized = normalizeAxis(axis, rank);
    if (result.includes(normalized)) {
      throw new ShapeError(`dim ${normalized} appears multiple times in the list of dims`);
    }
    result.push(normalized);
  }
  return result;
}

/** Size of an axis that is known to exist. */
export function sizeAt(shape: Shape, axis: number): number {
  const size = shape[axis < 0 ? axis + shape.length : axis];
  if (size === undefined) throw new AxisError(`axis ${axis} of a shape of ${shape.length} axes`);
  return size;
}
