/** Padding, resizing, sampling and shuffling of images. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asNumber, isSequence, settled } from '../../python/runtime/native.ts';
import type { Value } from '../../python/runtime/values.ts';
import { gridSample, interpolation, scaledSizes, supportsMode } from '../../tensor/ops/interpolation.ts';
import { padded, type PaddingMode } from '../../tensor/ops/padding.ts';
import {
  folded,
  pixelShuffled,
  pixelUnshuffled,
  unfolded,
  type BlockOptions,
} from '../../tensor/ops/rearrange.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import { ShapeError, type Shape } from '../../tensor/shape.ts';
import { op, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import { TorchTensor } from '../tensor.ts';
import { inFunctional, inTorch, type OpEntry } from './entry.ts';

const PAD_NAMES: Readonly<Record<PaddingMode, string>> = {
  constant: 'constant_pad_nd',
  reflect: 'reflection_pad',
  replicate: 'replication_pad',
  circular: 'circular_pad',
};

/** Throws ShapeError. */
export function pad(rt: Runtime, input: TorchTensor, amounts: readonly number[], mode: string): TorchTensor {
  if (mode !== 'constant' && mode !== 'reflect' && mode !== 'replicate' && mode !== 'circular') {
    throw rt.error('NotImplementedError', `Unrecognised padding mode ${mode}`);
  }
  const output = { shape: padded(input.shape, amounts, mode), dtype: input.dtype };
  return emit(rt, PAD_NAMES[mode], copyResult([input], [output]), [input], input.dtype);
}

/** Copies into another shape. */
function rearranged(rt: Runtime, name: string, input: TorchTensor, shape: Shape): TorchTensor {
  return emit(rt, name, copyResult([input], [{ shape, dtype: input.dtype }]), [input], input.dtype);
}

export function pixelShuffle(rt: Runtime, input: TorchTensor, factor: number): TorchTensor {
  return rearranged(rt, 'pixel_shuffle', input, pixelShuffled(input.shape, factor));
}

export function pixelUnshuffle(rt: Runtime, input: TorchTensor, factor: number): TorchTensor {
  return rearranged(rt, 'pixel_unshuffle', input, pixelUnshuffled(input.shape, factor));
}

export function channelShuffle(rt: Runtime, input: TorchTensor): TorchTensor {
  return rearranged(rt, 'channel_shuffle', input, input.shape);
}

export function unfold(rt: Runtime, input: TorchTensor, options: BlockOptions): TorchTensor {
  return rearranged(rt, 'im2col', input, unfolded(input.shape, options));
}

export function fold(
  rt: Runtime,
  input: TorchTensor,
  size: readonly number[],
  options: BlockOptions,
): TorchTensor {
  return rearranged(rt, 'col2im', input, folded(input.shape, size, options));
}

/** Window options of `fold` and `unfold`. */
export function blockOptions(call: OpCall): BlockOptions {
  return {
    kernel: call.perAxis('kernel_size', 2),
    dilation: call.perAxis('dilation', 2),
    padding: call.perAxis('padding', 2),
    stride: call.perAxis('stride', 2),
  };
}

/** The size given, or the input's scaled. Exactly one must be given. Throws ValueError. */
export function interpolate(
  rt: Runtime,
  input: TorchTensor,
  sizeValue: Value,
  scaleValue: Value,
  mode: string,
): TorchTensor {
  const spatial = input.shape.slice(2);
  const name = `upsample_${mode}${spatial.length}d`;
  if ((sizeValue === null) === (scaleValue === null)) {
    throw rt.error(
      'ValueError',
      sizeValue === null
        ? 'either size or scale_factor should be defined'
        : 'only one of size or scale_factor should be defined',
    );
  }
  const numbers = (value: Value): number[] => {
    const known = settled(value);
    const items = isSequence(known) ? known.items : [known];
    const list = items.map((item) => {
      const inner = settled(item);
      const number = inner instanceof TorchTensor ? inner.values()?.[0] : asNumber(inner);
      if (number === undefined) {
        throw rt.error('TypeError', 'expected size to be a number or a sequence of numbers');
      }
      return number;
    });
    if (list.length !== 1 && list.length !== spatial.length) {
      throw rt.error(
        'ValueError',
        `Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of ` +
          `[${spatial.join(', ')}] and output size of [${list.join(', ')}].`,
      );
    }
    return isSequence(known) ? list : new Array<number>(spatial.length).fill(list[0] ?? 1);
  };
  if (!supportsMode(mode, spatial.length)) {
    throw rt.error(
      mode === 'nearest' || spatial.length > 3 ? 'NotImplementedError' : 'ValueError',
      `Got ${input.shape.length}D input, but ${mode} mode needs another number of dimensions`,
    );
  }
  const size =
    sizeValue === null ? scaledSizes(spatial, numbers(scaleValue)) : numbers(sizeValue).map(Math.trunc);
  return emit(rt, name, interpolation(input, size, mode), [input], input.dtype);
}

const resize = (call: OpCall): Value =>
  interpolate(
    call.rt,
    call.tensor('input'),
    call.args.value('size'),
    call.args.value('scale_factor'),
    call.string('mode'),
  );

export const VISION_OPS: readonly OpEntry[] = [
  ...inFunctional(
    op('pad(input, pad, mode="constant", value=None)', (c) =>
      pad(c.rt, c.tensor('input'), c.shape('pad'), c.string('mode')),
    ),
  ),
  ...inTorch(
    op('constant_pad_nd(input, pad, value=0)', (c) =>
      pad(c.rt, c.tensor('input'), c.shape('pad'), 'constant'),
    ),
  ),
  ...inFunctional(
    op(
      'interpolate(input, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None, antialias=False)',
      resize,
    ),
  ),
  ...inFunctional(
    op('upsample(input, size=None, scale_factor=None, mode="nearest", align_corners=None)', resize),
  ),
  ...inFunctional(
    op('upsample_nearest(input, size=None, scale_factor=None)', (c) =>
      interpolate(c.rt, c.tensor('input'), c.args.value('size'), c.args.value('scale_factor'), 'nearest'),
    ),
  ),
  ...inFunctional(
    op('upsample_bilinear(input, size=None, scale_factor=None)', (c) =>
      interpolate(c.rt, c.tensor('input'), c.args.value('size'), c.args.value('scale_factor'), 'bilinear'),
    ),
  ),
  ...inFunctional(
    op('grid_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=None)', (c) => {
      const [input, grid] = [c.tensor('input'), c.tensor('grid')];
      return emit(c.rt, 'grid_sampler_2d', gridSample(input, grid), [input, grid], input.dtype);
    }),
  ),
  ...inFunctional(
    op('affine_grid(theta, size, align_corners=None)', (c) => {
      const theta = c.tensor('theta');
      const size = c.shape('size');
      const [batch = 1] = size;
      const shape = [batch, ...size.slice(2), size.length - 2];
      return rearranged(c.rt, 'affine_grid', theta, shape);
    }),
  ),
  ...[
    'pixel_shuffle(input, upscale_factor)',
    'pixel_unshuffle(input, downscale_factor)',
    'channel_shuffle(input, groups)',
  ].flatMap((signature) => {
    const fn = op(signature, (c) => {
      const input = c.tensor('input');
      if (signature.startsWith('pixel_s')) return pixelShuffle(c.rt, input, c.int('upscale_factor'));
      if (signature.startsWith('pixel_u')) return pixelUnshuffle(c.rt, input, c.int('downscale_factor'));
      if ((input.shape[1] ?? 1) % c.int('groups') !== 0) {
        throw new ShapeError('Number of channels must be divisible by groups.');
      }
      return channelShuffle(c.rt, input);
    });
    return [...inFunctional(fn), ...inTorch(fn)];
  }),
  ...inFunctional(
    op('unfold(input, kernel_size, dilation=1, padding=0, stride=1)', (c) =>
      unfold(c.rt, c.tensor('input'), blockOptions(c)),
    ),
  ),
  ...inFunctional(
    op('fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1)', (c) =>
      fold(c.rt, c.tensor('input'), c.perAxis('output_size', 2), blockOptions(c)),
    ),
  ),
];
