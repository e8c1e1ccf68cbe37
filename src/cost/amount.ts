/** A quantity that may be known only from below, or not at all. Arithmetic keeps track of that. */
import { scaleEstimate, sumCorrelated, type Estimate } from '../units/estimate.ts';
import type { Quantity } from '../units/quantity.ts';

export type Amount<Q extends Quantity<string>> =
  | { readonly state: 'known'; readonly estimate: Estimate<Q> }
  | { readonly state: 'at-least'; readonly low: Q; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string };

export function known<Q extends Quantity<string>>(estimate: Estimate<Q>): Amount<Q> {
  return { state: 'known', estimate };
}

export function atLeast<Q extends Quantity<string>>(low: Q, reason: string): Amount<Q> {
  return { state: 'at-least', low, reason };
}

export function unknown<Q extends Quantity<string>>(reason: string): Amount<Q> {
  return { state: 'unknown', reason };
}

/** The same amount, of which something is missing: what was known becomes a lower bound. */
export function missingPart<Q extends Quantity<string>>(amount: Amount<Q>, reason: string): Amount<Q> {
  return amount.state === 'known' ? atLeast(amount.estimate.low, reason) : amount;
}

/** `convert` must be monotone and keep low below value below high. */
export function convert<A extends Quantity<string>, B extends Quantity<string>>(
  amount: Amount<A>,
  estimate: (known: Estimate<A>) => Estimate<B>,
): Amount<B> {
  switch (amount.state) {
    case 'known':
      return known(estimate(amount.estimate));
    case 'at-least': {
      const { low } = amount;
      return atLeast(estimate({ value: low, low, high: low }).low, amount.reason);
    }
    case 'unknown':
      return amount;
  }
}

/** Times an exactly known number. */
export function scale<Q extends Quantity<string>>(amount: Amount<Q>, by: number): Amount<Q> {
  return convert(amount, (estimate) => scaleEstimate(estimate, by));
}

/**
 * Sum of amounts that share the cause of their errors, so that ends add to ends. One part unknown makes the rest a
 * lower bound; all unknown stays unknown.
 */
export function sum<Q extends Quantity<string>>(parts: readonly Amount<Q>[]): Amount<Q> {
  const estimates: Estimate<Q>[] = [];
  const reasons: string[] = [];
  for (const part of parts) {
    if (part.state === 'known') estimates.push(part.estimate);
    else {
      reasons.push(part.reason);
      if (part.state === 'at-least') estimates.push({ value: part.low, low: part.low, high: part.low });
    }
  }
  const total = sumCorrelated(estimates);
  if (reasons.length === 0) return known(total);
  const reason = [...new Set(reasons)].join('; ');
  return estimates.length === 0 ? unknown(reason) : atLeast(total.low, reason);
}
