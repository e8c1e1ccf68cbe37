/** What a published figure ran: the passes of a network at a batch on a device, as a framework runs them. */
import type { Precision } from '../../src/catalog/device.ts';
import { atBatch, type Kernel } from '../../src/cost/kernel.ts';
import { platformOf } from '../../src/cost/platform.ts';
import { updateByTensor, updateKernels } from '../../src/cost/update.ts';
import type { LayerKind } from '../../src/units/layerKind.ts';
import type { MemoryFormat } from '../../src/units/memoryFormat.ts';
import { flopsOfMacs, macs } from '../../src/units/quantity.ts';
import { readFeatures, type ModelFeatures } from '../features/file.ts';
import { kernelOf, type TrainedKernel } from '../features/kernelRows.ts';
import { familyOf } from './families.ts';
import { backwardOf, inWidth, withoutFusedAttention } from './kernels.ts';
import type { Measurement } from './measurement.ts';
import { deviceNamed } from './timm.ts';

interface Run {
  readonly features: string;
  readonly device: string;
  readonly framework: 'pytorch' | 'keras';
  readonly compiled: boolean;
  readonly precision: Precision;
  readonly batch: number;
  /** Left out or null: what the framework chooses. */
  readonly memoryFormat?: MemoryFormat | null;
  /** Attention is one launch, as PyTorch 2 has it; left out: it is written out. */
  readonly fusedAttention?: true;
}

/** One step of a training. */
export interface Step extends Run {
  /** State values per parameter; null: gradients are accumulated over so many steps that updates are rare. */
  readonly state: number | null;
  /** Operations for each tensor where the optimiser goes from tensor to tensor; null: it takes all at once. */
  readonly launchesPerTensor: number | null;
}

/** What tells for a published figure which fits have not seen it. */
export interface PublishedRow extends Measurement {
  readonly framework: 'pytorch' | 'keras';
  readonly mixed: boolean;
  /** V100, A100, …: whatever its memory and board. */
  readonly chip: string;
  /** The architecture family. */
  readonly family: string;
}

type Ran = Omit<PublishedRow, 'set' | 'id' | 'group' | 'repeats' | 'time' | 'energy'>;

/** The precisions of published tables. */
export const PRECISIONS: Readonly<Record<string, Precision>> = {
  'mixed precision': 'fp16',
  TF32: 'tf32',
  FP32: 'fp32',
};

/**
 * NVIDIA's programs train and run convolutional networks of PyTorch in channels-last in mixed precision (their `configs.yml`).
 * Null: what the framework chooses.
 */
export function formatOfNvidia({
  features,
  framework,
  precision,
}: Pick<Run, 'features' | 'framework' | 'precision'>): MemoryFormat | null {
  const isConvolutional = !features.startsWith('bert');
  return isConvolutional && framework === 'pytorch' && precision === 'fp16' ? 'channels-last' : null;
}

export function stepOf(step: Step): Ran {
  const { trained, forward, ...ran } = forwardOf(step);
  const backward = atBatch(trained.flatMap(backwardOf), step.batch);
  // Issued one after the other, as the product has it.
  return { ...ran, passes: [[...forward, ...backward, ...updateOf(step)]] };
}

function updateOf({ features, state, launchesPerTensor }: Step): readonly Kernel[] {
  if (state === null) return [];
  const { params, rows, tensors } = featuresNamed(features);
  if (launchesPerTensor === null) return updateKernels(params, state);
  return updateByTensor(params, state, tensors ?? tensorsOf(rows.map(kernelOf)), launchesPerTensor);
}

/** Parameters: a norm and a dense layer have a weight and a bias, a convolution before a norm has its weight. */
function tensorsOf(trained: readonly TrainedKernel[]): number {
  const tensors: Readonly<Partial<Record<LayerKind, number>>> = {
    ...{ conv: 1, depthwise: 1, 'grouped-conv': 1, embedding: 1 },
    ...{ normalisation: 2, dense: 2 },
  };
  return trained.reduce((sum, { kernel }) => sum + kernel.count * (tensors[kernel.kind] ?? 0), 0);
}

export function inferenceOf(run: Run): Ran {
  const { trained: _, forward, ...ran } = forwardOf(run);
  return { ...ran, passes: [forward] };
}

function forwardOf(run: Run): Omit<Ran, 'passes'> & {
  readonly trained: readonly TrainedKernel[];
  readonly forward: readonly Kernel[];
} {
  const { device, framework, compiled, precision, batch, memoryFormat = null } = run;
  const platform = platformOf({
    device: deviceNamed(device),
    framework,
    mode: compiled ? 'compiled' : 'eager',
    precision,
    memoryFormat,
  });
  const features = featuresNamed(run.features);
  const trained = features.rows
    .map(kernelOf)
    .flatMap((one) => (run.fusedAttention === true ? [one] : withoutFusedAttention(one)))
    .map((one) => inWidth(one, platform.arithmetic.elementBytes));
  return {
    platform,
    batch,
    framework,
    mixed: precision === 'fp16',
    chip: device.split('-')[0] ?? device,
    family: run.features.startsWith('bert') ? 'bert' : familyOf(run.features),
    size: { flops: flopsOfMacs(macs(features.macs)) * batch, params: features.params },
    trained,
    forward: atBatch(
      trained.map(({ kernel }) => kernel),
      batch,
    ),
  };
}

let known: Readonly<Record<string, ModelFeatures>> | null = null;

function featuresNamed(name: string): ModelFeatures {
  known ??= Object.fromEntries(
    ['timm', 'training', 'mayaki'].flatMap((table) => Object.entries(readFeatures(table).models)),
  );
  const features = known[name];
  if (features === undefined) throw new Error(`there are no features of ${name}`);
  return features;
}
