/** timm's benchmarks as measurements: time only. */
import { findDevice } from '../../src/catalog/devices.ts';
import type { Device } from '../../src/catalog/device.ts';
import { atBatch, type Kernel } from '../../src/cost/kernel.ts';
import { platformOf, type Mode, type Platform } from '../../src/cost/platform.ts';
import type { Precision } from '../../src/catalog/device.ts';
import type { MemoryFormat } from '../../src/units/memoryFormat.ts';
import { updateKernels } from '../../src/cost/update.ts';
import { flopsOfMacs, macs, seconds } from '../../src/units/quantity.ts';
import { readFeatures, type ModelFeatures } from '../features/file.ts';
import { kernelOf } from '../features/kernelRows.ts';
import { familyOf } from './families.ts';
import { backwardOf, inWidth, withoutFusedAttention } from './kernels.ts';
import type { Measurement } from './measurement.ts';
import { readTable } from './tables.ts';

export interface TimmSet {
  readonly name: string;
  readonly file: string;
  readonly device: string;
  readonly precision: Precision;
  readonly mode: Mode;
  readonly memoryFormat: MemoryFormat;
  /** PyTorch 2 fuses attention. */
  readonly fusesAttention: boolean;
  readonly pass: 'infer' | 'train';
}

const GPU = {
  device: 'RTX-3090',
  precision: 'fp16',
  mode: 'eager',
  pass: 'infer',
  memoryFormat: 'contiguous',
} as const;

export const TIMM = {
  nchw: {
    ...GPU,
    name: 'timm inference, RTX 3090, AMP, NCHW, PyTorch 2.4',
    file: 'timm/benchmark-infer-amp-nchw-pt240-cu124-rtx3090.csv',
    fusesAttention: true,
  },
  nhwc: {
    ...GPU,
    name: 'timm inference, RTX 3090, AMP, NHWC, PyTorch 2.4',
    file: 'timm/benchmark-infer-amp-nhwc-pt240-cu124-rtx3090.csv',
    memoryFormat: 'channels-last',
    fusesAttention: true,
  },
  older: {
    ...GPU,
    name: 'timm inference, RTX 3090, AMP, NCHW, PyTorch 1.13',
    file: 'timm/benchmark-infer-amp-nchw-pt113-cu117-rtx3090.csv',
    fusesAttention: false,
  },
  training: {
    ...GPU,
    name: 'timm training, RTX 3090, AMP, NCHW, PyTorch 1.12',
    file: 'timm/benchmark-train-amp-nchw-pt112-cu113-rtx3090.csv',
    fusesAttention: false,
    pass: 'train',
  },
  cpu: {
    name: 'timm inference, Core i9-10940X, FP32, compiled',
    file: 'timm/benchmark-infer-fp32-nchw-pt240-cpu-i9_10940x-dynamo.csv',
    device: 'Intel Core i9-10940X',
    precision: 'fp32',
    mode: 'compiled',
    memoryFormat: 'contiguous',
    fusesAttention: true,
    pass: 'infer',
  },
} as const satisfies Record<string, TimmSet>;

/** State values of the optimiser that timm's benchmark trains with: SGD with momentum. */
const MOMENTUM = 1;

export interface TimmRows {
  readonly rows: readonly Measurement[];
  /** Rows of the table, whether their model has features or not. */
  readonly listed: number;
}

export function timmRows(set: TimmSet): TimmRows {
  const { models } = readFeatures('timm');
  const platform = platformOf({
    device: deviceNamed(set.device),
    framework: 'pytorch',
    mode: set.mode,
    precision: set.precision,
    memoryFormat: set.memoryFormat,
  });
  const table = readTable(set.file);
  const rows = table.flatMap((row): Measurement[] => {
    const model = row['model'] ?? '';
    const size = Number(row[`${set.pass}_img_size`]);
    const features = models[`${model}@${size}`];
    if (features === undefined) return [];
    return [measurementOf(set, platform, model, features, row)];
  });
  return { rows, listed: table.length };
}

function measurementOf(
  set: TimmSet,
  platform: Platform,
  model: string,
  features: ModelFeatures,
  row: Readonly<Record<string, string>>,
): Measurement {
  const batch = Number(row[`${set.pass}_batch_size`]);
  const { elementBytes } = platform.arithmetic;
  const fused = features.rows.map(kernelOf);
  const trained = set.fusesAttention ? fused : fused.flatMap(withoutFusedAttention);
  const sized = trained.map((one) => inWidth(one, elementBytes));
  const forward = atBatch(
    sized.map(({ kernel }) => kernel),
    batch,
  );
  const passes: (readonly Kernel[])[] = [forward];
  if (set.pass === 'train') {
    passes.push(atBatch(sized.flatMap(backwardOf), batch), updateKernels(features.params, MOMENTUM));
  }
  return {
    set: set.name,
    id: model,
    group: familyOf(model),
    platform,
    passes,
    batch,
    repeats: 1,
    time: seconds(Number(row[`${set.pass}_step_time`]) / 1000),
    energy: null,
    size: { flops: flopsOfMacs(macs(features.macs)) * batch, params: features.params },
  };
}

/** Training and inference of one model at one image size. */
export interface RatioRow {
  readonly id: string;
  readonly group: string;
  readonly inference: Measurement;
  readonly training: Measurement;
  /** Time of a sample in training over that in inference. */
  readonly measured: number;
}

/** PyTorch 1.12 in training, 1.13 in inference. */
export function timmRatios(): { readonly rows: readonly RatioRow[]; readonly listed: number } {
  const sizes = (set: TimmSet): Map<string, string> =>
    new Map(readTable(set.file).map((row) => [row['model'] ?? '', row[`${set.pass}_img_size`] ?? '']));
  const [inferenceSizes, trainingSizes] = [sizes(TIMM.older), sizes(TIMM.training)];
  const isSame = (model: string): boolean => inferenceSizes.get(model) === trainingSizes.get(model);
  const trainings = new Map(timmRows(TIMM.training).rows.map((row) => [row.id, row]));
  const rows = timmRows(TIMM.older).rows.flatMap((inference): RatioRow[] => {
    const training = trainings.get(inference.id);
    if (training === undefined || !isSame(inference.id)) return [];
    const of = ({ time, batch }: Measurement): number => (time ?? NaN) / batch;
    const { id, group } = inference;
    return [{ id, group, inference, training, measured: of(training) / of(inference) }];
  });
  return { rows, listed: [...inferenceSizes.keys()].filter(isSame).length };
}

export function deviceNamed(name: string): Device {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`the catalogue has no ${name}`);
  return lookup.value;
}
