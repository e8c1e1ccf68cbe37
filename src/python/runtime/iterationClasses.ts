/** Which iterations of a loop take the same branches, judged by the conditions that one recorded. */

/** Conditions worked out one by one; beyond them the shares are extrapolated. */
const MOST_SCANNED = 2_000_000;
const MOST_CLASSES = 16;

export interface IterationClasses {
  /** First iteration of each class other than that of the last iteration run, in order. */
  readonly firsts: readonly number[];
  /** How many iterations of each class there are from where the loop stands to `end`. */
  countUntil(end: number): { readonly base: number; of(first: number): number };
}

type Condition = (iteration: number) => boolean;

/**
 * `from` is the first iteration not run yet, `total` the known number of iterations.
 * Null: there is no known total and no condition that would ever change, so the loop has no end.
 */
export function classesOfIterations(
  conditions: readonly Condition[],
  last: number,
  from: number,
  total: number | null,
): IterationClasses | null {
  if (conditions.length === 0 && total === null) return null;
  const key = (iteration: number): number => {
    let vector = 0;
    // Beyond 2^31 by multiplication: a loop may well have more conditions than an int has bits.
    for (const condition of conditions) vector = vector * 2 + (condition(iteration) ? 1 : 0);
    return vector;
  };
  const base = key(last);
  const limit = Math.min(total ?? Infinity, from + Math.floor(MOST_SCANNED / Math.max(conditions.length, 1)));
  const firsts = new Map<number, number>();
  const scan = (iteration: number): void => {
    const vector = key(iteration);
    if (vector !== base && !firsts.has(vector) && firsts.size < MOST_CLASSES) firsts.set(vector, iteration);
  };
  if (conditions.length > 0) {
    for (let i = from; i < limit; i++) scan(i);
    if (limit < (total ?? Infinity)) probe(conditions, last, limit, total, scan);
  }
  if (total === null && firsts.size === 0) return null;
  return {
    firsts: [...firsts.values()].sort((a, b) => a - b),
    countUntil(end) {
      const counts = new Map<number, number>();
      const scanned = Math.min(end, limit);
      if (conditions.length === 0) counts.set(base, Math.max(end - from, 0));
      else {
        for (let i = from; i < scanned; i++) {
          const vector = key(i);
          const known = vector === base || firsts.has(vector) ? vector : base;
          counts.set(known, (counts.get(known) ?? 0) + 1);
        }
        const share = scanned > from && end > scanned ? (end - from) / (scanned - from) : 1;
        for (const [vector, count] of counts) counts.set(vector, Math.round(count * share));
      }
      const byFirst = new Map([...firsts].map(([vector, first]) => [first, vector]));
      const of = (first: number): number => Math.max(counts.get(byFirst.get(first) ?? -1) ?? 0, 1);
      // What was extrapolated is rounded; the whole is known.
      let others = 0;
      for (const first of firsts.values()) if (first < end) others += of(first);
      return { base: Math.max(end - from - others, 0), of };
    },
  };
}

/** Finds, beyond the scanned stretch, where a condition that has been steady changes for good. */
function probe(
  conditions: readonly Condition[],
  last: number,
  limit: number,
  total: number | null,
  scan: (iteration: number) => void,
): void {
  const farthest = total ?? 2 ** 50;
  for (const condition of conditions) {
    const now = condition(last);
    let low = limit;
    let high = limit;
    while (high < farthest && condition(high) === now) {
      low = high;
      high = Math.min(high * 2, farthest);
    }
    if (high >= farthest && (total === null || condition(farthest - 1) === now)) continue;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (condition(middle) === now) low = middle;
      else high = middle;
    }
    scan(high);
  }
}
