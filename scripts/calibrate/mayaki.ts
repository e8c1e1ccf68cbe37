/**
 * Single operations of a Transformer and of an LSTM, and training steps of BERT, on GPUs that no fit has seen (Mayaki and
 * Charpenay 2025).
 */
import { flopsOfMacs, macs, seconds } from '../../src/units/quantity.ts';
import type { Kernel } from '../../src/cost/kernel.ts';
import { matrixPeak, platformOf, type Platform } from '../../src/cost/platform.ts';
import type { Measurement } from './measurement.ts';
import { operationKernels } from './operationKernels.ts';
import { median } from './statistics.ts';
import { stepOf, type PublishedRow } from './step.ts';
import { readTable } from './tables.ts';
import { deviceNamed } from './timm.ts';

export interface OperationRow extends Measurement {
  readonly operation: string;
  readonly chip: string;
}

export interface Operations {
  readonly rows: readonly OperationRow[];
  /** How many rows the table has of each set. */
  readonly listed: ReadonlyMap<string, number>;
}

const TRANSFORMER: ReadonlySet<string> = new Set([
  'query, key and value',
  'attention scores',
  'softmax',
  'attention output',
  'output projection',
]);

/** Share of the smallest calls whose median time is taken for that of a call without work. */
const EMPTY = 0.2;

/**
 * Each operation was timed once, with a measuring thread beside it: a call takes 0.1 to 0.4 ms before its work begins. That
 * is subtracted, and calls are left out whose work would take less even at the datasheet's rates.
 */
export function operationRows(): Operations {
  const rows = readTable('mayaki/operations.csv').map(rowOf);
  const byOperation = new Map<string, OperationRow[]>();
  const listed = new Map<string, number>();
  for (const row of rows) {
    listed.set(row.set, (listed.get(row.set) ?? 0) + 1);
    const key = `${row.set} ${row.operation}`;
    byOperation.set(key, [...(byOperation.get(key) ?? []), row]);
  }
  return { rows: [...byOperation.values()].flatMap(withoutCall), listed };
}

function rowOf(row: Readonly<Record<string, string>>): OperationRow {
  const { device = '', operation = '' } = row;
  const size = {
    batch: Number(row['batch']),
    length: Number(row['length'] === '' ? 1 : row['length']),
    inputs: Number(row['inputs']),
    width: Number(row['width']),
  };
  const kernels = operationKernels(operation, size);
  const chip = device.startsWith('A100') ? 'A100' : 'RTX';
  const name = device.startsWith('A100') ? 'A100' : 'RTX 2080 Ti';
  return {
    set: `Mayaki, ${name}, ${TRANSFORMER.has(operation) ? 'Transformer' : 'LSTM'} operations`,
    id: `${operation} on ${device}, batch ${size.batch}, ${size.length} × ${size.inputs} → ${size.width}`,
    group: operation,
    operation,
    chip,
    // 0.83 of the A100's peak in TF32 is four times its peak without, 0.84 of the RTX's in FP32 an eighth of that in FP16.
    platform: platformOf({
      device: deviceNamed(device),
      framework: 'pytorch',
      mode: 'eager',
      precision: chip === 'A100' ? 'tf32' : 'fp32',
    }),
    passes: [kernels],
    batch: size.batch,
    repeats: 1,
    time: seconds(Number(row['seconds'])),
    energy: null,
    size: { flops: flopsOf(kernels), params: 0 },
  };
}

/** Multiplications and additions, and what is done element by element. */
function flopsOf(kernels: readonly Kernel[]): number {
  return kernels.reduce(
    (sum, one) => sum + flopsOfMacs(macs(one.macs)) + one.elementwise + one.transcendental,
    0,
  );
}

/** Rows of one operation on one device. */
function withoutCall(rows: readonly OperationRow[]): OperationRow[] {
  const bySize = [...rows].sort((a, b) => ratedTime(a) - ratedTime(b));
  const smallest = bySize.slice(0, Math.ceil(EMPTY * rows.length));
  const call = median(smallest.map(({ time }) => time ?? NaN));
  return rows
    .filter((row) => ratedTime(row) >= call)
    .map((row) => ({ ...row, time: seconds((row.time ?? NaN) - call) }));
}

/** What the work takes at the rates of the datasheet. */
function ratedTime({ passes, platform }: OperationRow): number {
  return passes.flat().reduce((sum, kernel) => sum + ratedLaunch(kernel, platform), 0);
}

function ratedLaunch(
  { kind, macs: products, weightBytes, activationBytes }: Kernel,
  platform: Platform,
): number {
  const arithmetic = flopsOfMacs(products) / matrixPeak(platform, kind);
  const traffic = (weightBytes + activationBytes) / platform.device.bandwidth;
  return Math.max(arithmetic, traffic);
}

const ADAM = 2;

/** Steps of a training of BERT by its published code: mixed precision, AdamW, 256 tokens. */
export function bertRows(): PublishedRow[] {
  return readTable('mayaki/bert.csv').map((row): PublishedRow => {
    const { device = '', layers = '', width = '', heads = '' } = row;
    const batch = Number(row['batch']);
    const features = `bert ${layers} ${width} ${heads}`;
    return {
      ...stepOf({
        ...{ features, device, framework: 'pytorch', compiled: false, precision: 'fp16', batch },
        ...{ state: ADAM, launchesPerTensor: null, fusedAttention: true },
      }),
      set: 'Mayaki, A100, training of BERT, FP16',
      id: `${features} ${device} batch ${batch}`,
      group: features,
      repeats: 1,
      time: seconds(Number(row['seconds'])),
      energy: null,
    };
  });
}
