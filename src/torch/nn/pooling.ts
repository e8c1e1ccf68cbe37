/** Pooling and padding layers. */
import { asInteger, isSequence } from '../../python/runtime/native.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { PoolingOptions } from '../../tensor/ops/pooling.ts';
import type { OpCall } from '../call.ts';
import { adaptivePool, adaptiveSize, averagePool, maxPool, maxUnpool } from '../ops/pooling.ts';
import { pad } from '../ops/vision.ts';
import { layer, type LayerSelf, type LayerSpec } from './layer.ts';

type Options = PoolingOptions & { readonly padding: readonly number[] };

/** From the module's attributes, which may have been changed since. */
function options(self: LayerSelf, rank: number, hasDilation: boolean, hasCeil = true): Options {
  const kernel = self.ints('kernel_size', rank);
  return {
    kernel,
    stride: self.value('stride') === null ? kernel : self.ints('stride', rank),
    padding: self.ints('padding', rank),
    dilation: hasDilation ? self.ints('dilation', rank) : kernel.map(() => 1),
    ceilMode: hasCeil && self.bool('ceil_mode'),
  };
}

/** The stride is the window where it is not given. */
function keepWindow(self: LayerSelf, call: OpCall): void {
  const stride = call.args.known('stride');
  self.keep(call, 'kernel_size');
  self.set('stride', stride === null ? call.args.known('kernel_size') : stride);
}

function poolsOf(rank: number): LayerSpec[] {
  return [
    layer(
      `MaxPool${rank}d(kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False)`,
      {
        base: '_MaxPoolNd',
        init(self, call) {
          keepWindow(self, call);
          self.keep(call, 'padding', 'dilation', 'return_indices', 'ceil_mode');
        },
        forward: (self, call) =>
          maxPool(self.rt, call.tensor('input'), options(self, rank, true), self.bool('return_indices')),
      },
    ),
    layer(
      `AvgPool${rank}d(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None)`,
      {
        base: '_AvgPoolNd',
        init(self, call) {
          keepWindow(self, call);
          self.keep(call, 'padding', 'ceil_mode', 'count_include_pad');
        },
        forward: (self, call) => averagePool(self.rt, call.tensor('input'), options(self, rank, false)),
      },
    ),
    layer(`LPPool${rank}d(norm_type, kernel_size, stride=None, ceil_mode=False)`, {
      base: '_LPPoolNd',
      init(self, call) {
        keepWindow(self, call);
        self.set('padding', 0);
        self.keep(call, 'norm_type', 'ceil_mode');
      },
      forward: (self, call) =>
        averagePool(self.rt, call.tensor('input'), options(self, rank, false), 'lp_pool'),
    }),
    ...(['avg', 'max'] as const).map((kind) =>
      layer(`Adaptive${kind === 'avg' ? 'Avg' : 'Max'}Pool${rank}d(output_size, return_indices=False)`, {
        base: kind === 'avg' ? '_AdaptiveAvgPoolNd' : '_AdaptiveMaxPoolNd',
        init: (self, call) => {
          self.keep(call, 'output_size', 'return_indices');
        },
        forward: (self, call) =>
          adaptivePool(
            self.rt,
            kind,
            call.tensor('input'),
            adaptiveSize(call, self.value('output_size'), rank),
            kind === 'max' && self.bool('return_indices'),
          ),
      }),
    ),
    layer(`MaxUnpool${rank}d(kernel_size, stride=None, padding=0)`, {
      base: '_MaxUnpoolNd',
      init(self, call) {
        keepWindow(self, call);
        self.keep(call, 'padding');
      },
      parameters: '(self, input, indices, output_size=None)',
      forward: (self, call) =>
        maxUnpool(
          self.rt,
          call.tensor('input'),
          call.tensor('indices'),
          options(self, rank, false, false),
          call.axes('output_size'),
        ),
    }),
    layer(
      `FractionalMaxPool${rank}d(kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None)`,
      {
        init: (self, call) => {
          self.keep(call, 'kernel_size', 'output_size', 'output_ratio', 'return_indices');
          const input = call.args.known('output_size') === null && call.args.known('output_ratio') === null;
          if (input) {
            throw self.rt.error(
              'ValueError',
              'FractionalMaxPool requires specifying either an output size, or a pooling ratio',
            );
          }
        },
        forward(self, call) {
          const input = call.tensor('input');
          const size = self.value('output_size');
          const ratios = self.value('output_ratio');
          const wanted =
            size === null ? scaled(self, ratios, input.shape.slice(-rank)) : adaptiveSize(call, size, rank);
          return adaptivePool(self.rt, 'max', input, wanted, self.bool('return_indices'));
        },
      },
    ),
  ];
}

/** Fractions of the input's sizes. */
function scaled(self: LayerSelf, ratios: Value, spatial: readonly number[]): readonly number[] {
  const items = isSequence(ratios) ? ratios.items : [ratios];
  return spatial.map((size, axis) => {
    const ratio = items[axis] ?? items[0] ?? null;
    if (typeof ratio !== 'object' || ratio === null || ratio.kind !== 'float') {
      throw self.rt.error('TypeError', 'output_ratio must be a float or a tuple of floats');
    }
    return Math.floor(size * ratio.value);
  });
}

/** One amount for all sides, or a (left, right) pair per axis from the last on. */
function padLayers(rank: number): LayerSpec[] {
  const kinds = [
    { prefix: 'Constant', mode: 'constant', parameters: 'padding, value' },
    { prefix: 'Zero', mode: 'constant', parameters: 'padding' },
    { prefix: 'Reflection', mode: 'reflect', parameters: 'padding' },
    { prefix: 'Replication', mode: 'replicate', parameters: 'padding' },
    { prefix: 'Circular', mode: 'circular', parameters: 'padding' },
  ];
  return kinds.map(({ prefix, mode, parameters }) =>
    layer(`${prefix}Pad${rank}d(${parameters})`, {
      init(self, call) {
        const padding = call.args.known('padding');
        const single = asInteger(padding);
        self.tuple(
          'padding',
          single === undefined ? call.list(padding) : new Array<number>(2 * rank).fill(single),
        );
        if (parameters.includes('value')) self.keep(call, 'value');
      },
      forward: (self, call) => pad(self.rt, call.tensor('input'), self.ints('padding', 2 * rank), mode),
    }),
  );
}

export const POOLING_LAYERS: readonly LayerSpec[] = [
  ...[
    '_MaxPoolNd',
    '_AvgPoolNd',
    '_LPPoolNd',
    '_AdaptiveAvgPoolNd',
    '_AdaptiveMaxPoolNd',
    '_MaxUnpoolNd',
  ].map((name) => layer(`${name}()`, {})),
  ...[1, 2, 3].flatMap((rank) => [...poolsOf(rank), ...padLayers(rank)]),
];
