/** Joining tensors and cutting them apart. Every function throws ShapeError. */
import { describeShape, normalizeAxis, sameShape, ShapeError, sizeAt, type Shape } from '../shape.ts';
import { insertionAxis } from './reshape.ts';

/** Shape of a concatenation; one-axis tensors of no elements are skipped, as PyTorch does. */
export function concatenated(shapes: readonly Shape[], axis: number): Shape {
  if (shapes.length === 0) {
    throw new ShapeError('torch.cat(): expected a non-empty list of Tensors');
  }
  const relevant = shapes.filter((shape) => !(shape.length === 1 && shape[0] === 0));
  const first = relevant[0];
  if (first === undefined) return [0];
  if (first.length === 0) {
    throw new ShapeError('zero-dimensional tensor (at position 0) cannot be concatenated');
  }
  const at = normalizeAxis(axis, first.length);
  let total = 0;
  for (const [i, shape] of relevant.entries()) {
    if (shape.length !== first.length) {
      throw new ShapeError(
        `Tensors must have same number of dimensions: got ${first.length} and ${shape.length}`,
      );
    }
    const differing = shape.findIndex((size, k) => k !== at && size !== first[k]);
    if (differing !== -1) {
      throw new ShapeError(
        `Sizes of tensors must match except in dimension ${at}. Expected size ${sizeAt(first, differing)} but got ` +
          `size ${sizeAt(shape, differing)} for tensor number ${i} in the list.`,
      );
    }
    total += sizeAt(shape, at);
  }
  return first.map((size, k) => (k === at ? total : size));
}

/** Shape of a stack along a new axis. */
export function stacked(shapes: readonly Shape[], axis: number): Shape {
  const first = shapes[0];
  if (first === undefined) throw new ShapeError('stack expects a non-empty TensorList');
  for (const [i, shape] of shapes.entries()) {
    if (!sameShape(shape, first)) {
      throw new ShapeError(
        `stack expects each tensor to be equal size, but got ${describeShape(first)} at entry 0 and ` +
          `${describeShape(shape)} at entry ${i}`,
      );
    }
  }
  const at = insertionAxis(first.length, axis);
  return [...first.slice(0, at), shapes.length, ...first.slice(at)];
}

/** Sizes of the pieces of at most `size`. */
export function splitSizes(extent: number, size: number): readonly number[] {
  if (size < 0) throw new ShapeError(`split expects split_size be non-negative, but got split_size=${size}`);
  if (size === 0) {
    if (extent === 0) return [0];
    throw new ShapeError(
      `split_size can only be 0 if dimension size is 0, but got dimension size of ${extent}`,
    );
  }
  const pieces: number[] = [];
  for (let start = 0; start < extent; start += size) pieces.push(Math.min(size, extent - start));
  return pieces.length === 0 ? [0] : pieces;
}

/** Sizes of at most `chunks` equal pieces: ⌈extent / chunks⌉ each, so that there may be fewer. */
export function chunkSizes(extent: number, chunks: number): readonly number[] {
  if (chunks <= 0) throw new ShapeError(`chunk expects \`chunks\` to be greater than 0, got: ${chunks}`);
  if (extent === 0) return new Array<number>(chunks).fill(0);
  return splitSizes(extent, Math.ceil(extent / chunks));
}

/** `tensor_split` into n: the first ones are one larger. */
export function evenSizes(extent: number, sections: number): readonly number[] {
  if (sections <= 0) throw new ShapeError(`number of sections must be larger than 0, got ${sections}`);
  const base = Math.floor(extent / sections);
  return Array.from({ length: sections }, (_, i) => base + (i < extent % sections ? 1 : 0));
}

/** `tensor_split` at indices. */
export function sizesAtIndices(extent: number, indices: readonly number[]): readonly number[] {
  const sizes: number[] = [];
  let start = 0;
  const clamp = (index: number): number => Math.min(extent, Math.max(0, index < 0 ? index + extent : index));
  for (const index of [...indices.map(clamp), extent]) {
    sizes.push(Math.max(0, index - start));
    start = index;
  }
  return sizes;
}

/** Given sizes, which must add up. */
export function checkSections(extent: number, sizes: readonly number[]): readonly number[] {
  if (sizes.some((size) => size < 0) || sizes.reduce((sum, size) => sum + size, 0) !== extent) {
    throw new ShapeError(
      `split_with_sizes expects split_sizes to sum exactly to ${extent} (input tensor's size), but got ` +
        `split_sizes=${describeShape(sizes)}`,
    );
  }
  return sizes;
}
