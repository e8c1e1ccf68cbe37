/** Convolutions: plain, transposed, depthwise and separable, in one, two and three dimensions. */
import { PyFunction } from '../../python/runtime/values.ts';
import { lastSize, positive, type Layer, type LayerCall, type LayerSpec } from '../layer.ts';
import { activate, checkActivation } from '../ops/activation.ts';
import { conv, convTranspose, depthwiseConv, type ConvOptions } from '../ops/neural.ts';
import type { SymbolicShape } from '../tensor.ts';
import { binary } from '../ops/elementwise.ts';
import { tensorResult } from '../wrapping.ts';
import { addBias, KERNEL_OPTIONS } from './rows.ts';

const DEPTHWISE_OPTIONS =
  "depthwise_initializer='glorot_uniform', bias_initializer='zeros', depthwise_regularizer=None, " +
  'bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, bias_constraint=None';
const SEPARABLE_OPTIONS =
  "depthwise_initializer='glorot_uniform', pointwise_initializer='glorot_uniform', bias_initializer='zeros', " +
  'depthwise_regularizer=None, pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, ' +
  'depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None';

/** Raises what the constructors raise. */
function check(layer: Layer, axes: number, allowsCausal: boolean): void {
  const padding = layer.string('padding').toLowerCase();
  if (!['valid', 'same', ...(allowsCausal ? ['causal'] : [])].includes(padding)) {
    throw layer.invalid(`The \`padding\` argument is invalid. Received: padding=${padding}`);
  }
  checkActivation(layer);
  positive(layer, 'kernel_size');
  positive(layer, 'strides');
  const isStrided = layer.perAxis('strides', axes).some((stride) => stride > 1);
  if (isStrided && layer.perAxis('dilation_rate', axes).some((dilation) => dilation > 1)) {
    throw layer.invalid('`strides > 1` not supported in conjunction with `dilation_rate > 1`.');
  }
}

function options(layer: Layer, axes: number): ConvOptions {
  return {
    stride: layer.perAxis('strides', axes),
    padding: layer.string('padding').toLowerCase(),
    dilation: layer.perAxis('dilation_rate', axes),
    channelsFirst: layer.channelsFirst,
  };
}

function channels(layer: Layer, input: SymbolicShape | undefined): number {
  return lastSize(layer, input, layer.channelsFirst ? 1 : -1);
}

/** Both, or the layer that gives the bias to the call of another kernel. */
function biasOf({ layer }: LayerCall): ReturnType<Layer['weightOrNone']> {
  return layer.weightOrNone('bias');
}

function convolution(axes: number): LayerSpec {
  return {
    signature:
      `Conv${axes}D(filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, groups=1, ` +
      `activation=None, use_bias=True, ${KERNEL_OPTIONS}, lora_rank=None, lora_alpha=None)`,
    aliases: [`Convolution${axes}D`],
    rank: axes + 2,
    check: (layer) => {
      positive(layer, 'filters');
      positive(layer, 'groups');
      check(layer, axes, axes === 1);
      if (layer.int('filters') % layer.int('groups') !== 0) {
        throw layer.invalid('The number of filters must be evenly divisible by the number of groups.');
      }
    },
    build: (layer, [input]) => {
      const [inChannels, groups] = [channels(layer, input), layer.int('groups')];
      if (inChannels % groups !== 0) {
        throw layer.invalid(
          `The number of input channels (${inChannels}) must be divisible by the number of groups (${groups}).`,
        );
      }
      layer.addWeight('kernel', [
        ...layer.perAxis('kernel_size', axes),
        inChannels / groups,
        layer.int('filters'),
      ]);
      addBias(layer, layer.int('filters'));
    },
    call: (call) => {
      const { rt, layer, x } = call;
      const own = rt.findInClass(layer.object.cls, 'convolution_op');
      const kernel = layer.weight('kernel');
      // A class that derives from it may convolve in its own way.
      if (own instanceof PyFunction) {
        const result = tensorResult(layer, rt.call(own, [layer.object, x, kernel]));
        const bias = biasOf(call);
        return activate(layer, bias === null ? result : binary(rt, 'add', result, bias));
      }
      return activate(layer, conv(rt, x, kernel, biasOf(call), options(layer, axes)));
    },
    methods: [
      [
        'convolution_op(inputs, kernel)',
        ({ rt, layer, x, inputs: [, kernel = x] }) => conv(rt, x, kernel, null, options(layer, axes)),
      ],
    ],
  };
}

function transposed(axes: number): LayerSpec {
  // The order of these two differs in Keras.
  const middle =
    axes === 3 ? 'data_format=None, output_padding=None' : 'output_padding=None, data_format=None';
  return {
    signature:
      `Conv${axes}DTranspose(filters, kernel_size, strides=1, padding='valid', ${middle}, dilation_rate=1, ` +
      `activation=None, use_bias=True, ${KERNEL_OPTIONS})`,
    aliases: [`Convolution${axes}DTranspose`, ...(axes === 2 ? ['Deconvolution2D'] : [])],
    rank: axes + 2,
    check: (layer) => {
      positive(layer, 'filters');
      check(layer, axes, false);
    },
    build: (layer, [input]) => {
      layer.addWeight('kernel', [
        ...layer.perAxis('kernel_size', axes),
        layer.int('filters'),
        channels(layer, input),
      ]);
      addBias(layer, layer.int('filters'));
    },
    call: (call) => {
      const { rt, layer, x } = call;
      const outputPadding = layer.has('output_padding') ? layer.perAxis('output_padding', axes) : null;
      const result = convTranspose(rt, x, layer.weight('kernel'), biasOf(call), {
        ...options(layer, axes),
        outputPadding,
      });
      return activate(layer, result);
    },
  };
}

function depthwise(axes: number): LayerSpec {
  return {
    signature:
      `DepthwiseConv${axes}D(kernel_size, strides=1, padding='valid', depth_multiplier=1, data_format=None, ` +
      `dilation_rate=1, activation=None, use_bias=True, ${DEPTHWISE_OPTIONS})`,
    rank: axes + 2,
    check: (layer) => {
      positive(layer, 'depth_multiplier');
      check(layer, axes, false);
    },
    build: (layer, [input]) => {
      const [width, multiplier] = [channels(layer, input), layer.int('depth_multiplier')];
      layer.addWeight('kernel', [...layer.perAxis('kernel_size', axes), width, multiplier]);
      addBias(layer, width * multiplier);
    },
    call: (call) => {
      const { rt, layer, x } = call;
      return activate(
        layer,
        depthwiseConv(rt, x, layer.weight('kernel'), biasOf(call), options(layer, axes)),
      );
    },
  };
}

function separable(axes: number): LayerSpec {
  return {
    signature:
      `SeparableConv${axes}D(filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, ` +
      `depth_multiplier=1, activation=None, use_bias=True, ${SEPARABLE_OPTIONS})`,
    aliases: [`SeparableConvolution${axes}D`],
    rank: axes + 2,
    check: (layer) => {
      positive(layer, 'filters');
      check(layer, axes, axes === 1);
    },
    build: (layer, [input]) => {
      const [width, multiplier] = [channels(layer, input), layer.int('depth_multiplier')];
      const ones = new Array<number>(axes).fill(1);
      layer.addWeight('depthwise_kernel', [...layer.perAxis('kernel_size', axes), width, multiplier]);
      layer.addWeight('pointwise_kernel', [...ones, width * multiplier, layer.int('filters')]);
      addBias(layer, layer.int('filters'));
    },
    call: (call) => {
      const { rt, layer, x } = call;
      const given = options(layer, axes);
      const ones = given.stride.map(() => 1);
      const y = depthwiseConv(rt, x, layer.weight('depthwise_kernel'), null, given);
      const pointwise = { ...given, stride: ones, dilation: ones, padding: 'valid' };
      return activate(layer, conv(rt, y, layer.weight('pointwise_kernel'), biasOf(call), pointwise));
    },
  };
}

export const CONVOLUTION: readonly LayerSpec[] = [
  ...[1, 2, 3].flatMap((axes) => [convolution(axes), transposed(axes)]),
  ...[1, 2].flatMap((axes) => [depthwise(axes), separable(axes)]),
];
