/**
 * How far predictions for GPUs that no fit has seen are off: published latencies on such GPUs, each predicted by a fit
 * that saw neither its chip nor its architecture family.
 */
import type { Mode } from '../../src/cost/platform.ts';
import type { Fits } from './fits.ts';
import type { GpuFits } from './gpuCoefficients.ts';
import { publishedPredictor, unseenHost } from './hostFits.ts';
import { publishedRows } from './publishedInference.ts';
import { quantileOfClusters } from './statistics.ts';
import type { PublishedRow } from './step.ts';

interface Execution {
  readonly framework: PublishedRow['framework'];
  readonly mode: Mode;
}

export interface CrossDevice {
  /** Half-width in log space that holds 90 % of times on an unseen device. */
  readonly width: number;
  /** Networks on a chip in a precision that it rests on. */
  readonly clusters: number;
}

/**
 * By framework and mode, each by itself: how a framework runs a network on a chip is one cluster of rows, since its
 * batches err together.
 * @param without a chip of which no row counts, or ''
 */
export function crossDevice(
  fits: GpuFits & Pick<Fits, 'host'>,
  without = '',
): (execution: Execution) => CrossDevice {
  const predicted = publishedPredictor(fits);
  const clusters = new Map<string, Map<string, number[]>>();
  for (const row of publishedRows()) {
    if (row.chip === without) continue;
    const name = nameOf({ framework: row.framework, mode: row.platform.mode });
    const own = clusters.get(name) ?? new Map<string, number[]>();
    clusters.set(name, own);
    const { time } = predicted(row, unseenHost(fits.host, row));
    const error = Math.abs(Math.log(time / (row.time ?? NaN)));
    own.set(row.group, [...(own.get(row.group) ?? []), error]);
  }
  const widths = new Map(
    [...clusters].map(([name, own]) => [
      name,
      { width: quantileOfClusters([...own.values()], 0.9), clusters: own.size },
    ]),
  );
  return (execution) => {
    // Compiled code of PyTorch is in no table: TensorFlow's stands in.
    const found = widths.get(nameOf(execution)) ?? widths.get('keras compiled');
    if (found === undefined) throw new Error(`no published latencies of ${nameOf(execution)}`);
    return found;
  };
}

function nameOf({ framework, mode }: Execution): string {
  return `${framework} ${mode}`;
}
