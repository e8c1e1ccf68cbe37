/** What `x[…]` selects. */
import { AxisError, broadcast, DataDependentShape, describeShape, ShapeError, type Shape } from '../shape.ts';
import type { Strides } from '../strides.ts';

export type IndexPart =
  | { readonly kind: 'int'; readonly value: number }
  | {
      readonly kind: 'slice';
      readonly start: number | null;
      readonly stop: number | null;
      readonly step: number;
    }
  | { readonly kind: 'newaxis' }
  | { readonly kind: 'ellipsis' }
  /** An index tensor or nested list. */
  | { readonly kind: 'array'; readonly shape: Shape }
  /** A boolean mask; `count`: how many elements are true, if known. */
  | { readonly kind: 'mask'; readonly shape: Shape; readonly count: number | null };

export interface Selection {
  readonly shape: Shape;
  /** Strides and offset of the view; null: advanced indexing, which copies. */
  readonly view: { readonly strides: Strides; readonly offset: number } | null;
}

/**
 * Basic and advanced indexing as PyTorch does it: ints and slices first, then the arrays broadcast
 * together; their axes stand where the first array was if the arrays are adjacent, else in front.
 * Throws ShapeError (AxisError for what is out of range) and DataDependentShape for unknown masks.
 */
export function select(shape: Shape, strides: Strides, parts: readonly IndexPart[]): Selection {
  const consumed = parts.reduce((sum, part) => sum + axesOf(part), 0);
  if (consumed > shape.length) {
    throw new AxisError(
      shape.length === 0
        ? 'invalid index of a 0-dim tensor. Use `tensor.item()` in Python to convert a 0-dim tensor to a number'
        : `too many indices for tensor of dimension ${shape.length}`,
    );
  }
  const sizes: number[] = [];
  const steps: number[] = [];
  /** Per result axis: the array shape it belongs to, or null. */
  const arrays: (Shape | null)[] = [];
  let offset = 0;
  let axis = 0;
  const keep = (size: number, stride: number): void => {
    sizes.push(size);
    steps.push(stride);
    arrays.push(null);
  };
  const keepAxes = (count: number): void => {
    for (let i = 0; i < count; i++, axis++) keep(shape[axis] ?? 1, strides[axis] ?? 1);
  };
  for (const part of parts) {
    const size = shape[axis] ?? 1;
    const stride = strides[axis] ?? 1;
    switch (part.kind) {
      case 'int': {
        const index = part.value < 0 ? part.value + size : part.value;
        if (index < 0 || index >= size) {
          throw new AxisError(`index ${part.value} is out of bounds for dimension ${axis} with size ${size}`);
        }
        offset += index * stride;
        axis += 1;
        break;
      }
      case 'slice': {
        const { start, length } = sliceBounds(part, size);
        offset += start * stride;
        keep(length, stride * part.step);
        axis += 1;
        break;
      }
      case 'newaxis':
        keep(1, 0);
        break;
      case 'ellipsis':
        keepAxes(shape.length - consumed);
        break;
      case 'array':
        sizes.push(size);
        steps.push(stride);
        arrays.push(part.shape);
        axis += 1;
        break;
      case 'mask': {
        const covered = shape.slice(axis, axis + part.shape.length);
        const wrong = part.shape.findIndex((extent, i) => extent !== covered[i]);
        if (wrong !== -1) {
          throw new AxisError(
            `The shape of the mask ${describeShape(part.shape)} at index ${wrong} does not match the shape of the ` +
              `indexed tensor ${describeShape(shape)} at index ${axis + wrong}`,
          );
        }
        if (part.count === null) throw new DataDependentShape('how many elements a boolean mask selects');
        // A mask is as good as one index array per axis it covers.
        for (const extent of part.shape) {
          sizes.push(extent);
          steps.push(0);
          arrays.push([part.count]);
        }
        axis += part.shape.length;
        break;
      }
    }
  }
  keepAxes(shape.length - axis);
  const indices = arrays.filter((array) => array !== null);
  if (indices.length === 0) return { shape: sizes, view: { strides: steps, offset } };
  return { shape: advanced(sizes, arrays, indices), view: null };
}

function advanced(
  sizes: readonly number[],
  arrays: readonly (Shape | null)[],
  indices: readonly Shape[],
): Shape {
  let joint: Shape = [];
  for (const index of indices) {
    try {
      joint = broadcast(joint, index);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      throw new AxisError(
        `shape mismatch: indexing tensors could not be broadcast together with shapes ` +
          indices.map(describeShape).join(', '),
      );
    }
  }
  const first = arrays.findIndex((array) => array !== null);
  const last = arrays.findLastIndex((array) => array !== null);
  const adjacent = arrays.slice(first, last + 1).every((array) => array !== null);
  const kept = sizes.filter((_, axis) => arrays[axis] === null);
  const at = adjacent ? first : 0;
  return [...kept.slice(0, at), ...joint, ...kept.slice(at)];
}

function axesOf(part: IndexPart): number {
  switch (part.kind) {
    case 'newaxis':
    case 'ellipsis':
      return 0;
    case 'mask':
      return part.shape.length;
    case 'int':
    case 'slice':
    case 'array':
      return 1;
  }
}

function sliceBounds(
  part: Extract<IndexPart, { kind: 'slice' }>,
  size: number,
): { start: number; length: number } {
  const clamp = (value: number): number => Math.min(size, Math.max(0, value < 0 ? value + size : value));
  const start = clamp(part.start ?? 0);
  const stop = clamp(part.stop ?? size);
  return { start, length: Math.max(0, Math.ceil((stop - start) / part.step)) };
}
