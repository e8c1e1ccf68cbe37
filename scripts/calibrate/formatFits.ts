/**
 * What changes in channels-last, fitted to timm's inference times in that format. How launches run in plain order is known
 * from the fit to the same networks in plain order, and stays as it is.
 */
import { coefficientsFor, type Coefficients, type FormatFactors } from '../../src/catalog/efficiency.ts';
import { familyParts, logOfTime, THIN, valuesOf } from './fits.ts';
import type { Parameter } from './leastSquares.ts';
import type { Measurement } from './measurement.ts';
import { splitFit, thinned, type SplitFit } from './split.ts';
import { withTimes } from './timeModel.ts';
import { TIMM, timmRows } from './timm.ts';

/** By the priors nothing changes. */
export const FORMAT_PARAMETERS: readonly Parameter[] = [
  { name: 'work.conv', initial: 1, spread: 0.5 },
  { name: 'work.depthwise', initial: 1, spread: 0.5 },
  { name: 'work.grouped-conv', initial: 1, spread: 0.5 },
  { name: 'traffic.conv', initial: 1, spread: 0.3 },
  { name: 'traffic.depthwise', initial: 1, spread: 0.3 },
  { name: 'traffic.grouped-conv', initial: 1, spread: 0.3 },
  { name: 'traffic.normalisation', initial: 1, spread: 0.3 },
];

/** @param values of `FORMAT_PARAMETERS`, in their order */
export function withFormats(base: Coefficients, values: readonly number[], source: string): Coefficients {
  const table = new Map(FORMAT_PARAMETERS.map(({ name }, i) => [name, values[i] ?? NaN]));
  const of = (kind: string): FormatFactors => ({
    work: table.get(`work.${kind}`) ?? 1,
    traffic: table.get(`traffic.${kind}`) ?? 1,
  });
  const conv = of('conv');
  const kinds = {
    conv,
    depthwise: of('depthwise'),
    'grouped-conv': of('grouped-conv'),
    'transposed-conv': conv,
    normalisation: of('normalisation'),
  };
  return { ...base, channelsLast: { kinds, source } };
}

export function fitFormats(times: SplitFit): SplitFit {
  const rows = thinned(
    timmRows(TIMM.nhwc).rows.filter((row) => !isSplit(row)),
    THIN.times,
  );
  return splitFit(rows, familyParts(), FORMAT_PARAMETERS, (kept, values, part) => {
    const inPlainOrder = withTimes(coefficientsFor('gpu'), valuesOf(times, part), '');
    const coefficients = withFormats(inPlainOrder, values, '');
    return kept.map((row) => logOfTime(row, coefficients));
  });
}

const MOST_INDEXED = 2 ** 31;
const HALF_BYTES = 2;

/**
 * Batches so large that input and output of a launch have 2³¹ elements each: what indexes with 32 bits is split there, or runs
 * by other kernels, not the same ones in either format. They are predicted, not fitted.
 */
function isSplit({ passes }: Measurement): boolean {
  return passes.flat().some(({ activationBytes }) => activationBytes / HALF_BYTES >= 2 * MOST_INDEXED);
}
