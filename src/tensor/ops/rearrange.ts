/** Sliding blocks and pixel shuffles. Every function throws ShapeError. */
import { describeShape, elementCount, ShapeError, sizeAt, type Shape } from '../shape.ts';

export interface BlockOptions {
  readonly kernel: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly number[];
  readonly stride: readonly number[];
}

function blockCount(size: readonly number[], options: BlockOptions): number {
  const positions = size.map((extent, axis) => {
    const window = sizeAt(options.dilation, axis) * (sizeAt(options.kernel, axis) - 1) + 1;
    const padded = extent + 2 * sizeAt(options.padding, axis);
    return Math.floor((padded - window) / sizeAt(options.stride, axis)) + 1;
  });
  if (positions.some((count) => count < 1)) {
    throw new ShapeError(
      `Given input with spatial size (${size.join(', ')}), kernel_size=(${options.kernel.join(', ')}), ` +
        `calculated shape of the array of sliding blocks as (${positions.join(', ')}), but its components must ` +
        'be at least one.',
    );
  }
  return elementCount(positions);
}

/** im2col: `[N, C, H, W]` to `[N, C · kernel, blocks]`. */
export function unfolded(shape: Shape, options: BlockOptions): Shape {
  if (shape.length !== 3 && shape.length !== 4) {
    throw new ShapeError(
      `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, ` +
        `but got: ${describeShape(shape)}`,
    );
  }
  const channels = sizeAt(shape, -3) * elementCount(options.kernel);
  return [...shape.slice(0, -3), channels, blockCount(shape.slice(-2), options)];
}

/** col2im: `[N, C · kernel, blocks]` to `[N, C, …size]`. */
export function folded(shape: Shape, size: readonly number[], options: BlockOptions): Shape {
  if (shape.length !== 2 && shape.length !== 3) {
    throw new ShapeError(`Expected 2D or 3D (batch mode) tensor for input, but got: ${describeShape(shape)}`);
  }
  const kernel = elementCount(options.kernel);
  const channels = sizeAt(shape, -2);
  if (channels % kernel !== 0) {
    throw new ShapeError(
      `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got ` +
        `input.size(1)=${channels} and kernel_size=(${options.kernel.join(', ')}).`,
    );
  }
  const blocks = blockCount(size, options);
  if (sizeAt(shape, -1) !== blocks) {
    throw new ShapeError(
      `Given output_size=(${size.join(', ')}), expected size of input's dimension 2 to match the calculated ` +
        `number of sliding blocks ${blocks}, but got input.size(2)=${sizeAt(shape, -1)}.`,
    );
  }
  return [...shape.slice(0, -2), channels / kernel, ...size];
}

/** `[…, C·r², H, W]` to `[…, C, H·r, W·r]`. */
export function pixelShuffled(shape: Shape, factor: number): Shape {
  const channels = sizeAt(shape, -3);
  if (channels % (factor * factor) !== 0) {
    throw new ShapeError(
      `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, ` +
        `but input.size(-3)=${channels} is not divisible by ${factor * factor}`,
    );
  }
  return [
    ...shape.slice(0, -3),
    channels / (factor * factor),
    sizeAt(shape, -2) * factor,
    sizeAt(shape, -1) * factor,
  ];
}

/** `[…, C, H·r, W·r]` to `[…, C·r², H, W]`. */
export function pixelUnshuffled(shape: Shape, factor: number): Shape {
  const [channels, height, width] = [sizeAt(shape, -3), sizeAt(shape, -2), sizeAt(shape, -1)];
  if (height % factor !== 0 || width % factor !== 0) {
    throw new ShapeError(
      `pixel_unshuffle expects height and width to be divisible by downscale_factor, but got ` +
        `${height} and ${width} for ${factor}`,
    );
  }
  return [...shape.slice(0, -3), channels * factor * factor, height / factor, width / factor];
}
