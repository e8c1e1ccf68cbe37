/** Layers that resize and rearrange. */
import { Unknown, type Value } from '../../python/runtime/values.ts';
import { ShapeError } from '../../tensor/shape.ts';
import { channelShuffle, fold, interpolate, pixelShuffle, pixelUnshuffle, unfold } from '../ops/vision.ts';
import type { BlockOptions } from '../../tensor/ops/rearrange.ts';
import { layer, type LayerSelf, type LayerSpec } from './layer.ts';

function block(self: LayerSelf): BlockOptions {
  return {
    kernel: self.ints('kernel_size', 2),
    dilation: self.ints('dilation', 2),
    padding: self.ints('padding', 2),
    stride: self.ints('stride', 2),
  };
}

function upsampling(signature: string, mode: string | null): LayerSpec {
  return layer(signature, {
    base: mode === null ? null : 'Upsample',
    init(self, call) {
      self.keep(call, 'size', 'scale_factor');
      self.set('mode', mode ?? call.args.value('mode'));
      if (mode === null) self.keep(call, 'align_corners');
    },
    forward(self, call) {
      const wanted = self.value('mode');
      const scale: Value = self.rt.getAttribute(self.object, 'scale_factor');
      if (scale instanceof Unknown) return scale;
      return interpolate(
        self.rt,
        call.tensor('input'),
        self.value('size'),
        scale,
        typeof wanted === 'string' ? wanted : 'nearest',
      );
    },
  });
}

export const VISION_LAYERS: readonly LayerSpec[] = [
  upsampling(
    'Upsample(size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None)',
    null,
  ),
  upsampling('UpsamplingNearest2d(size=None, scale_factor=None)', 'nearest'),
  upsampling('UpsamplingBilinear2d(size=None, scale_factor=None)', 'bilinear'),

  layer('PixelShuffle(upscale_factor)', {
    init: (self, call) => {
      self.keep(call, 'upscale_factor');
    },
    forward: (self, call) => pixelShuffle(self.rt, call.tensor('input'), self.int('upscale_factor')),
  }),

  layer('PixelUnshuffle(downscale_factor)', {
    init: (self, call) => {
      self.keep(call, 'downscale_factor');
    },
    forward: (self, call) => pixelUnshuffle(self.rt, call.tensor('input'), self.int('downscale_factor')),
  }),

  layer('ChannelShuffle(groups)', {
    init: (self, call) => {
      self.keep(call, 'groups');
    },
    forward(self, call) {
      const input = call.tensor('input');
      if ((input.shape[1] ?? 1) % self.int('groups') !== 0) {
        throw new ShapeError('Number of channels must be divisible by groups.');
      }
      return channelShuffle(self.rt, input);
    },
  }),

  layer('Unfold(kernel_size, dilation=1, padding=0, stride=1)', {
    init: (self, call) => {
      self.keep(call, 'kernel_size', 'dilation', 'padding', 'stride');
    },
    forward: (self, call) => unfold(self.rt, call.tensor('input'), block(self)),
  }),

  layer('Fold(output_size, kernel_size, dilation=1, padding=0, stride=1)', {
    init: (self, call) => {
      self.keep(call, 'output_size', 'kernel_size', 'dilation', 'padding', 'stride');
    },
    forward: (self, call) => fold(self.rt, call.tensor('input'), self.ints('output_size', 2), block(self)),
  }),
];
