/** Pooling over windows and over everything. */
import { adaptivePooling } from '../../tensor/ops/pooling.ts';
import { positive, type LayerSpec } from '../layer.ts';
import { channelsToFront, pool } from '../ops/neural.ts';
import { reduce } from '../ops/reductions.ts';
import { emit } from '../record.ts';

type Kind = 'Max' | 'Average';

const ATEN: Readonly<Record<Kind, string>> = { Max: 'max_pool', Average: 'avg_pool' };
const SHORT: Readonly<Record<Kind, string>> = { Max: 'MaxPool', Average: 'AvgPool' };
const AXES = [1, 2, 3];

function windowed(kind: Kind, axes: number): LayerSpec {
  return {
    signature: `${kind}Pooling${axes}D(pool_size=2, strides=None, padding='valid', data_format=None)`,
    aliases: [`${SHORT[kind]}${axes}D`],
    rank: axes + 2,
    check: (layer) => {
      positive(layer, 'pool_size');
      if (layer.has('strides')) positive(layer, 'strides');
    },
    call: ({ rt, layer, x }) => {
      const size = layer.perAxis('pool_size', axes);
      return pool(rt, ATEN[kind], x, {
        size,
        stride: layer.has('strides') ? layer.perAxis('strides', axes) : size,
        padding: layer.string('padding').toLowerCase(),
        channelsFirst: layer.channelsFirst,
      });
    },
  };
}

function overall(kind: Kind, axes: number): LayerSpec {
  return {
    signature: `Global${kind}Pooling${axes}D(data_format=None, keepdims=False)`,
    aliases: [`Global${SHORT[kind]}${axes}D`],
    rank: axes + 2,
    call: ({ rt, layer, x }) => {
      const first = layer.channelsFirst ? 2 : 1;
      const spatial = Array.from({ length: axes }, (_, i) => first + i);
      const result = reduce(rt, kind === 'Max' ? 'max' : 'mean', x, spatial, layer.bool('keepdims'));
      return result;
    },
  };
}

function adaptive(kind: Kind, axes: number): LayerSpec {
  return {
    signature: `Adaptive${kind}Pooling${axes}D(output_size, data_format=None)`,
    rank: axes + 2,
    call: ({ rt, layer, x }) => {
      const input = { shape: channelsToFront(x.shape, layer.channelsFirst), dtype: x.dtype };
      const result = adaptivePooling(input, layer.perAxis('output_size', axes));
      const [[batch = 1, channels = 1, ...spatial] = []] = result.outputs;
      const shape = layer.channelsFirst ? [batch, channels, ...spatial] : [batch, ...spatial, channels];
      return emit(rt, `adaptive_${ATEN[kind]}`, { ...result, outputs: [shape] }, [x], x.dtype);
    },
  };
}

export const POOLING: readonly LayerSpec[] = (['Max', 'Average'] as const).flatMap((kind) =>
  AXES.flatMap((axes) => [windowed(kind, axes), overall(kind, axes), adaptive(kind, axes)]),
);
