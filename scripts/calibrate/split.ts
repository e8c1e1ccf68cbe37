/** Fits that leave one part of the groups out, so that each row is predicted by a fit that never saw its group. */
import { fit, type Parameter, type Problem } from './leastSquares.ts';
import type { Measurement } from './measurement.ts';

/** Values of the parameters: of a fit to all rows, and of fits without one part of the groups each. */
export interface SplitFit {
  readonly parameters: readonly string[];
  readonly all: readonly number[];
  readonly parts: readonly (readonly number[])[];
  /** The part that each group was left out with. */
  readonly partOf: Readonly<Record<string, number>>;
}

/**
 * @param partOf the part that each group is left out with: 0, 1, …
 * @param residuals logs of predicted over measured of these rows, for values of the parameters of a part (null: all)
 */
export function splitFit<Row extends Pick<Measurement, 'group'>>(
  rows: readonly Row[],
  partOf: ReadonlyMap<string, number>,
  parameters: readonly Parameter[],
  residuals: (rows: readonly Row[], values: readonly number[], part: number | null) => readonly number[],
  search: Pick<Problem, 'outlier' | 'gain'> = {},
): SplitFit {
  const parts = 1 + Math.max(...partOf.values());
  const fitTo = (kept: readonly Row[], part: number | null, start?: readonly number[]): number[] =>
    fit(
      {
        parameters,
        residuals: (values) => residuals(kept, values, part),
        ...search,
      },
      start,
    ).map(rounded);
  const all = fitTo(rows, null);
  return {
    parameters: parameters.map(({ name }) => name),
    all,
    parts: Array.from({ length: parts }, (_, part) =>
      fitTo(
        rows.filter(({ group }) => partOf.get(group) !== part),
        part,
        all,
      ),
    ),
    partOf: Object.fromEntries(partOf),
  };
}

/** What is written to files, and what is predicted with: six digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** The values that never saw a group; those of all for a group that no fit knew. */
export function unseen({ all, parts, partOf }: SplitFit, group: string): readonly number[] {
  return parts[partOf[group] ?? -1] ?? all;
}

/**
 * At most so many rows of each group, evenly spread over it: a large family does not outvote the others, and a large
 * table is fitted in minutes. The rows in between are only predicted.
 */
export function thinned<Row extends Pick<Measurement, 'group'>>(rows: readonly Row[], most: number): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const members = groups.get(row.group);
    if (members === undefined) groups.set(row.group, [row]);
    else members.push(row);
  }
  return [...groups.values()].flatMap((members) => {
    const step = Math.max(1, members.length / most);
    return members.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  });
}
