/**
 * Published trainings of language models on many GPUs: hours of all devices together, predicted by the data-parallel path.
 * A replica is sharded over as few devices as hold it; what the shards exchange is not in it, nor what is computed again.
 */
import { ringLink } from '../../src/catalog/interconnects.ts';
import { atBatch, type Kernel } from '../../src/cost/kernel.ts';
import { exposedExchange, gradientsOf } from '../../src/cost/parallel.ts';
import { passCost } from '../../src/cost/passCost.ts';
import { platformOf, type Platform } from '../../src/cost/platform.ts';
import { updateKernels } from '../../src/cost/update.ts';
import { bytes, flopsOfMacs, macs, seconds } from '../../src/units/quantity.ts';
import { readFeatures, type ModelFeatures } from '../features/file.ts';
import { kernelOf } from '../features/kernelRows.ts';
import { crossDevice } from './crossDevice.ts';
import type { Fits } from './fits.ts';
import { unmeasuredGpu } from './gpuCoefficients.ts';
import { backwardOf, inWidth } from './kernels.ts';
import { readTable } from './tables.ts';
import { deviceNamed } from './timm.ts';
import type { Checked, CheckedSet } from './validationRows.ts';

export interface LanguageModelRow {
  readonly id: string;
  /** Models that one group of people trained with one program. */
  readonly family: string;
  readonly chip: string;
  readonly platform: Platform;
  readonly devices: number;
  /** Devices that hold one replica. */
  readonly shards: number;
  /** Sequences of a step of all devices together. */
  readonly sequences: number;
  readonly steps: number;
  readonly features: ModelFeatures;
  /** Of all devices together. */
  readonly hours: number;
}

/** Weights and gradients in half precision, weights and two values of Adam's state in single. */
const BYTES_PER_PARAMETER = 2 + 2 + 3 * 4;
const ADAM = 2;
const SECONDS_PER_HOUR = 3600;

export function languageModelRows(): LanguageModelRow[] {
  const { models } = readFeatures('decoders');
  return readTable('language-models.csv').map((row): LanguageModelRow => {
    const { id = '', device: name = '' } = row;
    const features = models[id];
    if (features === undefined) throw new Error(`there are no features of ${id}`);
    const device = deviceNamed(name);
    const { memory } = device;
    if (memory === undefined) throw new Error(`the catalogue has no memory of ${name}`);
    const held = (BYTES_PER_PARAMETER * features.params) / memory;
    const sequences = Number(row['sequences']);
    return {
      id,
      family: id.split('-')[0] ?? id,
      chip: name.split('-')[0] ?? name,
      platform: platformOf({ device, framework: 'pytorch', mode: 'eager', precision: 'bf16' }),
      devices: Number(row['devices']),
      shards: 2 ** Math.ceil(Math.log2(Math.max(1, held))),
      sequences,
      steps: Number(row['tokens']) / (sequences * Number(row['context'])),
      features,
      hours: Number(row['hours']),
    };
  });
}

interface Predicted {
  readonly hours: number;
  readonly waits: boolean;
}

/** @param platform with the coefficients to predict by */
export function trainingHours(row: LanguageModelRow, platform: Platform): Predicted {
  const { devices, shards, features } = row;
  const replicas = devices / shards;
  const { forward, backward } = passesOf(row, row.sequences / replicas, platform);
  const step = passCost([...forward, ...backward, ...updateKernels(features.params, ADAM)], platform);
  const exchange = exposedExchange(
    {
      devices: replicas,
      gradients: bytes(gradientsOf(features.params) / shards),
      bandwidth: ringLink(platform.device.id, devices).bandwidth,
      efficiency: null,
    },
    seconds(passCost(backward, platform).time / shards),
  );
  const time = row.steps * (step.time / shards + exchange);
  return { hours: (devices * time) / SECONDS_PER_HOUR, waits: step.waits };
}

function passesOf(
  { features }: LanguageModelRow,
  batch: number,
  { arithmetic }: Platform,
): { readonly forward: readonly Kernel[]; readonly backward: readonly Kernel[] } {
  const trained = features.rows.map(kernelOf).map((one) => inWidth(one, arithmetic.elementBytes));
  return {
    forward: atBatch(
      trained.map(({ kernel }) => kernel),
      batch,
    ),
    backward: atBatch(trained.flatMap(backwardOf), batch),
  };
}

export function languageModelSet(fits: Fits): CheckedSet {
  const coefficientsOf = unmeasuredGpu(fits);
  const rows = languageModelRows();
  const bands = new Map(
    [...new Set(rows.map(({ chip }) => chip))].map((chip) => [chip, crossDevice(fits, chip)] as const),
  );
  return {
    set: 'Language models, many GPUs, training',
    quantity: 'time',
    split: 'another device',
    rows: rows.map((row): Checked => {
      const { platform, features, devices, steps, sequences } = row;
      const { hours, waits } = trainingHours(row, { ...platform, coefficients: coefficientsOf(platform) });
      const { width = NaN } = bands.get(row.chip)?.({ framework: 'pytorch', mode: 'eager', waits }) ?? {};
      const samples = steps * sequences;
      return {
        id: `${row.id} on ${devices} ${platform.device.id}`,
        group: row.family,
        predicted: hours,
        measured: row.hours,
        baselines: {
          FLOPs: flopsOfMacs(macs(features.macs)) * samples,
          parameters: features.params,
        },
        ratedEnergy: null,
        band: Math.exp(width),
      };
    }),
    listed: rows.length,
  };
}
