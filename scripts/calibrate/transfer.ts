/** Trainings on devices that no fit has seen: what datasheets alone predict. */
import type { Precision } from '../../src/catalog/device.ts';
import { atBatch } from '../../src/cost/kernel.ts';
import { platformOf } from '../../src/cost/platform.ts';
import { updateKernels } from '../../src/cost/update.ts';
import { flopsOfMacs, joules, macs, seconds } from '../../src/units/quantity.ts';
import { readFeatures, type ModelFeatures } from '../features/file.ts';
import { kernelOf } from '../features/kernelRows.ts';
import { backwardOf, inWidth, withoutFusedAttention } from './kernels.ts';
import type { Measurement } from './measurement.ts';
import { readTable } from './tables.ts';
import { deviceNamed } from './timm.ts';

const ADAM = 2;
const MOMENTUM = 1;

/** One step of a training. */
interface Step {
  readonly features: string;
  readonly device: string;
  readonly framework: 'pytorch' | 'keras';
  readonly compiled: boolean;
  readonly precision: Precision;
  readonly batch: number;
  /** State values per parameter; null: gradients are accumulated over so many steps that updates are rare. */
  readonly state: number | null;
}

function stepOf(step: Step): Pick<Measurement, 'platform' | 'passes' | 'batch' | 'size'> {
  const platform = platformOf({
    device: deviceNamed(step.device),
    framework: step.framework,
    mode: step.compiled ? 'compiled' : 'eager',
    precision: step.precision,
  });
  const features = featuresNamed(step.features);
  const trained = features.rows
    .map(kernelOf)
    .flatMap(withoutFusedAttention)
    .map((one) => inWidth(one, platform.arithmetic.elementBytes));
  const forward = atBatch(
    trained.map(({ kernel }) => kernel),
    step.batch,
  );
  const backward = atBatch(trained.flatMap(backwardOf), step.batch);
  const update = step.state === null ? [] : [updateKernels(features.params, step.state)];
  return {
    platform,
    passes: [forward, backward, ...update],
    batch: step.batch,
    size: { flops: flopsOfMacs(macs(features.macs)) * step.batch, params: features.params },
  };
}

function featuresNamed(name: string): ModelFeatures {
  const features = readFeatures('training').models[name] ?? readFeatures('timm').models[name];
  if (features === undefined) throw new Error(`there are no features of ${name}`);
  return features;
}

const PRECISIONS: Readonly<Record<string, Precision>> = {
  'mixed precision': 'fp16',
  TF32: 'tf32',
  FP32: 'fp32',
};

/** NVIDIA's published single-GPU trainings of ResNet-50 and BERT-large. Time only. */
export function nvidiaRows(): Measurement[] {
  return readTable('nvidia-training.csv').map((row): Measurement => {
    const { features = '', task = '', device = '', framework = '', xla, precision = '' } = row;
    const batch = Number(row['batch']);
    const step = stepOf({
      features,
      device,
      framework: framework === 'PyTorch' ? 'pytorch' : 'keras',
      compiled: xla === 'yes',
      precision: PRECISIONS[precision] ?? 'fp32',
      batch,
      state: task === 'pretraining' ? null : task === 'squad' ? ADAM : MOMENTUM,
    });
    return {
      ...step,
      set: `NVIDIA tables, ${device.split('-')[0] ?? device}, training`,
      id: `${features} ${framework} ${device} ${precision} batch ${batch}`,
      group: features,
      repeats: 1,
      time: seconds(batch / Number(row['throughput'])),
      energy: null,
    };
  });
}

/** What of Zeus is known well enough: the networks, and the samples of an epoch. */
const ZEUS: Readonly<
  Record<string, { readonly features: string; readonly samples: number; readonly state: number }>
> = {
  // Train splits of ImageNet and CIFAR-100; SQuAD 1.1 as windows of 384 tokens (88,524 with the usual stride).
  'imagenet resnet50 adadelta': { features: 'resnet50@224', samples: 1_281_167, state: ADAM },
  'cifar100 shufflenetv2 adadelta': { features: 'shufflenetv2@32', samples: 50_000, state: ADAM },
  'cifar100 shufflenetv2 adam': { features: 'shufflenetv2@32', samples: 50_000, state: ADAM },
  'squad bert_base_uncased adamw': { features: 'bert-base-squad@384', samples: 88_524, state: ADAM },
};

/** The limit that leaves these boards as they are, W. */
const FULL_POWER = '250';

/** Epochs on one GPU without a power limit: time, and energy of the board. */
export function zeusRows(): Measurement[] {
  return [
    { table: 'zeus/summary_power_v100.csv', device: 'V100-PCIe', name: 'V100' },
    { table: 'zeus/summary_power_p100.csv', device: 'P100-PCIe', name: 'P100' },
  ].flatMap(({ table, device, name }) =>
    readTable(table).flatMap((row): Measurement[] => {
      const known = ZEUS[`${row['dataset'] ?? ''} ${row['network'] ?? ''} ${row['optimizer'] ?? ''}`];
      if (known === undefined || row['power_limit'] !== FULL_POWER) return [];
      const batch = Number(row['batch_size']);
      const { features, samples, state } = known;
      const step = stepOf({
        features,
        device,
        framework: 'pytorch',
        compiled: false,
        precision: 'fp32',
        batch,
        state,
      });
      const time = Number(row['time_per_epoch']);
      return [
        {
          ...step,
          set: `Zeus, ${name}, training, FP32`,
          id: `${features} ${device} ${row['optimizer'] ?? ''} batch ${batch}`,
          group: features,
          repeats: samples / batch,
          time: seconds(time),
          energy: joules(time * Number(row['average_power'])),
        },
      ];
    }),
  );
}
