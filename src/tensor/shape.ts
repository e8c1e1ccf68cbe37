/** Sizes of the axes, outermost first. */
export type Shape = readonly number[];

/** The operands of an operation do not fit together; frameworks turn it into their own exception. */
export class ShapeError extends Error {}

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

/** A non-negative axis number; throws ShapeError when out of range. */
export function normalizeAxis(axis: number, rank: number): number {
  const normalized = axis < 0 ? axis + rank : axis;
  if (normalized < 0 || normalized >= Math.max(rank, 1)) {
    throw new ShapeError(
      `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${axis})`,
    );
  }
  return normalized;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
