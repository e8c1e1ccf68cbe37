import file from './pue.json' with { type: 'json' };
import type { PueFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

/** Power usage effectiveness: energy of the data centre over energy of its IT equipment, 1 or more. */
export interface Pue {
  readonly value: number;
  readonly year: number;
  readonly source: string;
}

const { years, providers } = trusted<PueFile>(file);

/** World mean of data centres by year of the survey, oldest first. */
export const WORLD_PUE: readonly Pue[] = years.map(({ pue, year, source }) => ({
  value: pue,
  year,
  source: citationOf(source),
}));

/** What a cloud provider reports; undefined for one that is not listed. `aws`, `gcp`, `azure`, `ovh`, `oracle`. */
export function pueOfProvider(provider: string): Pue | undefined {
  const row = providers.find((candidate) => candidate.provider === provider.toLowerCase());
  return row === undefined ? undefined : { value: row.pue, year: row.year, source: citationOf(row.source) };
}
