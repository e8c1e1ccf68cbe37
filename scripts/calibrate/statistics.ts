/** How good predictions are. */

/** Linear interpolation between the order statistics; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that holds this share of values that were not seen (split conformal prediction). */
export function conformal(values: readonly number[], share: number): number {
  return quantile(values, Math.min(1, share * (1 + 1 / values.length)));
}

/**
 * The value that holds this share of the values of a cluster that was not seen (conformal prediction): the quantile of
 * all of them, each cluster counting alike, at a share that is larger by one part in the number of clusters.
 */
export function quantileOfClusters(clusters: readonly (readonly number[])[], share: number): number {
  const weighted = clusters
    .flatMap((values) => values.map((value) => ({ value, weight: 1 / (values.length * clusters.length) })))
    .sort((a, b) => a.value - b.value);
  const wanted = Math.min(1, share * (1 + 1 / clusters.length));
  let held = 0;
  for (const { value, weight } of weighted) {
    held += weight;
    if (held >= wanted) return value;
  }
  return weighted.at(-1)?.value ?? NaN;
}

/** Median of |predicted / measured − 1|, from logs of the ratio. */
export function medianError(logs: readonly number[]): number {
  return median(logs.map((log) => Math.abs(Math.expm1(log))));
}

/** Standard deviation of logs around zero: bias counts. */
export function logSigma(logs: readonly number[]): number {
  return Math.sqrt(logs.reduce((sum, log) => sum + log * log, 0) / logs.length);
}

/** Spearman's rank correlation; equal values share their mean rank. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (x.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (const [i, value] of x.entries()) {
    const [dx, dy] = [value - mean, (y[i] ?? 0) - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((value, i) => ({ value, i })).sort((p, q) => p.value - q.value);
  const ranked = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to++;
    for (let k = from; k <= to; k++) ranked[order[k]?.i ?? 0] = (from + to) / 2;
    from = to + 1;
  }
  return ranked;
}
