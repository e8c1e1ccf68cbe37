import { inferences } from '../units/quantity.ts';
import type { Inferences, Joules } from '../units/quantity.ts';
import { known, unknown, type Amount } from './amount.ts';
import { bandOf, combineBands, withBand } from './band.ts';

/**
 * e at which all inferences have used as much as search and training before them: (CT + T) / I. Both energies come from
 * one model of, at worst, two unlike machines, so their errors are taken for independent: the wider choice for a ratio.
 */
export function breakEven(spent: Amount<Joules> | null, inference: Amount<Joules>): Amount<Inferences> {
  if (spent === null) return unknown('nothing is trained or searched for in the code');
  if (spent.state !== 'known') return unknown(spent.reason);
  if (inference.state !== 'known') return unknown(inference.reason);
  const { value } = inference.estimate;
  if (value === 0) return unknown('an inference costs nothing');
  const { down, up } = bandOf(inference.estimate);
  const band = combineBands([bandOf(spent.estimate), { down: up, up: down }]);
  return known(withBand(inferences(spent.estimate.value / value), band));
}
