/** `keras.ops.image` and `tf.image`. */
import type { Runtime } from '../../python/runtime/api.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction } from '../../python/runtime/values.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { interpolation } from '../../tensor/ops/interpolation.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import { elementCount, type Shape } from '../../tensor/shape.ts';
import { op, type OpCall } from '../opCall.ts';
import { macs } from '../../units/quantity.ts';
import { emit } from '../record.ts';
import { OpenImage } from '../openImage.ts';
import { stated } from '../statedShape.ts';
import { Tensor } from '../tensor.ts';
import { cast, unary } from './elementwise.ts';

/** Images `[…, H, W, C]` in another size. */
export function resize(
  rt: Runtime,
  x: Tensor,
  size: readonly number[],
  mode: string,
  channelsFirst = false,
): Tensor {
  const rank = x.shape.length;
  const at = channelsFirst ? rank - 2 : rank - 3;
  const shape = x.shape.map((extent, axis) => size[axis - at] ?? extent);
  const rest = elementCount(shape) / elementCount(size);
  const source: Shape = [1, rest, x.shape[at] ?? 1, x.shape[at + 1] ?? 1];
  const result = interpolation({ shape: source, dtype: x.dtype }, size, mode);
  return emit(rt, 'upsample', { ...result, outputs: [shape] }, [x], x.dtype);
}

const MODES: Readonly<Record<string, string>> = { nearest: 'nearest', bicubic: 'bicubic', area: 'area' };

export function interpolationMode(name: string): string {
  return MODES[name] ?? 'bilinear';
}

/** Something done to every pixel that keeps the size. */
function pixelwise(signature: string): NativeFunction {
  return op(signature, (call) => unary(call.rt, 'pixelwise', call.tensor('images')));
}

function cropped(call: OpCall, x: Tensor, height: number, width: number): Tensor {
  const rank = x.shape.length;
  const shape = [...x.shape.slice(0, rank - 3), height, width, ...x.shape.slice(-1)];
  return emit(
    call.rt,
    'slice',
    copyResult([{ shape, dtype: x.dtype }], [{ shape, dtype: x.dtype }]),
    [x],
    x.dtype,
  );
}

/** The picture of unknown size that is given; null: it is of a known one, or no picture. */
function openImage(call: OpCall): OpenImage | null {
  const value = call.args.value('images');
  return value instanceof OpenImage ? value : null;
}

const PATCHES = 'images, size, strides=None, dilation_rate=1, padding="valid", **kwargs';

/** Patches of images `[…, height, width, channels]` as vectors; each element of them costs `width` products if multiplied. */
function patches(call: OpCall, isMultiplied: boolean): Tensor {
  const x = call.tensor('images');
  const both = (values: Shape): Shape =>
    values.length === 4
      ? values.slice(1, 3)
      : values.length === 1
        ? [values[0] ?? 1, values[0] ?? 1]
        : values;
  const size = both(call.shape('size'));
  const stride = both(call.axes('strides') ?? size);
  const same = call.args.string('padding').toLowerCase() === 'same';
  const spatial = x.shape.slice(-3, -1).map((extent, axis) => {
    const step = stride[axis] ?? 1;
    return same ? Math.ceil(extent / step) : Math.floor((extent - (size[axis] ?? 1)) / step) + 1;
  });
  const width = elementCount(size) * (x.shape.at(-1) ?? 1);
  const shape = [...x.shape.slice(0, -3), ...spatial, width];
  const copied = copyResult([x], [{ shape, dtype: x.dtype }]);
  if (!isMultiplied) return emit(call.rt, 'im2col', copied, [x], x.dtype);
  const work = { ...copied.work, macs: macs(elementCount(shape) * width) };
  return emit(call.rt, 'convolution', { ...copied, kind: 'conv', work }, [x], x.dtype);
}

export const IMAGE: readonly NativeFunction[] = [
  op("resize(images, size, interpolation='bilinear', antialias=False, **kwargs)", (call) => {
    const method = call.args.extra.get('method');
    const mode = typeof method === 'string' ? method : call.args.string('interpolation');
    const open = openImage(call);
    if (open !== null) {
      const [height = 1, width = height] = call.shape('size');
      return open.sized(height, width);
    }
    const x = call.tensor('images');
    return resize(
      call.rt,
      x,
      call.shape('size'),
      interpolationMode(mode),
      call.args.extra.get('data_format') === 'channels_first',
    );
  }),
  op(
    'resize_with_pad(images, target_height, target_width, **kwargs)',
    (call) =>
      openImage(call)?.sized(call.int('target_height'), call.int('target_width')) ??
      resize(
        call.rt,
        call.tensor('images'),
        [call.int('target_height'), call.int('target_width')],
        'bilinear',
      ),
  ),
  op(
    'resize_with_crop_or_pad(images, target_height, target_width)',
    (call) =>
      openImage(call)?.sized(call.int('target_height'), call.int('target_width')) ??
      cropped(call, call.tensor('images'), call.int('target_height'), call.int('target_width')),
  ),
  op(
    'crop_to_bounding_box(images, offset_height, offset_width, target_height, target_width)',
    (call) =>
      openImage(call)?.sized(call.int('target_height'), call.int('target_width')) ??
      cropped(call, call.tensor('images'), call.int('target_height'), call.int('target_width')),
  ),
  op('random_crop(images, size, seed=None, **kwargs)', (call) => {
    const cut = call.rt.unknown('the size of a random crop');
    const open = stated(call.rt, cut, call.args.value('size'));
    if (open instanceof OpenImage) return open;
    // Whatever it is cut from, it has the size that is asked for.
    if (call.args.value('images') instanceof Unknown) return new Tensor(call.shape('size'), 'float32');
    const x = call.tensor('images');
    const shape = call.shape('size');
    return emit(
      call.rt,
      'slice',
      copyResult([{ shape, dtype: x.dtype }], [{ shape, dtype: x.dtype }]),
      [x],
      x.dtype,
    );
  }),
  op('central_crop(images, central_fraction)', (call) => {
    const x = call.tensor('images');
    const part = call.args.number('central_fraction');
    const [height = 1, width = 1] = x.shape.slice(-3);
    return cropped(
      call,
      x,
      height - 2 * Math.floor((height * (1 - part)) / 2),
      width - 2 * Math.floor((width * (1 - part)) / 2),
    );
  }),
  // Keras cuts patches by a convolution with the identity, TensorFlow's own function does not.
  op(`extract_patches(${PATCHES})`, (call) => patches(call, true)),
  op(`cut_patches(${PATCHES})`, (call) => patches(call, false)),
  op('rgb_to_grayscale(images, **kwargs)', (call) => {
    const open = openImage(call);
    if (open !== null) return new OpenImage(open, 1);
    const x = call.tensor('images');
    const output = { shape: [...x.shape.slice(0, -1), 1], dtype: x.dtype };
    return emit(call.rt, 'sum', { ...elementwise('add', [x]), outputs: [output.shape] }, [x], x.dtype);
  }),
  op('grayscale_to_rgb(images, **kwargs)', (call) => {
    const open = openImage(call);
    if (open !== null) return new OpenImage(open, 3);
    const x = call.tensor('images');
    const output = { shape: [...x.shape.slice(0, -1), 3], dtype: x.dtype };
    return emit(call.rt, 'repeat', copyResult([x], [output]), [x], x.dtype);
  }),
  op('convert_image_dtype(images, dtype, saturate=False, name=None)', (call) =>
    cast(call.rt, call.tensor('images'), call.dtype()),
  ),
  ...[
    'affine_transform',
    'gaussian_blur',
    'random_flip_left_right',
    'random_flip_up_down',
    'flip_left_right',
    'flip_up_down',
    'rot90',
    'random_brightness',
    'random_contrast',
    'random_hue',
    'random_saturation',
    'adjust_brightness',
    'adjust_contrast',
    'adjust_hue',
    'adjust_saturation',
    'per_image_standardization',
    'rgb_to_hsv',
    'hsv_to_rgb',
  ].map((name) => pixelwise(`${name}(images, *args, **kwargs)`)),
];
