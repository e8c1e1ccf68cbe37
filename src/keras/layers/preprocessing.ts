/** Preprocessing inside of models. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { Unknown } from '../../python/runtime/values.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { floatResult } from '../../tensor/promotion.ts';
import type { Layer, LayerSpec } from '../layer.ts';
import { OpenImage } from '../openImage.ts';
import { interpolationMode, resize } from '../ops/image.ts';
import { emit } from '../record.ts';
import { stateOf } from '../state.ts';
import { AUGMENTATIONS, CROPS } from './augmentation.ts';
import { CATEGORIES } from './categories.ts';
import { SPECTROGRAMS } from './spectrograms.ts';

/** A picture of unknown size, where data is prepared: in a model it stays unknown. */
function openImage({ rt }: Layer, samples: Unknown): OpenImage | null {
  return samples instanceof OpenImage && stateOf(rt).preparing ? samples : null;
}

export const PREPROCESSING: readonly LayerSpec[] = [
  {
    signature: 'Rescaling(scale, offset=0.0)',
    call: ({ rt, layer, x }) => {
      const dtype = floatResult(x.dtype, layer.computeDType);
      return emit(rt, 'mul', elementwise('clamp', [x], dtype), [x], dtype);
    },
    ofUnknown: openImage,
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
    ofUnknown: (layer, samples) =>
      openImage(layer, samples)?.sized(layer.int('height'), layer.int('width')) ?? null,
  },
  ...CROPS,
  ...AUGMENTATIONS,
  ...CATEGORIES,
  ...SPECTROGRAMS,
  {
    signature: 'Pipeline(layers)',
    call: ({ rt, layer, x }) =>
      layer.config
        .elements('layers')
        .reduce<Parameters<Runtime['call']>[0]>((value, inner) => rt.call(inner, [value]), x),
  },
];
