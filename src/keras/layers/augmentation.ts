/** Augmentation of images: active in training only; labels and masks beside the images go through. */
import { dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyDict } from '../../python/runtime/values.ts';
import { isSequence } from '../../python/runtime/native.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import { floatResult } from '../../tensor/promotion.ts';
import type { Layer, LayerCall, LayerSpec } from '../layer.ts';
import { emit } from '../record.ts';
import { Tensor } from '../tensor.ts';

function asFloat(layer: Layer, x: Tensor): DType {
  return floatResult(x.dtype, layer.computeDType);
}

const IMAGE_OPTIONS = 'data_format=None, seed=None, value_range=None';

/** Arguments of all of them. */
const ANY_IMAGE = 'bounding_box_format=None';

/**
 * Does `change` to the images: those of the dictionary where the layer is called on one, whose labels and masks go
 * through as they are. Boxes that come along are not followed. Throws UnknownInput.
 */
function onImages({ rt, args, x }: LayerCall, change: (images: Tensor) => Tensor): Value {
  const data = args.value('inputs');
  if (!(data instanceof PyDict)) return change(x);
  const images = dictGet(rt, data, 'images');
  if (!(images instanceof Tensor)) throw new UnknownInput(rt.unknown("what lies under 'images'"));
  const result = new PyDict();
  for (const [key, value] of dictItems(data)) dictSet(rt, result, key, value);
  dictSet(rt, result, 'images', change(images));
  if (dictGet(rt, data, 'bounding_boxes') !== undefined) {
    dictSet(rt, result, 'bounding_boxes', rt.unknown('bounding boxes that augmentation moves'));
  }
  return result;
}

/** Augmentation: images keep their size, and in inference nothing happens. `cost` names what each pixel costs. */
function augmentation(signature: string, cost: string, arguments_ = IMAGE_OPTIONS): LayerSpec {
  const own = signature.endsWith('()') ? '' : ', ';
  return {
    signature: signature.replace(/\)$/, `${own}${arguments_}, ${ANY_IMAGE})`),
    call: (call) =>
      onImages(call, (x) => {
        const { rt, layer, training } = call;
        const dtype = asFloat(layer, x);
        if (training) return emit(rt, cost, elementwise(cost, [x], dtype), [x], dtype);
        return dtype === x.dtype ? x : emit(rt, '_to_copy', elementwise('copy', [x], dtype), [x], dtype);
      }),
  };
}

/** Raises ValueError where a factor is not within 0 and 1. */
function unitScale(layer: Layer): void {
  if (!layer.has('scale')) return;
  const bounds = isSequence(layer.config.known('scale'))
    ? layer.config.elements('scale')
    : [layer.number('scale')];
  if (bounds.some((bound) => Number(bound) < 0 || Number(bound) > 1)) {
    throw layer.invalid('The `scale` argument should be a number in the range [0, 1].');
  }
}

const RESAMPLED =
  "fill_mode='reflect', interpolation='bilinear', seed=None, fill_value=0.0, data_format=None";

export const AUGMENTATIONS: readonly LayerSpec[] = [
  augmentation("RandomFlip(mode='horizontal_and_vertical')", 'copy', 'seed=None, data_format=None'),
  augmentation('RandomRotation(factor)', 'lerp', RESAMPLED),
  augmentation('RandomTranslation(height_factor, width_factor)', 'lerp', RESAMPLED),
  augmentation('RandomZoom(height_factor, width_factor=None)', 'lerp', RESAMPLED),
  augmentation('RandomShear(x_factor=0.0, y_factor=0.0)', 'lerp', RESAMPLED),
  {
    ...augmentation(
      'RandomPerspective(factor=1.0, scale=1.0)',
      'lerp',
      "interpolation='bilinear', fill_value=0.0, seed=None, data_format=None",
    ),
    check: unitScale,
  },
  {
    ...augmentation(
      'RandomElasticTransform(factor=1.0, scale=1.0)',
      'lerp',
      `${RESAMPLED}, value_range=None`,
    ),
    check: unitScale,
  },
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
  augmentation('MaxNumBoundingBoxes(max_number, fill_value=-1)', 'copy', 'data_format=None'),
];

/** The sizes of height and width replaced. */
function withSize<T>(layer: Layer, shape: readonly T[], height: number, width: number): (T | number)[] {
  const at = shape.length - (layer.channelsFirst ? 2 : 3);
  return shape.map((size, axis) => (axis === at ? height : axis === at + 1 ? width : size));
}

function cropped({ rt, layer }: LayerCall, x: Tensor): Tensor {
  const shape = withSize(layer, x.shape, layer.int('height'), layer.int('width'));
  const output = { shape, dtype: asFloat(layer, x) };
  return emit(rt, 'slice', copyResult([output], [output]), [x], output.dtype);
}

export const CROPS: readonly LayerSpec[] = [
  {
    signature: `CenterCrop(height, width, data_format=None, ${ANY_IMAGE})`,
    call: (call) => onImages(call, (x) => cropped(call, x)),
  },
  {
    signature: `RandomCrop(height, width, seed=None, data_format=None, ${ANY_IMAGE})`,
    // Keras declares the size of the crop also for inference, in which images stay as they are.
    declares: (layer, [input]) =>
      input === undefined ? null : withSize(layer, input, layer.int('height'), layer.int('width')),
    call: (call) => onImages(call, (x) => (call.training ? cropped(call, x) : x)),
  },
];
