/** Sound as spectrograms. */
import { convolution } from '../../tensor/ops/convolution.ts';
import { matmul } from '../../tensor/ops/matmul.ts';
import { floatResult } from '../../tensor/promotion.ts';
import type { Layer, LayerCall, LayerSpec } from '../layer.ts';
import { binary, unary } from '../ops/elementwise.ts';
import { concatenate, permute, reshape } from '../ops/shaping.ts';
import { emit } from '../record.ts';
import type { Tensor } from '../tensor.ts';
import { derived, read } from './rows.ts';

const MODES = ['log', 'magnitude', 'psd', 'real', 'imag', 'angle', 'stft'];

/** Bins of the transform's positive frequencies. */
function bins(layer: Layer): number {
  const frame = layer.int('frame_length');
  const length = layer.intOrNone('fft_length') ?? 2 ** Math.ceil(Math.log2(frame));
  return Math.floor(length / 2) + 1;
}

/** The transform as a convolution of every channel for itself: `[batch, channels, bins, frames]`. */
function transform({ rt, layer, x }: LayerCall, name: string): Tensor {
  const kernel = layer.weight(name);
  const frame = layer.int('frame_length');
  const [batch = 1, second = 1, third = 1] = x.shape;
  const [samples, channels] = layer.channelsFirst ? [third, second] : [second, third];
  const input = { shape: [batch * channels, 1, samples], dtype: x.dtype };
  const result = convolution(input, { ...read(layer, kernel), shape: [bins(layer), 1, frame] }, null, {
    stride: [layer.intOrNone('frame_step') ?? Math.floor(frame / 2)],
    padding: layer.string('padding') === 'same' ? 'same' : 'valid',
    dilation: [1],
    groups: 1,
  });
  const output = emit(rt, 'convolution', result, [x, kernel], x.dtype);
  return reshape(rt, output, [batch, channels, bins(layer), output.shape.at(-1) ?? 1]);
}

function spectrum(call: LayerCall): Tensor {
  const { rt, layer } = call;
  const mode = layer.string('mode');
  if (mode === 'real') return transform(call, 'real_kernel');
  if (mode === 'imag') return transform(call, 'imag_kernel');
  const [real, imag] = [transform(call, 'real_kernel'), transform(call, 'imag_kernel')];
  if (mode === 'stft') return concatenate(rt, [real, imag], 2);
  if (mode === 'angle') return binary(rt, 'arctan2', imag, real);
  const power = binary(rt, 'add', unary(rt, 'square', real), unary(rt, 'square', imag));
  if (mode === 'psd') return binary(rt, 'add', power, power);
  const magnitude = unary(rt, 'sqrt', power);
  return mode === 'log' ? unary(rt, 'log', magnitude) : magnitude;
}

/** Keras' `_adjust_shapes`: time before frequency where channels come last. */
function arranged({ rt, layer }: LayerCall, x: Tensor): Tensor {
  const [batch = 1, channels = 1, width = 1, frames = 1] = x.shape;
  const isFirst = layer.channelsFirst;
  if (layer.bool('expand_dims')) return permute(rt, x, isFirst ? [0, 1, 3, 2] : [0, 3, 2, 1]);
  const flat = reshape(rt, x, [batch, channels * width, frames]);
  return isFirst ? flat : permute(rt, flat, [0, 2, 1]);
}

export const SPECTROGRAMS: readonly LayerSpec[] = [
  {
    signature:
      "MelSpectrogram(fft_length=2048, sequence_stride=512, sequence_length=None, window='hann', sampling_rate=16000, " +
      'num_mel_bins=128, min_freq=20.0, max_freq=None, power_to_db=True, top_db=80.0, mag_exp=2.0, min_power=0.0000000001, ref_power=1.0)',
    call: ({ rt, layer, x }) => {
      // Centred frames: the signal is padded by half a transform on both sides.
      const samples = x.shape.at(-1) ?? 1;
      const frames = Math.floor(samples / layer.int('sequence_stride')) + 1;
      const width = Math.floor(layer.int('fft_length') / 2) + 1;
      const dtype = floatResult(x.dtype, layer.computeDType);
      const leading = x.shape.slice(0, -1);
      const spectrum = derived(rt, 'stft', x, [...leading, frames, width], dtype);
      const filters = { shape: [width, layer.int('num_mel_bins')], dtype };
      const mel = emit(rt, 'mm', matmul(spectrum, filters), [spectrum], dtype);
      const scaled = layer.bool('power_to_db') ? unary(rt, 'log', mel) : mel;
      const last = leading.length;
      return permute(rt, scaled, [...leading.keys(), last + 1, last]);
    },
  },
  {
    signature:
      "STFTSpectrogram(mode='log', frame_length=256, frame_step=None, fft_length=None, window='hann', periodic=False, " +
      "scaling='density', padding='valid', expand_dims=False, data_format=None)",
    rank: 3,
    check: (layer) => {
      const [mode, frame] = [layer.string('mode'), layer.int('frame_length')];
      if (!MODES.includes(mode)) throw layer.invalid(`Output mode is invalid. Received: mode=${mode}`);
      const step = layer.intOrNone('frame_step');
      if (step !== null && (step > frame || step < 1)) {
        throw layer.invalid('`frame_step` should be a positive integer not greater than `frame_length`.');
      }
      if ((layer.intOrNone('fft_length') ?? frame) < frame) {
        throw layer.invalid('`fft_length` should be not less than `frame_length`.');
      }
    },
    build: (layer) => {
      const shape = [layer.int('frame_length'), 1, bins(layer)];
      const mode = layer.string('mode');
      if (mode !== 'imag') layer.addWeight('real_kernel', shape);
      if (mode !== 'real') layer.addWeight('imag_kernel', shape);
    },
    call: (call) => arranged(call, spectrum(call)),
  },
];
