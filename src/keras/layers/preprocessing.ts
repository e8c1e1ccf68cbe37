/** Preprocessing inside of models: of images, categories, text and sound. */
import type { Runtime } from '../../python/runtime/api.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import { DataDependentShape, ShapeError, type Shape } from '../../tensor/shape.ts';
import { floatResult } from '../../tensor/promotion.ts';
import type { Layer, LayerSpec } from '../layer.ts';
import { interpolationMode, resize } from '../ops/image.ts';
import { emit } from '../record.ts';
import type { Tensor } from '../tensor.ts';

/** Something done to each element of a shape: a copy with so many operations. */
function derived(rt: Runtime, name: string, x: Tensor, shape: Shape, dtype: DType): Tensor {
  return emit(rt, name, copyResult([x], [{ shape, dtype }]), [x], dtype, { detached: true });
}

function asFloat(layer: Layer, x: Tensor): DType {
  return floatResult(x.dtype, layer.computeDType);
}

const IMAGE_OPTIONS = 'data_format=None, seed=None, value_range=None';

/** Augmentation: images keep their size, and in inference nothing happens. `cost` names what each pixel costs. */
function augmentation(signature: string, cost: string, arguments_ = IMAGE_OPTIONS): LayerSpec {
  return {
    signature: signature.replace(')', `${signature.endsWith('()') ? '' : ', '}${arguments_})`),
    call: ({ rt, layer, x, training }) => {
      const dtype = asFloat(layer, x);
      if (training) return emit(rt, cost, elementwise(cost, [x], dtype), [x], dtype);
      return dtype === x.dtype ? x : emit(rt, '_to_copy', elementwise('copy', [x], dtype), [x], dtype);
    },
  };
}

const RESAMPLED =
  "fill_mode='reflect', interpolation='bilinear', seed=None, fill_value=0.0, data_format=None";

const AUGMENTATIONS: readonly LayerSpec[] = [
  augmentation("RandomFlip(mode='horizontal_and_vertical')", 'copy', 'seed=None, data_format=None'),
  augmentation('RandomRotation(factor)', 'lerp', RESAMPLED),
  augmentation('RandomTranslation(height_factor, width_factor)', 'lerp', RESAMPLED),
  augmentation('RandomZoom(height_factor, width_factor=None)', 'lerp', RESAMPLED),
  augmentation('RandomShear(x_factor=0.0, y_factor=0.0)', 'lerp', RESAMPLED),
  augmentation('RandomPerspective(factor=1.0, scale=1.0)', 'lerp', RESAMPLED),
  augmentation('RandomElasticTransform(factor=1.0, scale=1.0)', 'lerp', RESAMPLED),
  augmentation('RandomContrast(factor)', 'lerp'),
  augmentation('RandomBrightness(factor)', 'add'),
  augmentation('RandomHue(factor)', 'lerp'),
  augmentation('RandomSaturation(factor)', 'lerp'),
  augmentation('RandomSharpness(factor)', 'lerp'),
  augmentation('RandomColorDegeneration(factor)', 'lerp'),
  augmentation(
    'RandomColorJitter(value_range=None, brightness_factor=None, contrast_factor=None, saturation_factor=None, hue_factor=None)',
    'lerp',
    'seed=None, data_format=None',
  ),
  augmentation('RandomGrayscale(factor=0.5)', 'lerp'),
  augmentation('RandomInvert(factor=1.0)', 'sub'),
  augmentation('RandomPosterization(factor)', 'bitwise_and'),
  augmentation('RandomErasing(factor=1.0, scale=None, fill_value=None)', 'copy'),
  augmentation('RandomGaussianBlur(factor=1.0, kernel_size=3, sigma=1.0)', 'lerp'),
  augmentation('Solarization(addition_factor=0.0, threshold_factor=0.0)', 'clamp'),
  augmentation('Equalization(value_range=None, bins=256)', 'lerp', 'data_format=None'),
  augmentation('AutoContrast(value_range=None)', 'lerp', 'data_format=None'),
  augmentation(
    'RandAugment(value_range=None, num_ops=2, factor=0.5)',
    'lerp',
    "interpolation='bilinear', seed=None, data_format=None",
  ),
  augmentation(
    'AugMix(value_range=None, num_chains=3, chain_depth=3, factor=0.3, alpha=1.0, all_ops=True)',
    'lerp',
    "interpolation='bilinear', seed=None, data_format=None",
  ),
  augmentation('MixUp(alpha=0.2)', 'lerp'),
  augmentation('CutMix(factor=1.0)', 'copy'),
];

/** The sizes of height and width replaced. */
function withSize(layer: Layer, x: Tensor, height: number, width: number): Shape {
  const at = x.shape.length - (layer.channelsFirst ? 2 : 3);
  return x.shape.map((size, axis) => (axis === at ? height : axis === at + 1 ? width : size));
}

function crop(signature: string, aliases: readonly string[] = []): LayerSpec {
  return {
    signature,
    aliases,
    call: ({ rt, layer, x }) => {
      const shape = withSize(layer, x, layer.int('height'), layer.int('width'));
      const output = { shape, dtype: asFloat(layer, x) };
      return emit(rt, 'slice', copyResult([output], [output]), [x], output.dtype);
    },
  };
}

/** One-hot, multi-hot and counts over `size` categories; integers as they are. */
function encoded(
  rt: Runtime,
  x: Tensor,
  mode: string,
  size: number | null,
  intType: DType,
  floatType: DType,
): Tensor {
  if (mode === 'int') return derived(rt, 'lookup', x, x.shape, intType);
  if (size === null) {
    throw new UnknownInput(rt.unknown('the size of a vocabulary that is learnt from the data'));
  }
  const isSingle = x.shape.at(-1) === 1 && x.shape.length > 1;
  const leading = isSingle || (mode !== 'one_hot' && x.shape.length > 1) ? x.shape.slice(0, -1) : x.shape;
  const shape =
    mode === 'one_hot'
      ? [...leading, size]
      : x.shape.length < 2 && mode !== 'one_hot'
        ? [size]
        : [...leading, size];
  return derived(rt, 'one_hot', x, shape, floatType);
}

/** How many entries a vocabulary has, those for unknown words among them; null: that is learnt from the data. */
function vocabularySize(layer: Layer): number | null {
  const { rt, object, config } = layer;
  const most = config.known('max_tokens') === null ? null : layer.int('max_tokens');
  if (layer.bool('pad_to_max_tokens') && most !== null) return most;
  const given = object.attrs.get('vocabulary') ?? null;
  if (given instanceof Unknown || given === null || typeof given === 'string') {
    if (most !== null) {
      rt.recorder.assume('the vocabulary is taken to be as large as max_tokens allows', rt.here());
    }
    return most;
  }
  const length = rt.length(given);
  const special = object.attrs.get('num_oov_indices') ?? 1;
  return length instanceof Unknown ? most : length + (typeof special === 'number' ? special : 1);
}

function lookup(name: string, token: string): LayerSpec {
  return {
    signature:
      `${name}(max_tokens=None, num_oov_indices=1, mask_token=None, oov_token=${token}, vocabulary=None, ` +
      "vocabulary_dtype='int64', idf_weights=None, invert=False, output_mode='int', sparse=False, " +
      "pad_to_max_tokens=False, encoding='utf-8')",
    call: ({ rt, layer, x }) => {
      const inverted = layer.bool('invert') && name === 'StringLookup';
      const mode = layer.string('output_mode');
      return encoded(
        rt,
        x,
        mode,
        mode === 'int' ? 0 : vocabularySize(layer),
        inverted ? 'string' : 'int64',
        layer.computeDType,
      );
    },
  };
}

const LOOKUPS: readonly LayerSpec[] = [
  lookup('StringLookup', "'[UNK]'"),
  lookup('IntegerLookup', '-1'),
  {
    signature:
      "TextVectorization(max_tokens=None, standardize='lower_and_strip_punctuation', split='whitespace', ngrams=None, " +
      "output_mode='int', output_sequence_length=None, pad_to_max_tokens=False, vocabulary=None, idf_weights=None, " +
      "sparse=False, ragged=False, encoding='utf-8')",
    call: ({ rt, layer, x }) => {
      const leading = x.shape.length > 1 && x.shape.at(-1) === 1 ? x.shape.slice(0, -1) : x.shape;
      if (layer.string('output_mode') !== 'int') {
        const size = vocabularySize(layer);
        if (size === null) {
          throw new UnknownInput(rt.unknown('the size of a vocabulary that is learnt from the data'));
        }
        return derived(rt, 'lookup', x, [...leading, size], layer.computeDType);
      }
      const length = layer.intOrNone('output_sequence_length');
      if (length === null) throw new DataDependentShape('the length of the longest text of a batch');
      return derived(rt, 'lookup', x, [...leading, length], 'int64');
    },
  },
  {
    signature: "CategoryEncoding(num_tokens=None, output_mode='multi_hot', sparse=False)",
    call: ({ rt, layer, x }) =>
      encoded(rt, x, layer.string('output_mode'), layer.intOrNone('num_tokens'), 'int64', layer.computeDType),
  },
  {
    signature:
      "Discretization(bin_boundaries=None, num_bins=None, epsilon=0.01, output_mode='int', sparse=False)",
    call: ({ rt, layer, x }) => {
      const bins = layer.has('bin_boundaries')
        ? layer.config.elements('bin_boundaries').length + 1
        : layer.intOrNone('num_bins');
      return encoded(rt, x, layer.string('output_mode'), bins, 'int32', layer.computeDType);
    },
  },
  {
    signature: "Hashing(num_bins, mask_value=None, salt=None, output_mode='int', sparse=False)",
    call: ({ rt, layer, x }) =>
      encoded(rt, x, layer.string('output_mode'), layer.int('num_bins'), 'int64', layer.computeDType),
  },
  {
    signature: "HashedCrossing(num_bins, output_mode='int', sparse=False)",
    call: ({ rt, layer, x }) =>
      encoded(rt, x, layer.string('output_mode'), layer.int('num_bins'), 'int64', layer.computeDType),
  },
];

/** Frames of a signal `[…, samples]`. */
function frames(samples: number, length: number, step: number, same: boolean): number {
  if (same) return Math.ceil(samples / step);
  const count = Math.floor((samples - length) / step) + 1;
  if (count < 1) throw new ShapeError(`a signal of ${samples} samples is shorter than a frame of ${length}`);
  return count;
}

export const PREPROCESSING: readonly LayerSpec[] = [
  {
    signature: 'Rescaling(scale, offset=0.0)',
    call: ({ rt, layer, x }) => {
      const dtype = asFloat(layer, x);
      return emit(rt, 'mul', elementwise('clamp', [x], dtype), [x], dtype);
    },
  },
  {
    signature:
      "Resizing(height, width, interpolation='bilinear', crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, " +
      "fill_mode='constant', fill_value=0.0, antialias=False, data_format=None)",
    call: ({ rt, layer, x }) =>
      resize(
        rt,
        x,
        [layer.int('height'), layer.int('width')],
        interpolationMode(layer.string('interpolation')),
        layer.channelsFirst,
      ),
  },
  crop('CenterCrop(height, width, data_format=None)'),
  crop('RandomCrop(height, width, seed=None, data_format=None)'),
  ...AUGMENTATIONS,
  ...LOOKUPS,
  {
    signature: 'Pipeline(layers)',
    call: ({ rt, layer, x }) =>
      layer.config
        .elements('layers')
        .reduce<Parameters<Runtime['call']>[0]>((value, inner) => rt.call(inner, [value]), x),
  },
  {
    signature:
      "MelSpectrogram(fft_length=2048, sequence_stride=512, sequence_length=None, window='hann', sampling_rate=16000, " +
      'num_mel_bins=128, min_freq=20.0, max_freq=None, power_to_db=True, top_db=80.0, mag_exp=2.0, min_power=0.0000000001, ref_power=1.0)',
    call: ({ rt, layer, x }) => {
      // Centred frames: the signal is padded by half a transform on both sides.
      const samples = x.shape.at(-1) ?? 1;
      const count = Math.floor(samples / layer.int('sequence_stride')) + 1;
      return derived(
        rt,
        'stft',
        x,
        [...x.shape.slice(0, -1), layer.int('num_mel_bins'), count],
        asFloat(layer, x),
      );
    },
  },
  {
    signature:
      "STFTSpectrogram(mode='log', frame_length=256, frame_step=None, fft_length=None, window='hann', periodic=False, " +
      "scaling='density', padding='valid', expand_dims=False, data_format=None)",
    build: (layer, [input]) => {
      // Kernels of the transform, which are not trained.
      const length = layer.intOrNone('fft_length') ?? layer.int('frame_length');
      const shape = [layer.int('frame_length'), 1, Math.floor(length / 2) + 1];
      const mode = layer.string('mode');
      if (mode !== 'imag') layer.addWeight('real_kernel', shape, { trainable: false });
      if (mode !== 'real') layer.addWeight('imag_kernel', shape, { trainable: false });
      if (input === undefined) throw layer.invalid('its input has no shape');
    },
    call: ({ rt, layer, x }) => {
      const length = layer.int('frame_length');
      const step = layer.intOrNone('frame_step') ?? Math.floor(length / 2);
      const bins = Math.floor((layer.intOrNone('fft_length') ?? length) / 2) + 1;
      const [batch = 1, samples = 1, channels = 1] = x.shape;
      const width = bins * channels * (layer.string('mode') === 'stack' ? 2 : 1);
      const count = frames(samples, length, step, layer.string('padding').toLowerCase() === 'same');
      const shape = layer.bool('expand_dims') ? [batch, count, bins, channels] : [batch, count, width];
      return derived(rt, 'stft', x, shape, asFloat(layer, x));
    },
  },
];
