/** Shapes of views and copies that only rearrange axes. Every function throws ShapeError. */
import {
  AxisError,
  describeShape,
  elementCount,
  normalizeAxes,
  normalizeAxis,
  ShapeError,
  type Shape,
} from '../shape.ts';
import { NO_WORK, type OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

/** A view: shares memory, moves nothing. */
export function viewResult(...outputs: readonly Shape[]): OpResult {
  return { outputs, kind: 'copy', work: NO_WORK };
}

/** Copies what it is given into results of these shapes. */
export function copyResult(inputs: readonly Operand[], outputs: readonly Operand[]): OpResult {
  return { outputs: outputs.map((output) => output.shape), kind: 'copy', work: workOf({}, inputs, outputs) };
}

/** Fills in one -1. */
export function reshaped(shape: Shape, target: Shape): Shape {
  const count = elementCount(shape);
  const open = target.indexOf(-1);
  if (open === -1) {
    if (elementCount(target) !== count || target.some((size) => size < 0)) throw invalid(shape, target);
    return target;
  }
  const known = target.reduce((product, size, axis) => (axis === open ? product : product * size), 1);
  if (target.includes(-1, open + 1)) throw new ShapeError('only one dimension can be inferred');
  if (target.some((size) => size < -1)) {
    throw new ShapeError(`invalid shape dimension ${Math.min(...target)}`);
  }
  if (known === 0 && count === 0) {
    throw new ShapeError(
      `cannot reshape tensor of 0 elements into shape ${describeShape(target)} because the unspecified ` +
        'dimension size -1 can be any value and is ambiguous',
    );
  }
  if (known === 0 || count % known !== 0) throw invalid(shape, target);
  return target.map((size, axis) => (axis === open ? count / known : size));
}

function invalid(shape: Shape, target: Shape): ShapeError {
  return new ShapeError(
    `shape '${describeShape(target)}' is invalid for input of size ${elementCount(shape)}`,
  );
}

export function flattened(shape: Shape, start: number, end: number): Shape {
  const first = normalizeAxis(start, shape.length);
  const last = normalizeAxis(end, shape.length);
  if (first > last) throw new ShapeError('flatten() has invalid args: start_dim cannot come after end_dim');
  if (shape.length === 0) return [1];
  return [...shape.slice(0, first), elementCount(shape.slice(first, last + 1)), ...shape.slice(last + 1)];
}

export function unflattened(shape: Shape, axis: number, sizes: Shape): Shape {
  const at = normalizeAxis(axis, shape.length);
  const inner = reshaped([shape[at] ?? 1], sizes);
  return [...shape.slice(0, at), ...inner, ...shape.slice(at + 1)];
}

/** Axis order after exchanging two. */
export function transposedOrder(rank: number, a: number, b: number): readonly number[] {
  const first = normalizeAxis(a, rank);
  const second = normalizeAxis(b, rank);
  const order = Array.from({ length: rank }, (_, axis) => axis);
  if (rank > 0) [order[first], order[second]] = [second, first];
  return order;
}

export function permutedOrder(rank: number, axes: readonly number[]): readonly number[] {
  if (axes.length !== rank) {
    throw new ShapeError(
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ` +
        `ordering of dimensions i.e. input.dim() = ${rank} is not equal to len(dims) = ${axes.length}`,
    );
  }
  const order = axes.map((axis) => normalizeAxis(axis, rank));
  if (new Set(order).size !== rank) throw new ShapeError('permute(): duplicate dims are not allowed.');
  return order;
}

/** Moves axes to new places, keeping the order of the others. */
export function movedOrder(
  rank: number,
  source: readonly number[],
  destination: readonly number[],
): readonly number[] {
  const from = normalizeAxes(source, rank);
  const to = normalizeAxes(destination, rank);
  if (from.length !== to.length) throw new ShapeError('movedim: source and destination differ in length');
  const order = new Array<number>(rank).fill(-1);
  to.forEach((place, i) => (order[place] = from[i] ?? 0));
  const others = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !from.includes(axis));
  return order.map((axis) => (axis === -1 ? (others.shift() ?? 0) : axis));
}

export function inOrder<T>(values: readonly T[], order: readonly number[]): readonly T[] {
  return order.flatMap((axis) => values.slice(axis, axis + 1));
}

/** Which axes remain after dropping those of size 1; null: all of these. */
export function squeezedAxes(shape: Shape, axes: readonly number[] | null): readonly number[] {
  const dropped = axes === null ? null : normalizeAxes(axes, shape.length);
  return shape.flatMap((size, axis) =>
    size === 1 && (dropped === null || dropped.includes(axis)) ? [] : [axis],
  );
}

/** The place of a new axis of size 1. */
export function insertionAxis(rank: number, axis: number): number {
  if (axis < -rank - 1 || axis > rank) {
    throw new AxisError(
      `Dimension out of range (expected to be in range of [${-rank - 1}, ${rank}], but got ${axis})`,
    );
  }
  return axis < 0 ? axis + rank + 1 : axis;
}

/** -1 keeps an axis; new axes may stand before. */
export function expanded(shape: Shape, target: Shape): Shape {
  const added = target.length - shape.length;
  if (added < 0) {
    throw new ShapeError(
      `expand(${describeShape(target)}): the number of sizes provided (${target.length}) must be greater or equal ` +
        `to the number of dimensions in the tensor (${shape.length})`,
    );
  }
  return target.map((size, axis) => {
    const own = shape[axis - added];
    if (own === undefined) {
      if (size >= 0) return size;
      throw new ShapeError(
        `The expanded size of the tensor (${size}) isn't allowed in a leading, non-existing dimension ${axis}`,
      );
    }
    if (size === -1 || size === own) return own;
    if (own === 1 && size >= 0) return size;
    throw new ShapeError(
      `The expanded size of the tensor (${size}) must match the existing size (${own}) at non-singleton ` +
        `dimension ${axis}.  Target sizes: ${describeShape(target)}.  Tensor sizes: ${describeShape(shape)}`,
    );
  });
}

/** `repeat`: as many copies per axis; new axes may stand before. */
export function repeated(shape: Shape, times: readonly number[]): Shape {
  const added = times.length - shape.length;
  if (added < 0) {
    throw new ShapeError(
      'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor',
    );
  }
  return times.map((count, axis) => {
    if (count < 0) throw new ShapeError(`Trying to create tensor with negative dimension ${count}`);
    return count * (shape[axis - added] ?? 1);
  });
}

/** Both diagonal axes leave, their diagonal is appended. */
export function diagonalShape(shape: Shape, offset: number, a: number, b: number): Shape {
  const rows = normalizeAxis(a, shape.length);
  const columns = normalizeAxis(b, shape.length);
  if (rows === columns) throw new ShapeError('diagonal dimensions cannot be identical');
  const height = shape[rows] ?? 0;
  const width = shape[columns] ?? 0;
  const length = offset >= 0 ? Math.min(height, width - offset) : Math.min(height + offset, width);
  return [...shape.filter((_, axis) => axis !== rows && axis !== columns), Math.max(0, length)];
}

/** Windows of `size` every `step` along an axis; the window becomes the last axis. */
export function windowed(shape: Shape, axis: number, size: number, step: number): Shape {
  const at = normalizeAxis(axis, shape.length);
  const extent = shape[at] ?? 1;
  if (size > extent) {
    throw new ShapeError(`maximum size for tensor at dimension ${at} is ${extent} but size is ${size}`);
  }
  if (step <= 0) throw new ShapeError(`step is ${step} but must be > 0`);
  const result = [...shape, size];
  if (shape.length > 0) result[at] = Math.floor((extent - size) / step) + 1;
  return result;
}
