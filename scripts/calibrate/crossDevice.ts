/**
 * How far predictions for GPUs that no fit has seen are off: published latencies and trainings on such GPUs, each predicted
 * by a fit that saw neither its chip nor its architecture family.
 */
import type { Mode } from '../../src/cost/platform.ts';
import type { Fits } from './fits.ts';
import type { GpuFits } from './gpuCoefficients.ts';
import { publishedPredictor, unseenHost } from './hostFits.ts';
import { publishedRows } from './publishedInference.ts';
import { quantileOfClusters } from './statistics.ts';
import type { PublishedRow } from './step.ts';
import { lambdaRows, nvidiaRows } from './transfer.ts';

interface Execution {
  readonly framework: PublishedRow['framework'];
  readonly mode: Mode;
  /** The device waits for its host at times, of which its datasheet says nothing. */
  readonly waits: boolean;
}

export interface CrossDevice {
  /** Half-width in log space that holds 90 % of times on an unseen device. */
  readonly width: number;
  /** Networks on a device in a precision, trained or run, that it rests on. */
  readonly clusters: number;
}

/**
 * By framework, mode, and whether the device waits for its host, each by itself: how a framework runs a network on a device
 * is one cluster of rows, since its batches err together.
 * @param without a chip of which no row counts, or ''
 */
export function crossDevice(
  fits: GpuFits & Pick<Fits, 'host'>,
  without = '',
): (execution: Execution) => CrossDevice {
  const predicted = publishedPredictor(fits);
  const clusters = new Map<string, Map<string, number[]>>();
  for (const row of [...publishedRows(), ...nvidiaRows(), ...lambdaRows()]) {
    if (row.chip === without) continue;
    const { time, waits } = predicted(row, unseenHost(fits.host, row));
    const name = nameOf({ framework: row.framework, mode: row.platform.mode, waits });
    const own = clusters.get(name) ?? new Map<string, number[]>();
    clusters.set(name, own);
    const cluster = `${row.set} ${row.group} ${row.platform.device.id} ${row.mixed}`;
    const error = Math.abs(Math.log(time / (row.time ?? NaN)));
    own.set(cluster, [...(own.get(cluster) ?? []), error]);
  }
  const widths = new Map(
    [...clusters].map(([name, own]) => [
      name,
      { width: quantileOfClusters([...own.values()], 0.9), clusters: own.size },
    ]),
  );
  return (execution) => {
    // Compiled code of PyTorch is in no table: TensorFlow's stands in. Compiled code never waits.
    const found = widths.get(nameOf(execution)) ?? widths.get('keras compiled');
    if (found === undefined) throw new Error(`no published times of ${nameOf(execution)}`);
    return found;
  };
}

function nameOf({ framework, mode, waits }: Execution): string {
  return `${framework} ${mode}${waits ? ', waiting' : ''}`;
}
