import type { GramsPerKilowattHour } from '../units/quantity.ts';
import { gramsPerKilowattHour } from '../units/quantity.ts';
import file from './grids.json' with { type: 'json' };
import { lazy } from './lazy.ts';
import type { Lookup } from './lookup.ts';
import { closest, found } from './lookup.ts';
import type { GridsFile } from './schema.ts';
import { citationOf, sourceOf } from './sources.ts';
import { trusted } from './trusted.ts';

/** The emission factor of one grid. */
export interface Grid {
  /** `DE`, `US-CA`, `aws:us-east-1`, `gcp:europe-west1`, `azure:westeurope`, `world`. */
  readonly code: string;
  readonly name: string;
  /** gCO2eq per kWh, mean of the year. */
  readonly intensity: GramsPerKilowattHour;
  /** The year the figure speaks of. */
  readonly year: number;
  readonly source: string;
  /** Life-cycle figures also count the building of plants and the mining of fuel: compare like with like. */
  readonly scope: 'lifecycle' | 'operational';
  /** The grid whose figure a cloud region takes. */
  readonly like?: string;
  readonly note?: string;
}

type Row = GridsFile['grids'][number];

const grids = lazy((): readonly Grid[] => trusted<GridsFile>(file).grids.map(toGrid));

const index = lazy(() => {
  const byName = new Map<string, Grid>();
  const regions = new Map<string, Grid[]>();
  for (const row of trusted<GridsFile>(file).grids) {
    const grid = toGrid(row);
    const [, region] = row.code.split(':');
    // a country's name is its own; the city of a cloud region is not that region's name
    const names = region === undefined ? [row.code, row.iso3 ?? row.code, row.name] : [row.code];
    for (const name of names) byName.set(keyOf(name), byName.get(keyOf(name)) ?? grid);
    if (region !== undefined) regions.set(keyOf(region), [...(regions.get(keyOf(region)) ?? []), grid]);
  }
  // `us-east-1` without its provider, where only one provider has such a region
  for (const [region, [only, ...others]] of regions) {
    if (only !== undefined && others.length === 0 && !byName.has(region)) byName.set(region, only);
  }
  return byName;
});

/** A grid by its code, an ISO 3166 code of two or three letters, a country's name, or a cloud region. */
export function findGrid(code: string): Lookup<Grid> {
  const match = index().get(keyOf(code));
  if (match !== undefined) return found(match);
  const names = listGrids().flatMap((grid) =>
    grid.code.includes(':') ? [grid.code] : [grid.code, grid.name],
  );
  return { found: false, suggestions: closest(code, names) };
}

export function listGrids(): readonly Grid[] {
  return grids();
}

/** Hyphens count: `us-east-1` is a region of AWS, `us-east1` one of Google Cloud. */
function keyOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '');
}

function toGrid(row: Row): Grid {
  return {
    code: row.code,
    name: row.name,
    intensity: gramsPerKilowattHour(row.intensity),
    year: row.year,
    source:
      row.like === undefined ? citationOf(row.source) : `${citationOf(row.source)}, figure of ${row.like}`,
    scope: sourceOf(row.source).scope ?? 'operational',
    ...(row.like === undefined ? {} : { like: row.like }),
    ...(row.note === undefined ? {} : { note: row.note }),
  };
}
