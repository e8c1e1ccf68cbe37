// @ts-check
/**
 * Makes grids.json: `node scripts/catalog/make-grids.mjs FOLDER`. FOLDER holds codecarbon_global_energy_mix.json
 * (mlco2/codecarbon, MIT), gcp_region_carbon_2024.csv (GoogleCloudPlatform/region-carbon-info, Apache-2.0) and
 * ccf_grid_aws.csv (cloud-carbon-coefficients, Apache-2.0). The mapping of regions and the US states lie beside this
 * script.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCsv } from './csv.mjs';
import { writeTables } from './write.mjs';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node scripts/catalog/make-grids.mjs FOLDER');
const input = (/** @type {string} */ name) => path.join(folder, name);
const beside = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;

/**
 * @typedef {{ code: string, name: string, intensity: number, year: number, source: string, iso3?: string,
 *   like?: string, note?: string }} Row
 * @typedef {{ country_name: string, carbon_intensity: number, total_TWh: number, year: number }} Mix
 */

/** @type {Record<string, Mix>} */
const mixes = JSON.parse(readFileSync(input('codecarbon_global_energy_mix.json'), 'utf8'));
const EU27 =
  'AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE'.split(
    ' ',
  );

/** @param {Mix[]} parts */
function generationWeighted(parts) {
  const total = parts.reduce((sum, part) => sum + part.total_TWh, 0);
  return parts.reduce((sum, part) => sum + part.carbon_intensity * part.total_TWh, 0) / total;
}

const countries = readCsv(beside('iso3166.csv')).map(({ alpha3 = '', alpha2 = '' }) => {
  const mix = mixes[alpha3];
  if (!mix) throw new Error(`${alpha3} is not in the mixes`);
  /** @type {Row} */
  const row = {
    code: alpha2,
    iso3: alpha3,
    name: mix.country_name,
    intensity: round(mix.carbon_intensity),
    year: mix.year,
    source: 'owid-codecarbon',
  };
  if (row.intensity === 0) {
    // 0.15 TWh, all hydropower, whose emissions round to nothing in Mt
    row.intensity = 24;
    row.source = 'ipcc-hydro';
    row.note =
      'The source rounds the little hydropower of this country to 0; this is the life-cycle median of hydropower.';
  }
  return row;
});

/** @type {Row[]} */
const totals = [
  {
    code: 'world',
    name: 'World',
    intensity: round(generationWeighted(Object.values(mixes))),
    year: 2023,
    source: 'owid-codecarbon',
    note: `Mean of ${Object.keys(mixes).length} countries, weighted by generation.`,
  },
  {
    code: 'EU',
    name: 'European Union',
    intensity: round(generationWeighted(EU27.flatMap((code) => mixes[code] ?? []))),
    year: 2023,
    source: 'owid-codecarbon',
    note: 'Mean of the 27 members, weighted by generation.',
  },
  // 0.954 and 0.477 lb/kWh of the two papers, at 453.592 g a pound
  {
    code: 'strubell-2019',
    name: 'US mean, Strubell et al. 2019',
    intensity: 432.7,
    year: 2018,
    source: 'strubell-2019',
  },
  {
    code: 'strubell-2020',
    name: 'US mean, Strubell et al. 2020',
    intensity: 216.4,
    year: 2020,
    source: 'strubell-2020',
  },
];

const states = readCsv(beside('us-states.csv')).map(({ state, name = '', gramsPerKilowattHour }) => ({
  code: `US-${state}`,
  name,
  intensity: Number(gramsPerKilowattHour),
  year: 2022,
  source: 'egrid2022',
}));

const google = readCsv(input('gcp_region_carbon_2024.csv')).map((row) => ({
  code: `gcp:${row['Google Cloud Region']}`,
  name: row['Location'] ?? '',
  intensity: round(Number(row['Grid carbon intensity (gCO2eq / kWh)'])),
  year: 2024,
  source: 'google-region-carbon',
}));

/** Tonnes per kWh there, grams here. */
const footprint = readCsv(input('ccf_grid_aws.csv')).map((row) => ({
  code: `ccf:${row['Region']}`,
  name: row['Country'] ?? '',
  intensity: round(Number(row['CO2e (metric ton/kWh)']) * 1e6),
  year: 2023,
  source: 'cloud-carbon-footprint',
}));

const known = new Map([...countries, ...states, ...google, ...footprint].map((row) => [row.code, row]));
const regions = readCsv(beside('cloud-regions.csv')).map(({ code = '', place = '', like = '', why = '' }) => {
  const origin = known.get(like);
  if (!origin) throw new Error(`${code}: no grid ${like}`);
  const { intensity, year, source } = origin;
  const own = like.startsWith('ccf:');
  return { code, name: place, intensity, year, source, ...(own ? {} : { like, note: why }) };
});

const grids = [...totals, ...countries, ...states, ...google, ...regions];
for (const { code, intensity } of grids) {
  if (!(intensity > 0 && intensity < 1500)) throw new Error(`${code}: ${intensity} g/kWh`);
}
await writeTables('grids.json', { grids });
