/** What runs on a machine say of the cost model there: a factor, and how much it scatters from model to model. */

/** A run against its estimate, of one quantity. */
export interface Ratio {
  /** Runs of one key tell of their repeatability; only between keys does it show how the model errs. */
  readonly key: string;
  /** Measured over estimated. */
  readonly ratio: number;
}

export interface Correction {
  /** Measured over estimated: the geometric mean over the keys. */
  readonly factor: number;
  /** Half-width of the 90 % prediction interval as a factor; null: one key tells nothing of it. */
  readonly spread: number | null;
}

/** Student's t, 95th percentile, by degrees of freedom from 1 on; beyond the last, the normal distribution's 1.645. */
const T_95 = [
  6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753,
  1.746, 1.74, 1.734, 1.729, 1.725,
];
const T_95_NORMAL = 1.645;

/**
 * Mean of the logarithms, per key and then over the keys; the interval is that in which the next model falls:
 * t · s · √(1 + 1/n). Null without any ratio.
 */
export function correctionOf(ratios: readonly Ratio[]): Correction | null {
  const byKey = new Map<string, number[]>();
  for (const { key, ratio } of ratios) byKey.set(key, [...(byKey.get(key) ?? []), Math.log(ratio)]);
  if (byKey.size === 0) return null;
  const means = [...byKey.values()].map(mean);
  const center = mean(means);
  const count = means.length;
  if (count === 1) return { factor: Math.exp(center), spread: null };
  const variance = means.reduce((sum, one) => sum + (one - center) ** 2, 0) / (count - 1);
  const t = T_95[count - 2] ?? T_95_NORMAL;
  return { factor: Math.exp(center), spread: Math.exp(t * Math.sqrt(variance * (1 + 1 / count))) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
