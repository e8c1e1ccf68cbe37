/** Convolution, pooling and normalisation as functions: `keras.ops.conv`, `tf.nn.conv2d`. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, settled } from '../../python/runtime/native.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { convolution, transposedConvolution } from '../../tensor/ops/convolution.ts';
import { normalisation } from '../../tensor/ops/normalisation.ts';
import { pooling } from '../../tensor/ops/pooling.ts';
import { floatResult } from '../../tensor/promotion.ts';
import { elementCount, ShapeError, sizeAt, type Shape } from '../../tensor/shape.ts';
import type { OpResult } from '../../tensor/work.ts';
import { op, type OpCall } from '../opCall.ts';
import { emit } from '../record.ts';
import type { Tensor } from '../tensor.ts';

/** `[N, …, C]` as `[N, C, …]`. */
export function channelsToFront(shape: Shape, channelsFirst: boolean): Shape {
  return channelsFirst ? shape : [...shape.slice(0, 1), ...shape.slice(-1), ...shape.slice(1, -1)];
}

/** `[N, C, …]` as `[N, …, C]`. */
function channelsToBack(shape: Shape, channelsFirst: boolean): Shape {
  return channelsFirst ? shape : [...shape.slice(0, 1), ...shape.slice(2), ...shape.slice(1, 2)];
}

function inLayout(result: OpResult, channelsFirst: boolean): OpResult {
  return { ...result, outputs: result.outputs.map((shape) => channelsToBack(shape, channelsFirst)) };
}

export interface ConvOptions {
  readonly stride: readonly number[];
  readonly padding: string;
  readonly dilation: readonly number[];
  readonly channelsFirst: boolean;
}

/**
 * A convolution with a kernel `[…kernel, C / groups, O]`. The groups follow from the channels of both, as Keras
 * derives them.
 */
export function conv(
  rt: Runtime,
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | null,
  options: ConvOptions,
): Tensor {
  const { channelsFirst, padding, dilation } = options;
  const spatial = kernel.shape.slice(0, -2);
  const input = { shape: channelsToFront(x.shape, channelsFirst), dtype: x.dtype };
  const perGroup = sizeAt(kernel.shape, -2);
  const channels = sizeAt(input.shape, 1);
  if (channels % perGroup !== 0) {
    throw new ShapeError(`The input has ${channels} channels, which ${perGroup} of the kernel do not divide`);
  }
  const groups = channels / perGroup;
  const weight = { shape: [sizeAt(kernel.shape, -1), perGroup, ...spatial], dtype: kernel.dtype };
  const padded = padding === 'causal' ? causal(input.shape, spatial, dilation) : input.shape;
  const result = convolution({ ...input, shape: padded }, weight, bias, {
    stride: options.stride,
    padding: padding === 'same' ? 'same' : 'valid',
    dilation,
    groups,
  });
  return emit(rt, 'convolution', inLayout(result, channelsFirst), [x, kernel, bias], floatResult(x.dtype));
}

/** Zeros before the first step, so that no output sees what comes after it. */
function causal(shape: Shape, kernel: Shape, dilation: readonly number[]): Shape {
  return shape.map((size, axis) =>
    axis < 2 ? size : size + (dilation[0] ?? 1) * ((kernel[axis - 2] ?? 1) - 1),
  );
}

/** As many filters per channel as the last axis of the kernel `[…kernel, C, multiplier]` says. */
export function depthwiseConv(
  rt: Runtime,
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | null,
  options: ConvOptions,
): Tensor {
  const channels = sizeAt(kernel.shape, -2);
  const multiplier = sizeAt(kernel.shape, -1);
  const input = { shape: channelsToFront(x.shape, options.channelsFirst), dtype: x.dtype };
  const weight = { shape: [channels * multiplier, 1, ...kernel.shape.slice(0, -2)], dtype: kernel.dtype };
  const padded =
    options.padding === 'causal'
      ? causal(input.shape, kernel.shape.slice(0, -2), options.dilation)
      : input.shape;
  const result = convolution({ ...input, shape: padded }, weight, bias, {
    stride: options.stride,
    padding: options.padding === 'same' ? 'same' : 'valid',
    dilation: options.dilation,
    groups: channels,
  });
  return emit(
    rt,
    'convolution',
    inLayout(result, options.channelsFirst),
    [x, kernel, bias],
    floatResult(x.dtype),
  );
}

/**
 * Keras' size of a transposed convolution: in · stride with 'same', plus what the kernel overhangs with 'valid';
 * with `output_padding` as PyTorch computes it.
 */
export function transposedSize(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: string,
  outputPadding: number | null,
): number {
  const extent = (kernel - 1) * dilation + 1;
  if (outputPadding === null) {
    return padding === 'same' ? size * stride : size * stride + Math.max(extent - stride, 0);
  }
  const pad = padding === 'same' ? Math.floor(extent / 2) : 0;
  return (size - 1) * stride + extent - 2 * pad + outputPadding;
}

/** A transposed convolution with a kernel `[…kernel, O, C]`. */
export function convTranspose(
  rt: Runtime,
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | null,
  options: ConvOptions & { readonly outputPadding: readonly number[] | null },
): Tensor {
  const { stride, dilation, padding, channelsFirst, outputPadding } = options;
  const spatial = kernel.shape.slice(0, -2);
  const input = { shape: channelsToFront(x.shape, channelsFirst), dtype: x.dtype };
  const weight = {
    shape: [sizeAt(kernel.shape, -1), sizeAt(kernel.shape, -2), ...spatial],
    dtype: kernel.dtype,
  };
  const outputSize = input.shape
    .slice(2)
    .map((size, axis) =>
      transposedSize(
        size,
        spatial[axis] ?? 1,
        stride[axis] ?? 1,
        dilation[axis] ?? 1,
        padding,
        outputPadding?.[axis] ?? null,
      ),
    );
  const none = spatial.map(() => 0);
  const result = transposedConvolution(input, weight, bias, {
    stride,
    dilation,
    padding: none,
    outputPadding: none,
    groups: 1,
    outputSize,
  });
  return emit(rt, 'convolution', inLayout(result, channelsFirst), [x, kernel, bias], floatResult(x.dtype));
}

interface PoolOptions {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: string;
  readonly channelsFirst: boolean;
}

export function pool(rt: Runtime, name: string, x: Tensor, options: PoolOptions): Tensor {
  const { size, stride, channelsFirst } = options;
  const input = { shape: channelsToFront(x.shape, channelsFirst), dtype: x.dtype };
  const result = pooling(input, {
    kernel: size,
    stride,
    padding: options.padding === 'same' ? 'same' : size.map(() => 0),
    dilation: size.map(() => 1),
    ceilMode: false,
  });
  return emit(rt, name, inLayout(result, channelsFirst), [x], x.dtype);
}

// --- as functions --------------------------------------------------------------------------------

function isChannelsFirst(call: OpCall): boolean {
  const format = call.args.stringOrNone('data_format');
  return format === 'channels_first' || (format?.startsWith('NC') ?? false);
}

/** One number for every spatial axis, one for each, or TensorFlow's four with batch and channels. */
function perAxis(call: OpCall, value: Value, rank: number): readonly number[] {
  const single = asInteger(settled(value));
  if (single !== undefined) return new Array<number>(rank).fill(single);
  const values = call.shapeOf('strides', value);
  if (values.length === rank + 2) return isChannelsFirst(call) ? values.slice(2) : values.slice(1, -1);
  return values.length === 1 ? new Array<number>(rank).fill(values[0] ?? 1) : values;
}

function paddingOf(call: OpCall): string {
  return call.args.string('padding').toLowerCase();
}

function convOptions(call: OpCall, rank: number): ConvOptions {
  return {
    stride: perAxis(call, call.args.value('strides'), rank),
    padding: paddingOf(call),
    dilation: perAxis(call, call.args.value('dilation_rate') ?? 1, rank),
    channelsFirst: isChannelsFirst(call),
  };
}

const CONV_ARGUMENTS = "strides=1, padding='valid', data_format=None, dilation_rate=1, **kwargs";

function poolFunction(signature: string, name: string): NativeFunction {
  return op(`${signature}, strides=None, padding='valid', data_format=None, **kwargs)`, (call) => {
    const x = call.tensor('inputs');
    const rank = x.shape.length - 2;
    const size = perAxis(call, call.args.value('pool_size'), rank);
    const strides = call.args.value('strides');
    return pool(call.rt, name, x, {
      size,
      stride: strides === null ? size : perAxis(call, strides, rank),
      padding: paddingOf(call),
      channelsFirst: isChannelsFirst(call),
    });
  });
}

export const NEURAL: readonly NativeFunction[] = [
  op(`conv(inputs, kernel, ${CONV_ARGUMENTS})`, (call) => {
    const kernel = call.tensor('kernel');
    return conv(call.rt, call.tensor('inputs'), kernel, null, convOptions(call, kernel.shape.length - 2));
  }),
  op(`depthwise_conv(inputs, kernel, ${CONV_ARGUMENTS})`, (call) => {
    const kernel = call.tensor('kernel');
    return depthwiseConv(
      call.rt,
      call.tensor('inputs'),
      kernel,
      null,
      convOptions(call, kernel.shape.length - 2),
    );
  }),
  op(`separable_conv(inputs, depthwise_kernel, pointwise_kernel, ${CONV_ARGUMENTS})`, (call) => {
    const kernel = call.tensor('depthwise_kernel');
    const options = convOptions(call, kernel.shape.length - 2);
    const x = depthwiseConv(call.rt, call.tensor('inputs'), kernel, null, options);
    const ones = options.stride.map(() => 1);
    return conv(call.rt, x, call.tensor('pointwise_kernel'), null, {
      ...options,
      stride: ones,
      dilation: ones,
    });
  }),
  op(
    `conv_transpose(inputs, kernel, strides=1, padding='valid', output_padding=None, data_format=None, dilation_rate=1)`,
    (call) => {
      const kernel = call.tensor('kernel');
      const rank = kernel.shape.length - 2;
      const given = call.args.value('output_padding');
      return convTranspose(call.rt, call.tensor('inputs'), kernel, null, {
        ...convOptions(call, rank),
        outputPadding: given === null ? null : perAxis(call, given, rank),
      });
    },
  ),
  poolFunction('max_pool(inputs, pool_size', 'max_pool'),
  poolFunction('average_pool(inputs, pool_size', 'avg_pool'),
  op('batch_normalization(x, mean, variance, axis=-1, offset=None, scale=None, epsilon=0.001)', (call) => {
    const x = call.tensor('x');
    const parameters = ['mean', 'variance', 'offset', 'scale'].map((name) => call.tensorOrNone(name));
    return emit(
      call.rt,
      'native_batch_norm',
      normalisation(x, { parameters, groups: 0 }),
      [x, ...parameters],
      x.dtype,
    );
  }),
  op('layer_normalization(x, gamma=None, beta=None, axis=-1, epsilon=0.001, **kwargs)', (call) => {
    const x = call.tensor('x');
    const parameters = [call.tensorOrNone('gamma'), call.tensorOrNone('beta')];
    const groups = elementCount(x.shape) / sizeAt(x.shape, -1);
    return emit(
      call.rt,
      'native_layer_norm',
      normalisation(x, { parameters, groups }),
      [x, ...parameters],
      x.dtype,
    );
  }),
  op('rms_normalization(x, scale=1, axis=-1, epsilon=None)', (call) => {
    const x = call.tensor('x');
    const groups = elementCount(x.shape) / sizeAt(x.shape, -1);
    return emit(
      call.rt,
      'rms_norm',
      normalisation(x, { parameters: [], groups, centred: false }),
      [x],
      x.dtype,
    );
  }),
  op('bias_add(value, bias, data_format=None, name=None)', (call) => {
    const [x, bias] = [call.tensor('value'), call.tensor('bias')];
    return emit(
      call.rt,
      'add',
      { ...normalisation(x, { parameters: [bias], groups: 0 }), kind: 'elementwise' },
      [x, bias],
      x.dtype,
    );
  }),
];
