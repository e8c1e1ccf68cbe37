/** From IT energy to energy, carbon and money, and from the stages to the life cycle. */
import type { Estimate } from '../units/estimate.ts';
import { carbonOf, gramsPerKilowattHour, priceOf } from '../units/quantity.ts';
import type { Grams, Joules, UsDollars, UsDollarsPerKilowattHour } from '../units/quantity.ts';
import { convert, scale, sum, unknown, type Amount } from './amount.ts';
import { spanning, combineBands, bandOf, withBand, timesFactor, type RangedFactor } from './band.ts';

/** Where a stage happens: what its IT energy becomes at the meter and in the air. */
export interface Site {
  /** Power usage effectiveness, 1 or more. */
  readonly pue: RangedFactor;
  /** gCO2eq per kWh. */
  readonly intensity: RangedFactor;
}

/** PUE · IT energy: the one place where the PUE is applied. */
export function facilityEnergy(itEnergy: Amount<Joules>, { pue }: Site): Amount<Joules> {
  return convert(itEnergy, (estimate) => timesFactor(estimate, pue));
}

/** g of CO2eq of an energy at the meter. */
export function carbon(energy: Amount<Joules>, { intensity }: Site): Amount<Grams> {
  return convert(energy, (estimate) => carbonEstimate(estimate, intensity));
}

function carbonEstimate(energy: Estimate<Joules>, { value, low, high }: RangedFactor): Estimate<Grams> {
  const band = combineBands([bandOf(energy), spanning(value, [low, high])]);
  return withBand(carbonOf(energy.value, gramsPerKilowattHour(value)), band);
}

/** Price of the electricity. */
export function electricityPrice(
  energy: Amount<Joules>,
  tariff: UsDollarsPerKilowattHour,
): Amount<UsDollars> {
  return convert(energy, ({ value, low, high }) => ({
    value: priceOf(value, tariff),
    low: priceOf(low, tariff),
    high: priceOf(high, tariff),
  }));
}

/** The energy that is spent before the first inference: CT + T, T only if it is not already part of CT. */
export function development<Q extends Joules | Grams>(
  search: Amount<Q> | null,
  training: Amount<Q> | null,
  searchIncludesTraining: boolean,
): Amount<Q> | null {
  const counted = search !== null && searchIncludesTraining ? null : training;
  const parts = [search, counted].filter((part) => part !== null);
  return parts.length === 0 ? null : sum(parts);
}

/** EC = CT + T + e · I; unknown while e is. */
export function lifeCycleEnergy<Q extends Joules | Grams>(
  spent: Amount<Q> | null,
  inference: Amount<Q>,
  inferences: number | null,
): Amount<Q> {
  if (inferences === null) return unknown('the expected number of inferences is not known');
  const use = scale(inference, inferences);
  return sum([spent ?? unknown('no training was found'), use]);
}
