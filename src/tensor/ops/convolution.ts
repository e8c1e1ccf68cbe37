import type { LayerKind } from '../../units/layerKind.ts';
import { describeShape, elementCount, ShapeError, sizeAt, type Shape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

export interface ConvolutionOptions {
  readonly stride: readonly number[];
  /** Per spatial axis on both sides; 'same' keeps ⌈size / stride⌉. */
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly dilation: readonly number[];
  readonly groups: number;
}

export interface TransposedConvolutionOptions {
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly outputPadding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  /** Spatial sizes of the result where the framework cuts or fills it otherwise (Keras' 'same'). */
  readonly outputSize?: readonly number[];
}

/** Whether the channels meet in one group, in several, or not at all. */
export function convolutionKind(inChannels: number, groups: number): LayerKind {
  if (groups === 1) return 'conv';
  return groups === inChannels ? 'depthwise' : 'grouped-conv';
}

/**
 * Convolution of `[N, C, …]` or unbatched `[C, …]` with a weight `[O, C / groups, …kernel]`.
 * out = ⌊(in + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1 per spatial axis.
 * MACs: output elements × C / groups × kernel positions. Throws ShapeError.
 */
export function convolution(
  input: Operand,
  weight: Operand,
  bias: Operand | null,
  options: ConvolutionOptions,
): OpResult {
  const { groups } = options;
  const rank = weight.shape.length - 2;
  const { batch, channels, spatial } = splitInput(input.shape, rank, 'conv');
  const outChannels = sizeAt(weight.shape, 0);
  const kernel = weight.shape.slice(2);
  const inChannels = sizeAt(weight.shape, 1) * groups;
  if (outChannels < groups || outChannels % groups !== 0) {
    throw new ShapeError(
      `Given groups=${groups}, expected weight to be at least ${groups} at dimension 0 and divisible by ` +
        `${groups}, but got weight of size ${describeShape(weight.shape)} instead`,
    );
  }
  if (channels !== inChannels) {
    throw new ShapeError(
      `Given groups=${groups}, weight of size ${describeShape(weight.shape)}, expected ` +
        `input${describeShape(input.shape)} to have ${inChannels} channels, but got ${channels} channels instead`,
    );
  }
  checkBias(bias, outChannels, weight.shape);
  const positions = spatial.map((size, axis) => {
    const stride = at(options.stride, axis);
    const extent = at(options.dilation, axis) * (at(kernel, axis) - 1) + 1;
    if (options.padding === 'same') return Math.ceil(size / stride);
    const padded = size + 2 * (options.padding === 'valid' ? 0 : at(options.padding, axis));
    if (padded < extent) {
      throw new ShapeError(
        `Calculated padded input size per channel: (${padded}). Kernel size: (${extent}). ` +
          `Kernel size can't be greater than actual input size`,
      );
    }
    return Math.floor((padded - extent) / stride) + 1;
  });
  const shape = [...batch, outChannels, ...positions];
  const count = elementCount(shape);
  const macs = count * (inChannels / groups) * elementCount(kernel);
  const output = { shape, dtype: input.dtype };
  return {
    outputs: [shape],
    kind: convolutionKind(inChannels, groups),
    work: workOf({ macs, elementwise: bias === null ? 0 : count }, [input, weight, bias], [output]),
  };
}

/**
 * Transposed convolution of `[N, C, …]` or `[C, …]` with a weight `[C, O / groups, …kernel]`.
 * out = (in − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1.
 * MACs: *input* elements × O / groups × kernel positions. Throws ShapeError.
 */
export function transposedConvolution(
  input: Operand,
  weight: Operand,
  bias: Operand | null,
  options: TransposedConvolutionOptions,
): OpResult {
  const { groups } = options;
  const rank = weight.shape.length - 2;
  const { batch, channels, spatial } = splitInput(input.shape, rank, 'conv_transpose');
  const kernel = weight.shape.slice(2);
  const inChannels = sizeAt(weight.shape, 0);
  const outPerGroup = sizeAt(weight.shape, 1);
  if (channels !== inChannels) {
    throw new ShapeError(
      `Given transposed=1, weight of size ${describeShape(weight.shape)}, expected ` +
        `input${describeShape(input.shape)} to have ${inChannels} channels, but got ${channels} channels instead`,
    );
  }
  checkBias(bias, outPerGroup * groups, weight.shape);
  const positions =
    options.outputSize ??
    spatial.map((size, axis) => {
      const stride = at(options.stride, axis);
      const dilation = at(options.dilation, axis);
      const outputPadding = at(options.outputPadding, axis);
      if (outputPadding >= stride && outputPadding >= dilation) {
        throw new ShapeError(
          `output padding must be smaller than either stride or dilation, but got output_padding: ` +
            `${outputPadding} stride: ${stride} dilation: ${dilation}`,
        );
      }
      const extent = dilation * (at(kernel, axis) - 1) + 1;
      return (size - 1) * stride - 2 * at(options.padding, axis) + extent + outputPadding;
    });
  const shape = [...batch, outPerGroup * groups, ...positions];
  if (shape.some((size) => size < 0) || positions.some((size) => size === 0)) {
    throw new ShapeError(
      `Given input size per channel: (${spatial.join(' x ')}). Calculated output size per channel: ` +
        `(${positions.join(' x ')}). Output size is too small`,
    );
  }
  const macs = elementCount(input.shape) * outPerGroup * elementCount(kernel);
  const elementwise = bias === null ? 0 : elementCount(shape);
  return {
    outputs: [shape],
    kind: 'transposed-conv',
    work: workOf({ macs, elementwise }, [input, weight, bias], [{ shape, dtype: input.dtype }]),
  };
}

function splitInput(
  shape: Shape,
  rank: number,
  name: string,
): { batch: Shape; channels: number; spatial: Shape } {
  const batchAxes = shape.length - rank - 1;
  if (batchAxes !== 0 && batchAxes !== 1) {
    throw new ShapeError(
      `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${name}${rank}d, ` +
        `but got input of size: ${describeShape(shape)}`,
    );
  }
  return {
    batch: shape.slice(0, batchAxes),
    channels: sizeAt(shape, batchAxes),
    spatial: shape.slice(batchAxes + 1),
  };
}

function checkBias(bias: Operand | null, outChannels: number, weight: Shape): void {
  if (bias === null || (bias.shape.length === 1 && bias.shape[0] === outChannels)) return;
  throw new ShapeError(
    `weight of size ${describeShape(weight)}, expected bias to be 1-dimensional with ${outChannels} elements, ` +
      `but got bias of size ${describeShape(bias.shape)} instead`,
  );
}

function at(values: readonly number[], axis: number): number {
  const value = values[axis] ?? values[0];
  if (value === undefined) throw new ShapeError(`expected a value for spatial axis ${axis}`);
  return value;
}
