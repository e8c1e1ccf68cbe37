/** EC-NAS-Bench as measurements: trainings of CIFAR-10 networks on a Quadro RTX 6000, GPU and processors. */
import { atBatch } from '../../src/cost/kernel.ts';
import { platformOf } from '../../src/cost/platform.ts';
import { updateKernels } from '../../src/cost/update.ts';
import { flopsOfMacs, joules, macs, seconds } from '../../src/units/quantity.ts';
import type { Joules, Seconds } from '../../src/units/quantity.ts';
import { readFeatures, type ModelFeatures } from '../features/file.ts';
import { kernelOf } from '../features/kernelRows.ts';
import { backwardOf } from './kernels.ts';
import type { Measurement } from './measurement.ts';
import { readTable } from './tables.ts';
import { deviceNamed } from './timm.ts';

const SET = 'EC-NAS cells, Quadro RTX 6000, FP32 training';
/** NAS-Bench-101 (Ying et al. 2019): batch 256, 40,000 images for training, RMSProp with momentum. */
const BATCH = 256;
const IMAGES = 40_000;
const STATE = 2;
const EVALUATED = 10_000;
const EPOCHS = 4;
/** PUE that the set's energies have in them. */
const PUE = 1.59;
const JOULES_PER_KWH = 3.6e6;

const MEASURED = [
  'train_time_4ep_s',
  'gpu_avg_W',
  'cpu_avg_W_sum',
  'total_time_s',
  'total_energy_kWh',
] as const;

/** A training with all that its session did besides: start, validation, tests. */
export interface EcnasRow extends Measurement {
  /** Forward passes over 10,000 images, for validation and tests. */
  readonly evaluation: Pick<Measurement, 'passes' | 'platform' | 'repeats'>;
  /** Mean over the session. */
  readonly gpuWatts: number;
  readonly cpuWatts: number;
  readonly sessionTime: Seconds;
  /** GPU and processors. */
  readonly sessionEnergy: Joules;
}

/** One measurement for each network: the mean of its repeats. Time of four epochs' steps. */
export function ecnasRows(): EcnasRow[] {
  const { models } = readFeatures('ecnas');
  const byHash = new Map<string, Readonly<Record<string, string>>[]>();
  for (const row of readTable('ecnas.csv')) {
    const { hash = '' } = row;
    const repeats = byHash.get(hash);
    if (repeats === undefined) byHash.set(hash, [row]);
    else repeats.push(row);
  }
  return [...byHash].flatMap(([hash, rows]): EcnasRow[] => {
    const features = models[hash];
    if (features === undefined) return [];
    const complete = rows.filter((row) => MEASURED.every((column) => row[column] !== ''));
    if (complete.length === 0) return [];
    const mean = (column: (typeof MEASURED)[number]): number =>
      complete.reduce((sum, row) => sum + Number(row[column]), 0) / complete.length;
    return [
      {
        ...trainingOf(hash, features),
        time: seconds(mean('train_time_4ep_s')),
        gpuWatts: mean('gpu_avg_W'),
        cpuWatts: mean('cpu_avg_W_sum'),
        sessionTime: seconds(mean('total_time_s')),
        sessionEnergy: joules((mean('total_energy_kWh') * JOULES_PER_KWH) / PUE),
      },
    ];
  });
}

/** Energies of networks that were trained more than once, J. */
export function ecnasRepeats(): number[][] {
  const byHash = new Map<string, number[]>();
  for (const { hash = '', total_energy_kWh: energy = '' } of readTable('ecnas.csv')) {
    if (energy === '') continue;
    byHash.set(hash, [...(byHash.get(hash) ?? []), (Number(energy) * JOULES_PER_KWH) / PUE]);
  }
  return [...byHash.values()].filter(({ length }) => length > 1);
}

function trainingOf(
  hash: string,
  features: ModelFeatures,
): Omit<EcnasRow, 'gpuWatts' | 'cpuWatts' | 'sessionTime' | 'sessionEnergy'> {
  const platform = platformOf({
    device: deviceNamed('Quadro RTX 6000'),
    framework: 'keras',
    mode: 'eager',
    precision: 'fp32',
  });
  const trained = features.rows.map(kernelOf);
  const forward = atBatch(
    trained.map(({ kernel }) => kernel),
    BATCH,
  );
  const steps = (EPOCHS * IMAGES) / BATCH;
  return {
    set: SET,
    id: hash,
    group: hash,
    platform,
    passes: [forward, atBatch(trained.flatMap(backwardOf), BATCH), updateKernels(features.params, STATE)],
    batch: BATCH,
    repeats: steps,
    evaluation: { passes: [forward], platform, repeats: EVALUATED / BATCH },
    time: null,
    energy: null,
    size: { flops: flopsOfMacs(macs(features.macs)) * BATCH * steps, params: features.params },
  };
}
