/** What `npm run validate` says of a set. */
import type { EfficiencyFile } from '../../src/catalog/efficiencySchema.ts';
import { barOf, coverageBar } from './bars.ts';
import { conformal, logSigma, median, medianError, rankCorrelation } from './statistics.ts';
import type { Checked, CheckedSet } from './validationRows.ts';

export interface Summary {
  readonly set: string;
  readonly quantity: CheckedSet['quantity'];
  readonly split: string;
  readonly rows: number;
  readonly listed: number;
  readonly medianError: number;
  /** Median of predicted over measured. */
  readonly bias: number;
  readonly logSigma: number;
  readonly rankCorrelation: number;
  /** Rows inside the 90 % band. */
  readonly inside: number;
  /** Median errors of baselines; all but TDP × time are scaled to be right in the median of these very rows. */
  readonly baselines: Readonly<Record<string, number>>;
  readonly verdict: string;
}

export function summaryOf(checked: CheckedSet): Summary {
  const { set, quantity, split, rows, listed } = checked;
  const logs = rows.map(logOf);
  const measured = rows.map((row) => row.measured);
  const summary = {
    set,
    quantity,
    split,
    rows: rows.length,
    listed,
    medianError: medianError(logs),
    bias: Math.exp(median(logs)),
    logSigma: logSigma(logs),
    rankCorrelation: rankCorrelation(
      rows.map(({ predicted }) => predicted),
      measured,
    ),
    inside: insideOf(checked),
    baselines: baselinesOf(rows),
  };
  return { ...summary, verdict: verdictOf(summary) };
}

function logOf({ predicted, measured }: Checked): number {
  return Math.log(predicted / measured);
}

const PARTS = 5;

/**
 * A fixed band where one is known beforehand. Else what holds 90 % of new rows by the errors of the other parts of the
 * split, so that no row widens its own band.
 */
function insideOf({ rows }: CheckedSet): number {
  const groups = [...new Set(rows.map(({ group }) => group))].sort();
  const partOf = new Map(groups.map((group, i) => [group, i % PARTS]));
  const widths = Array.from({ length: PARTS }, (_, part) =>
    conformal(
      rows.filter(({ group }) => partOf.get(group) !== part).map((row) => Math.abs(logOf(row))),
      0.9,
    ),
  );
  const inside = rows.filter((row) => {
    const width = row.band === null ? (widths[partOf.get(row.group) ?? 0] ?? NaN) : Math.log(row.band);
    return Math.abs(logOf(row)) <= width;
  });
  return inside.length;
}

function baselinesOf(rows: readonly Checked[]): Record<string, number> {
  const names = Object.keys(rows[0]?.baselines ?? {});
  // Not scaled: the TDP over the time that was measured is taken as it is.
  const fixed = rows.flatMap(({ ratedEnergy, measured }) =>
    ratedEnergy === null ? [] : [Math.log(ratedEnergy / measured)],
  );
  const scaled = (of: (row: Checked) => number): number => {
    const logs = rows.map((row) => Math.log(of(row) / row.measured));
    const middle = median(logs);
    return medianError(logs.map((log) => log - middle));
  };
  return {
    ...Object.fromEntries(names.map((name) => [name, scaled((row) => row.baselines[name] ?? NaN)])),
    ...(fixed.length === 0 ? {} : { 'TDP × time': medianError(fixed) }),
    'best constant': scaled(() => 1),
  };
}

function verdictOf(summary: Omit<Summary, 'verdict'>): string {
  const { inside, rows, baselines } = summary;
  const bar = barOf(summary);
  const missed: string[] = [];
  const worst = Math.min(...Object.values(baselines));
  if (bar !== null) {
    if (summary.medianError > bar.medianError) missed.push(`error above ${percent(bar.medianError)}`);
    if (bar.rankCorrelation !== undefined && summary.rankCorrelation < bar.rankCorrelation) {
      missed.push(`rank correlation below ${bar.rankCorrelation}`);
    }
    const constant = baselines['best constant'] ?? NaN;
    if (bar.belowConstant !== undefined && summary.medianError > (1 - bar.belowConstant) * constant) {
      missed.push(`less than ${percent(bar.belowConstant)} below the best constant`);
    }
    const { least, most } = coverageBar(rows);
    if (inside < least || inside > most) missed.push(`${inside} of ${rows} in the band`);
  }
  if (summary.medianError >= worst) missed.push('a baseline is better');
  if (missed.length > 0) return `missed: ${missed.join(', ')}`;
  return bar === null ? 'no bar' : 'reached';
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** What the coefficients file keeps of a set: three digits. */
export function residualsOf({
  set,
  quantity,
  split,
  rows,
  medianError: error,
  bias,
  logSigma: sigma,
}: Summary): EfficiencyFile['residuals']['sets'][number] {
  const rounded = (value: number): number => Number(value.toPrecision(3));
  return {
    ...{ set, quantity, split, rows },
    medianError: rounded(error),
    bias: rounded(bias),
    logSigma: rounded(sigma),
  };
}

/** How many rows rest on counts of our own analysis; columns of the tables stand in for none. */
export function standInsOf(summaries: readonly Summary[]): string {
  const listed = summaries.reduce((sum, one) => sum + one.listed, 0);
  const counted = summaries.reduce((sum, one) => sum + one.rows, 0);
  return `Counted by our own analysis: ${counted} of ${listed} rows (${percent(counted / listed)}). The others are left out: columns of the tables stand in for 0.0 %.`;
}
