/** Convolution layers of one to three spatial axes. */
import { Unknown, type Value } from '../../python/runtime/values.ts';
import type { OpCall } from '../call.ts';
import { convolution, transposedConvolution } from '../ops/convolution.ts';
import { pad } from '../ops/vision.ts';
import type { TorchTensor } from '../tensor.ts';
import { layer, type LayerSelf, type LayerSpec } from './layer.ts';
import { membersOf } from './tree.ts';

const PADDING_MODES = ['zeros', 'reflect', 'replicate', 'circular'];

/** Everything but the weights, which lazy layers do not know yet. */
function declare(self: LayerSelf, call: OpCall, rank: number, transposed: boolean): void {
  const { rt } = self;
  const groups = call.int('groups');
  const mode = call.string('padding_mode');
  if (groups <= 0) throw rt.error('ValueError', 'groups must be a positive integer');
  if (!PADDING_MODES.includes(mode) || (transposed && mode !== 'zeros')) {
    throw rt.error(
      'ValueError',
      `padding_mode must be one of ${PADDING_MODES.join(', ')}, but got padding_mode='${mode}'`,
    );
  }
  const kernel = call.perAxis('kernel_size', rank);
  const stride = call.perAxis('stride', rank);
  const dilation = call.perAxis('dilation', rank);
  const padding = call.args.known('padding');
  self.set('out_channels', call.int('out_channels'));
  self.tuple('kernel_size', kernel);
  self.tuple('stride', stride);
  self.tuple('dilation', dilation);
  self.set('transposed', transposed);
  self.tuple('output_padding', transposed ? call.perAxis('output_padding', rank) : kernel.map(() => 0));
  self.set('groups', groups);
  self.set('padding_mode', mode);
  if (typeof padding === 'string') {
    if (padding !== 'same' && padding !== 'valid') {
      throw rt.error('ValueError', `Invalid padding string '${padding}', should be one of valid, same`);
    }
    if (padding === 'same' && stride.some((step) => step !== 1)) {
      throw rt.error('ValueError', "padding='same' is not supported for strided convolutions");
    }
    self.set('padding', padding);
    const amounts = kernel.map((size, axis) => (dilation[axis] ?? 1) * (size - 1)).toReversed();
    self.tuple(
      '_reversed_padding_repeated_twice',
      amounts.flatMap((total) =>
        padding === 'same' ? [Math.floor(total / 2), total - Math.floor(total / 2)] : [0, 0],
      ),
    );
  } else {
    const amounts = call.perAxis('padding', rank);
    self.tuple('padding', amounts);
    self.tuple(
      '_reversed_padding_repeated_twice',
      amounts.toReversed().flatMap((amount) => [amount, amount]),
    );
  }
}

/** The weights for so many input channels. */
function declareWeights(
  self: LayerSelf,
  inChannels: number,
  hasBias: boolean,
  rank: number,
  dtype: ReturnType<OpCall['dtype']>,
): void {
  const { rt } = self;
  const groups = self.int('groups');
  const outChannels = self.int('out_channels');
  if (inChannels % groups !== 0) throw rt.error('ValueError', 'in_channels must be divisible by groups');
  if (outChannels % groups !== 0) throw rt.error('ValueError', 'out_channels must be divisible by groups');
  const kernel = self.ints('kernel_size', rank);
  const transposed = self.bool('transposed');
  self.set('in_channels', inChannels);
  self.parameter(
    'weight',
    transposed
      ? [inChannels, outChannels / groups, ...kernel]
      : [outChannels, inChannels / groups, ...kernel],
    dtype,
  );
  self.parameter('bias', hasBias ? [outChannels] : null, dtype);
}

function convolve(
  self: LayerSelf,
  rank: number,
  input: TorchTensor,
  weight: TorchTensor,
  bias: TorchTensor | null,
): TorchTensor {
  const { rt } = self;
  const padding = self.value('padding');
  const mode = self.value('padding_mode');
  const options = {
    stride: self.ints('stride', rank),
    dilation: self.ints('dilation', rank),
    groups: self.int('groups'),
  };
  if (typeof mode === 'string' && mode !== 'zeros') {
    const amounts = self.ints('_reversed_padding_repeated_twice', 2 * rank);
    const wide = pad(rt, input, amounts, mode);
    return convolution(rt, wide, weight, bias, { ...options, padding: new Array<number>(rank).fill(0) });
  }
  return convolution(rt, input, weight, bias, {
    ...options,
    padding: padding === 'same' || padding === 'valid' ? padding : self.ints('padding', rank),
  });
}

/** What `output_size` asks to be added, per axis. */
function outputPadding(
  self: LayerSelf,
  rank: number,
  input: TorchTensor,
  size: readonly number[] | null,
): readonly number[] {
  if (size === null) return self.ints('output_padding', rank);
  const [stride, padding] = [self.ints('stride', rank), self.ints('padding', rank)];
  const [kernel, dilation] = [self.ints('kernel_size', rank), self.ints('dilation', rank)];
  return size.slice(-rank).map((wanted, axis) => {
    const extent = input.shape[input.shape.length - rank + axis] ?? 1;
    const least =
      (extent - 1) * (stride[axis] ?? 1) -
      2 * (padding[axis] ?? 0) +
      (dilation[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) +
      1;
    if (wanted < least || wanted > least + (stride[axis] ?? 1) - 1) {
      throw self.rt.error(
        'ValueError',
        `requested an output size of ${wanted}, but valid sizes range from ${least}`,
      );
    }
    return wanted - least;
  });
}

function transposedForward(self: LayerSelf, call: OpCall, rank: number): Value {
  const input = call.tensor('input');
  return transposedConvolution(self.rt, input, self.tensor('weight'), self.tensorOrNone('bias'), {
    stride: self.ints('stride', rank),
    padding: self.ints('padding', rank),
    outputPadding: outputPadding(self, rank, input, call.axes('output_size')),
    dilation: self.ints('dilation', rank),
    groups: self.int('groups'),
  });
}

/** Weights are not known before the first input. */
function declareLazy(self: LayerSelf, hasBias: boolean): void {
  const dict = membersOf(self.object, '_parameters');
  const unknown: Value = self.rt.unknown('a lazy layer has no weights before its first input');
  if (dict === null) return;
  self.rt.journal.mapSet(dict.entries, 'weight', unknown);
  self.rt.journal.mapSet(dict.entries, 'bias', hasBias ? unknown : null);
}

/** Makes the weights for the first input that comes. */
function materialize(self: LayerSelf, input: TorchTensor, rank: number): void {
  const parameters = membersOf(self.object, '_parameters');
  const weight = parameters?.entries.get('weight');
  if (!(weight instanceof Unknown)) return;
  const channels = input.shape[input.shape.length - rank - 1] ?? 1;
  declareWeights(self, channels, parameters?.entries.get('bias') !== null, rank, input.dtype);
}

function family(rank: number): LayerSpec[] {
  const plain =
    'kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode="zeros", device=None, dtype=None';
  const turned =
    'kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode="zeros", device=None, dtype=None';
  return [
    layer(`Conv${rank}d(in_channels, out_channels, ${plain})`, {
      base: '_ConvNd',
      init(self, call) {
        declare(self, call, rank, false);
        declareWeights(self, call.int('in_channels'), call.bool('bias'), rank, call.dtype());
      },
      forward: (self, call) =>
        self.call('_conv_forward', call.args.value('input'), self.value('weight'), self.value('bias')),
      methods: {
        '_conv_forward(self, input, weight, bias)': (self, call) =>
          convolve(self, rank, call.tensor('input'), call.tensor('weight'), call.tensorOrNone('bias')),
      },
    }),
    layer(`ConvTranspose${rank}d(in_channels, out_channels, ${turned})`, {
      base: '_ConvTransposeNd',
      init(self, call) {
        declare(self, call, rank, true);
        declareWeights(self, call.int('in_channels'), call.bool('bias'), rank, call.dtype());
      },
      parameters: '(self, input, output_size=None)',
      forward: (self, call) => transposedForward(self, call, rank),
    }),
    layer(`LazyConv${rank}d(out_channels, ${plain})`, {
      base: `Conv${rank}d`,
      init(self, call) {
        declare(self, call, rank, false);
        self.set('in_channels', 0);
        declareLazy(self, call.bool('bias'));
      },
      forward(self, call) {
        const input = call.tensor('input');
        materialize(self, input, rank);
        return convolve(self, rank, input, self.tensor('weight'), self.tensorOrNone('bias'));
      },
    }),
    layer(`LazyConvTranspose${rank}d(out_channels, ${turned})`, {
      base: `ConvTranspose${rank}d`,
      init(self, call) {
        declare(self, call, rank, true);
        self.set('in_channels', 0);
        declareLazy(self, call.bool('bias'));
      },
      parameters: '(self, input, output_size=None)',
      forward(self, call) {
        materialize(self, call.tensor('input'), rank);
        return transposedForward(self, call, rank);
      },
    }),
  ];
}

export const CONVOLUTION_LAYERS: readonly LayerSpec[] = [
  layer('_ConvNd()', {
    methods: {
      'reset_parameters(self)': () => null,
    },
  }),
  layer('_ConvTransposeNd()', { base: '_ConvNd' }),
  ...[1, 2, 3].flatMap(family),
];
