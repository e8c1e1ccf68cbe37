/** 90 % bands as factors around a value, and how they combine. */
import type { Estimate } from '../units/estimate.ts';
import type { Quantity } from '../units/quantity.ts';

/** The band `value / down … value · up`; both factors at least 1. */
export interface Band {
  readonly down: number;
  readonly up: number;
}

export const SHARP: Band = { down: 1, up: 1 };

/** The same factor on both sides, as calibration residuals give it. */
export function symmetric(factor: number): Band {
  return { down: factor, up: factor };
}

/** Around `value`, wide enough for all of the alternatives. */
export function spanning(value: number, alternatives: readonly number[]): Band {
  const known = alternatives.filter((other) => other > 0 && Number.isFinite(other));
  if (value <= 0 || known.length === 0) return SHARP;
  return {
    down: Math.max(1, value / Math.min(...known)),
    up: Math.max(1, Math.max(...known) / value),
  };
}

/**
 * The band of a product of factors whose errors have nothing to do with each other: their half-widths in log space add
 * as roots of sums of squares, each side by itself.
 */
export function combineBands(bands: readonly Band[]): Band {
  const [first = SHARP, ...others] = bands.filter(({ down, up }) => down > 1 || up > 1);
  if (others.length === 0) return first;
  const side = (pick: (band: Band) => number): number =>
    Math.exp(Math.hypot(...[first, ...others].map((band) => Math.log(pick(band)))));
  return { down: side(({ down }) => down), up: side(({ up }) => up) };
}

export function withBand<Q extends Quantity<string>>(value: Q, { down, up }: Band): Estimate<Q> {
  return { value, low: (value / down) as Q, high: (value * up) as Q };
}

/** The band of an estimate; sharp where the value is 0, which no factor spreads. */
export function bandOf({ value, low, high }: Estimate<Quantity<string>>): Band {
  return value === 0 || low === 0 ? SHARP : { down: value / low, up: high / value };
}

/** A factor that is assumed, with the range it may lie in. */
export interface RangedFactor {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** An estimate times a factor whose error is independent of it; a sharp factor scales value and ends alike. */
export function timesFactor<Q extends Quantity<string>>(
  estimate: Estimate<Q>,
  factor: RangedFactor,
): Estimate<Q> {
  const own = spanning(factor.value, [factor.low, factor.high]);
  return withBand((estimate.value * factor.value) as Q, combineBands([bandOf(estimate), own]));
}
