/** Predictions of single operations and of BERT's training steps on GPUs that no fit has seen. */
import type { Coefficients } from '../../src/catalog/efficiency.ts';
import { crossDevice } from './crossDevice.ts';
import type { Fits } from './fits.ts';
import { unmeasuredGpu } from './gpuCoefficients.ts';
import { publishedPredictor, unseenHost } from './hostFits.ts';
import { bertRows, operationRows, type OperationRow } from './mayaki.ts';
import { predict, type Measurement } from './measurement.ts';
import { unseen } from './split.ts';
import type { Checked, CheckedSet } from './validationRows.ts';

export function mayakiSets(fits: Fits): CheckedSet[] {
  return [...operationSets(fits), bertSet(fits)];
}

/** The chip whose products are fitted. */
const FITTED = 'RTX';

function operationSets(fits: Fits): CheckedSet[] {
  const { rows, listed } = operationRows();
  return [...new Set(rows.map(({ set }) => set))].map((set) => {
    const own = rows.filter((row) => row.set === set);
    // Of one chip. What a call takes is subtracted: nothing is waited for.
    const widthOf = crossDevice(fits, own[0]?.chip);
    return {
      set,
      quantity: 'time',
      split: set.includes(FITTED) ? 'by operation' : 'another device',
      rows: own.map((row) => {
        const { mode } = row.platform;
        const { width } = widthOf({ framework: 'pytorch', mode, waits: false });
        // Without matrix units products of this set are fitted, those of other operations.
        const plain = { ...fits.plain, all: unseen(fits.plain, row.group) };
        const coefficients = unmeasuredGpu({ ...fits, plain })(row.platform);
        return operation(row, coefficients, Math.exp(width));
      }),
      listed: listed.get(set) ?? own.length,
    };
  });
}

/** Operations as attention's have no parameters of their own: they are no baseline. */
function operation(row: OperationRow, coefficients: Coefficients, band: number): Checked {
  return { ...checked(row, predict(row, coefficients).time, band), baselines: { FLOPs: row.size.flops } };
}

function checked(
  { id, group, time }: Measurement,
  predicted: number,
  band: number,
): Omit<Checked, 'baselines'> {
  return { id, group, predicted, measured: time ?? NaN, ratedEnergy: null, band };
}

function bertSet(fits: Fits): CheckedSet {
  const rows = bertRows();
  const predicted = publishedPredictor(fits);
  const widthOf = crossDevice(fits, 'A100');
  return {
    set: 'Mayaki, A100, training of BERT, FP16',
    quantity: 'time',
    split: 'another device',
    rows: rows.map((row) => {
      const { time, waits } = predicted(row, unseenHost(fits.host, row));
      const { framework, platform } = row;
      const { width } = widthOf({ framework, mode: platform.mode, waits });
      const { flops, params } = row.size;
      return {
        ...checked(row, time, Math.exp(width)),
        baselines: { FLOPs: flops, parameters: params * row.batch },
      };
    }),
    listed: rows.length,
  };
}
