/**
 * Fischer et al. (2022): evaluations of Keras Applications and torchvision's networks over ImageNet at batch 32. Energy of
 * the GPU by its driver and of the processor by RAPL, input pipeline included.
 */
import { atBatch } from '../../src/cost/kernel.ts';
import { platformOf, type Mode } from '../../src/cost/platform.ts';
import { flopsOfMacs, joules, macs, seconds } from '../../src/units/quantity.ts';
import { readFeatures } from '../features/file.ts';
import { kernelOf } from '../features/kernelRows.ts';
import type { Coefficients } from '../../src/catalog/efficiency.ts';
import type { Parameter } from './leastSquares.ts';
import { predict, type Measurement } from './measurement.ts';
import { readTable } from './tables.ts';
import { deviceNamed } from './timm.ts';

const BATCH = 32;

interface Environment {
  readonly architecture: string;
  readonly software: string;
  readonly device: string;
  readonly framework: 'keras' | 'pytorch';
  readonly mode: Mode;
  readonly name: string;
}

const ENVIRONMENTS: readonly Environment[] = [
  {
    architecture: 'RTX 5000',
    software: 'TensorFlow 2.4.1',
    device: 'Quadro-RTX-5000',
    framework: 'keras',
    mode: 'eager',
    name: 'Fischer, Keras inference, Quadro RTX 5000',
  },
  {
    architecture: 'RTX 5000',
    software: 'PyTorch 1.10.2+cu113',
    device: 'Quadro-RTX-5000',
    framework: 'pytorch',
    mode: 'eager',
    name: 'Fischer, PyTorch inference, Quadro RTX 5000',
  },
  {
    architecture: 'Xeon W-2155',
    software: 'TensorFlow 2.4.1',
    device: 'Intel Xeon W-2155',
    framework: 'keras',
    mode: 'eager',
    name: 'Fischer, Keras inference, Xeon W-2155',
  },
  {
    architecture: 'Xeon W-2155',
    software: 'PyTorch 1.10.2+cu113',
    device: 'Intel Xeon W-2155',
    framework: 'pytorch',
    mode: 'eager',
    name: 'Fischer, PyTorch inference, Xeon W-2155',
  },
];

/** Of each image: an evaluation waits for its input pipeline where that is slower. */
export interface EvaluationRow extends Measurement {
  readonly framework: 'keras' | 'pytorch';
}

/** Seconds that reading and decoding take for an image. */
export type Pipelines = Readonly<Record<'keras' | 'pytorch', number>>;

/** The slowest of both sets the pace; networks of a millisecond and less are all as fast as the pipeline. */
export const PIPELINE_PARAMETERS: readonly Parameter[] = [
  { name: 'pipeline.keras', initial: 5e-4, spread: 0.7 },
  { name: 'pipeline.pytorch', initial: 5e-4, spread: 0.7 },
];
const SHARPNESS = 8;

/** Time and energy of the device for an image; while the device waits it idles. */
export function evaluationOf(
  row: EvaluationRow,
  coefficients: Coefficients,
  pipelines: Pipelines,
): { readonly time: number; readonly energy: number } {
  const alone = predict(row, coefficients);
  const pipeline = pipelines[row.framework];
  const time = alone.time * (1 + (pipeline / alone.time) ** SHARPNESS) ** (1 / SHARPNESS);
  return { time, energy: alone.energy + row.platform.device.idle * (time - alone.time) };
}

/** One evaluated image of each network that has features. */
export function evaluationRows(kind: 'gpu' | 'cpu'): EvaluationRow[] {
  const { models } = readFeatures('applications');
  const table = readTable('fischer2022.csv');
  return ENVIRONMENTS.flatMap(({ architecture, software, device, framework, mode, name }) => {
    if (deviceNamed(device).kind !== kind) return [];
    const platform = platformOf({ device: deviceNamed(device), framework, mode, precision: null });
    return table.flatMap((row): EvaluationRow[] => {
      const { model = '' } = row;
      const features = models[`${framework} ${model}`];
      if (row['architecture'] !== architecture || row['software'] !== software) return [];
      if (features === undefined) return [];
      const forward = features.rows.map((one) => kernelOf(one).kernel);
      return [
        {
          set: name,
          id: model,
          group: model.replace(/\d+.*$/, ''),
          platform,
          framework,
          passes: [atBatch(forward, BATCH)],
          batch: BATCH,
          repeats: 1 / BATCH,
          time: seconds(Number(row['ms_per_image']) / 1000),
          energy: joules(Number(row['joules_per_image'])),
          size: { flops: flopsOfMacs(macs(features.macs)), params: features.params },
        },
      ];
    });
  });
}
