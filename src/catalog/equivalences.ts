import type { Grams, Joules } from '../units/quantity.ts';
import { grams, joules } from '../units/quantity.ts';
import file from './equivalences.json' with { type: 'json' };
import type { EquivalencesFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

interface Provenance {
  readonly id: string;
  /** Follows a number: `12 km in a European passenger car`. */
  readonly label: string;
  readonly formula: string;
  readonly source: string;
  readonly year: number;
}

/** Something known from daily life, with the energy or the emissions of one of it. */
export type Equivalence = Provenance &
  (
    | { readonly quantity: 'energy'; readonly one: Joules }
    | { readonly quantity: 'carbon'; readonly one: Grams }
  );

/** Few, and each recomputed from its formula; the 10 g of a web search that some tools show did not stand up. */
export const EQUIVALENCES: readonly Equivalence[] = trusted<EquivalencesFile>(file).equivalences.map(
  ({ quantity, unitAmount, source, ...rest }) => {
    const provenance = { ...rest, source: citationOf(source) };
    return quantity === 'energy'
      ? { ...provenance, quantity, one: joules(unitAmount) }
      : { ...provenance, quantity, one: grams(unitAmount) };
  },
);

/** How many of it an energy or an amount of CO2eq is; undefined where it speaks of the other quantity. */
export function countOf(
  equivalence: Equivalence,
  amount: { readonly energy: Joules } | { readonly carbon: Grams },
): number | undefined {
  if (equivalence.quantity === 'energy') {
    return 'energy' in amount ? amount.energy / equivalence.one : undefined;
  }
  return 'carbon' in amount ? amount.carbon / equivalence.one : undefined;
}
