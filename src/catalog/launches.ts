import { LAYER_KINDS, type LayerKind } from '../units/layerKind.ts';
import { lazy } from './lazy.ts';
import file from './launches.json' with { type: 'json' };
import type { LaunchesFile } from './schema.ts';
import { trusted } from './trusted.ts';

/** Launches of one kind in a forward pass over one sample, as their mean. */
export interface PublishedLaunch {
  readonly kind: LayerKind;
  readonly macs: number;
  readonly elementwise: number;
  readonly transcendental: number;
  /** At single precision. */
  readonly weightBytes: number;
  readonly activationBytes: number;
  readonly reduction: number;
  readonly columns: number;
  readonly channels: number;
  readonly inputShare: number;
  /** Of the whole model trained: products, or passes over the elements, of its backward pass. */
  readonly gradients: number;
  /** Mixed precision leaves its elements as wide as they are. */
  readonly keepsWidth: boolean;
  readonly count: number;
}

/** Of a whole model. */
export interface PublishedLaunches {
  readonly params: number;
  readonly launches: readonly PublishedLaunch[];
}

const models = lazy(
  () =>
    new Map(
      Object.entries(trusted<LaunchesFile>(file).models).map(
        ([id, { params, rows }]): readonly [string, PublishedLaunches] => [
          id,
          { params, launches: rows.map(launchOf) },
        ],
      ),
    ),
);

/** What a known model asks of a machine; undefined: only its totals are known. */
export function launchesOf(id: string): PublishedLaunches | undefined {
  return models().get(id);
}

function launchOf(row: LaunchesFile['models'][string]['rows'][number]): PublishedLaunch {
  const [kind, macs, elementwise, transcendental, weightBytes, activationBytes, ...more] = row;
  const [reduction, columns, channels, inputShare, gradients, keepsWidth, count] = more;
  return {
    ...{
      kind: LAYER_KINDS[kind] ?? 'other',
      macs,
      elementwise,
      transcendental,
      weightBytes,
      activationBytes,
    },
    ...{ reduction, columns, channels, inputShare, gradients, keepsWidth: keepsWidth === 1, count },
  };
}
