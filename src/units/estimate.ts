import type { Quantity } from './quantity.ts';

/** A figure with its 90 % band; `low <= value <= high`. */
export interface Estimate<Q extends Quantity<string>> {
  readonly value: Q;
  readonly low: Q;
  readonly high: Q;
}

/** A band given by a multiplicative spread: `value / factor … value · factor`. `factor >= 1`. */
export function spread<Q extends Quantity<string>>(value: Q, factor: number): Estimate<Q> {
  return { value, low: (value / factor) as Q, high: (value * factor) as Q };
}

export function exactly<Q extends Quantity<string>>(value: Q): Estimate<Q> {
  return { value, low: value, high: value };
}

/** Multiplies value and band by one exactly known, non-negative number (PUE, epochs, samples). */
export function scaleEstimate<Q extends Quantity<string>>(estimate: Estimate<Q>, by: number): Estimate<Q> {
  return {
    value: (estimate.value * by) as Q,
    low: (estimate.low * by) as Q,
    high: (estimate.high * by) as Q,
  };
}

/** Carries an estimate over to another unit by a monotone conversion. */
export function mapEstimate<A extends Quantity<string>, B extends Quantity<string>>(
  estimate: Estimate<A>,
  convert: (value: A) => B,
): Estimate<B> {
  return { value: convert(estimate.value), low: convert(estimate.low), high: convert(estimate.high) };
}

/**
 * Sum of estimates whose errors share one cause (the same device model), so that the ends add up:
 * the widest of the honest choices. Independent errors would partly cancel.
 */
export function sumCorrelated<Q extends Quantity<string>>(terms: readonly Estimate<Q>[]): Estimate<Q> {
  let value = 0;
  let low = 0;
  let high = 0;
  for (const term of terms) {
    value += term.value;
    low += term.low;
    high += term.high;
  }
  return { value: value as Q, low: low as Q, high: high as Q };
}
