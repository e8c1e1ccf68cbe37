/** A picture whose size nobody knows before it is resized. */
import { UnknownInput } from '../python/runtime/signals.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import type { DType } from '../tensor/dtype.ts';
import { Tensor } from './tensor.ts';

/** As unknown as anything else, but for its channels: what is resized has a shape again. */
export class OpenImage extends Unknown {
  readonly channels: number;

  constructor(origin: Unknown, channels: number) {
    super(origin.reason, origin.span);
    this.channels = channels;
  }

  sized(height: number, width: number, dtype: DType = 'float32'): Tensor {
    return new Tensor([height, width, this.channels], dtype);
  }
}

/** Functions that leave a picture a picture of the same size and channels. */
const KEEPING =
  /^(cast|to_float|convert_image_dtype|random_(flip|brightness|contrast|hue|saturation|jpeg)\w*|flip_\w+|rot90|adjust_\w+|per_image_standardization|rgb_to_hsv|hsv_to_rgb|resize\w*|central_crop|clip_by_value|identity)$/;

/** Runs a function of tensors: what else it makes of a picture of unknown size is no picture. */
export function forgettingImages(name: string, run: () => Value): Value {
  const plain = (value: Value): Value =>
    value instanceof OpenImage && !KEEPING.test(name) ? new Unknown(value.reason, value.span) : value;
  try {
    return run();
  } catch (error) {
    if (!(error instanceof UnknownInput)) throw error;
    const unknown = plain(error.unknown);
    throw unknown === error.unknown
      ? error
      : new UnknownInput(unknown instanceof Unknown ? unknown : error.unknown);
  }
}
