/** Preprocessing inside of models. */
import type { Runtime } from '../../python/runtime/api.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { floatResult } from '../../tensor/promotion.ts';
import type { LayerSpec } from '../layer.ts';
import { interpolationMode, resize } from '../ops/image.ts';
import { emit } from '../record.ts';
import { AUGMENTATIONS, CROPS } from './augmentation.ts';
import { CATEGORIES } from './categories.ts';
import { SPECTROGRAMS } from './spectrograms.ts';

export const PREPROCESSING: readonly LayerSpec[] = [
  {
    signature: 'Rescaling(scale, offset=0.0)',
    call: ({ rt, layer, x }) => {
      const dtype = floatResult(x.dtype, layer.computeDType);
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
