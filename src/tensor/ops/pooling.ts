import { describeShape, elementCount, ShapeError, type Shape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

export interface PoolingOptions {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  /** Per axis on both sides; 'same' keeps ⌈size / stride⌉. */
  readonly padding: readonly number[] | 'same';
  readonly dilation: readonly number[];
  readonly ceilMode: boolean;
}

/**
 * Output size of one axis. With `ceilMode` the last window must still start inside the input or the
 * left padding (ATen's pooling_output_shape). Throws ShapeError.
 */
export function pooledSize(
  size: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
  ceilMode: boolean,
): number {
  if (stride === 0) throw new ShapeError('stride should not be zero');
  if (padding < 0) throw new ShapeError(`pad must be non-negative, but got pad: ${padding}`);
  const extent = dilation * (kernel - 1) + 1;
  if (padding > extent / 2) {
    throw new ShapeError(
      `pad should be at most half of effective kernel size, but got pad=${padding}, ` +
        `kernel_size=${kernel} and dilation=${dilation}`,
    );
  }
  const result = Math.floor((size + 2 * padding - extent + (ceilMode ? stride - 1 : 0)) / stride) + 1;
  return ceilMode && (result - 1) * stride >= size + padding ? result - 1 : result;
}

/** Max, average and LP pooling of `[N, C, …]` or `[C, …]` over the last `kernel.length` axes. */
export function pooling(input: Operand, options: PoolingOptions, withIndices = false): OpResult {
  const rank = options.kernel.length;
  const { leading, spatial } = splitSpatial(input.shape, rank);
  const { padding } = options;
  const positions = spatial.map((size, axis) =>
    padding === 'same'
      ? Math.ceil(size / at(options.stride, axis))
      : pooledSize(
          size,
          at(options.kernel, axis),
          at(options.stride, axis),
          at(padding, axis),
          at(options.dilation, axis),
          options.ceilMode,
        ),
  );
  const shape = [...leading, ...positions];
  if (positions.some((size) => size < 1)) {
    throw new ShapeError(
      `Given input size: (${describe(input.shape, rank)}). Calculated output size: ` +
        `(${describe(shape, rank)}). Output size is too small`,
    );
  }
  const output = { shape, dtype: input.dtype };
  const indices: Operand[] = withIndices ? [{ shape, dtype: 'int64' }] : [];
  return {
    outputs: withIndices ? [shape, shape] : [shape],
    kind: 'pooling',
    work: workOf(
      { elementwise: elementCount(shape) * elementCount(options.kernel) },
      [input],
      [output, ...indices],
    ),
  };
}

/** Pooling to a given size per axis; null keeps the axis. Each input element is visited about once. */
export function adaptivePooling(
  input: Operand,
  size: readonly (number | null)[],
  withIndices = false,
): OpResult {
  const { leading, spatial } = splitSpatial(input.shape, size.length);
  if (spatial.some((extent) => extent === 0)) {
    throw new ShapeError(`Expected input to have non-zero size, but got ${describeShape(input.shape)}`);
  }
  const shape = [...leading, ...spatial.map((extent, axis) => size[axis] ?? extent)];
  const output = { shape, dtype: input.dtype };
  const indices: Operand[] = withIndices ? [{ shape, dtype: 'int64' }] : [];
  return {
    outputs: withIndices ? [shape, shape] : [shape],
    kind: 'pooling',
    work: workOf(
      { elementwise: Math.max(elementCount(input.shape), elementCount(shape)) },
      [input],
      [output, ...indices],
    ),
  };
}

/** Inverse of max pooling: (in − 1)·stride − 2·padding + kernel, or the size given. */
export function unpooling(
  input: Operand,
  indices: Operand,
  options: Pick<PoolingOptions, 'kernel' | 'stride'> & { readonly padding: readonly number[] },
  size: readonly number[] | null,
): OpResult {
  const rank = options.kernel.length;
  const { leading, spatial } = splitSpatial(input.shape, rank);
  const positions =
    size?.slice(-rank) ??
    spatial.map(
      (extent, axis) =>
        (extent - 1) * at(options.stride, axis) - 2 * at(options.padding, axis) + at(options.kernel, axis),
    );
  const shape = [...leading, ...positions];
  return {
    outputs: [shape],
    kind: 'pooling',
    work: workOf({}, [input, indices], [{ shape, dtype: input.dtype }]),
  };
}

function splitSpatial(shape: Shape, rank: number): { leading: Shape; spatial: Shape } {
  const leadingAxes = shape.length - rank;
  if (leadingAxes !== 1 && leadingAxes !== 2) {
    throw new ShapeError(
      `Expected ${rank + 1}D or ${rank + 2}D (batch mode) tensor for input, but got: ${describeShape(shape)}`,
    );
  }
  return { leading: shape.slice(0, leadingAxes), spatial: shape.slice(leadingAxes) };
}

function describe(shape: Shape, rank: number): string {
  return shape.slice(-rank - 1).join('x');
}

function at(values: readonly number[], axis: number): number {
  const value = values[axis] ?? values[0];
  if (value === undefined) throw new ShapeError(`expected a value for spatial axis ${axis}`);
  return value;
}
