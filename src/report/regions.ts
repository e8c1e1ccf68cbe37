/** The same energy on other grids. */
import { findGrid } from '../catalog/grids.ts';
import type { Figure, Footprint } from '../footprint/schema.ts';
import { carbonOf, gramsPerKilowattHour, joules } from '../units/quantity.ts';

export interface RegionRow {
  readonly name: string;
  /** gCO2eq per kWh */
  readonly intensity: number;
  /** Why it is in the list besides its size; empty for the others. */
  readonly note: string;
  readonly inference: Figure;
  readonly training: Figure | null;
  readonly search: Figure | null;
}

/**
 * Grids to compare with: the world and, from clean to dirty, countries with much of its electricity or many of its data
 * centres. All are life-cycle factors, so that they compare.
 */
const COMPARED = [
  'world',
  'NO',
  'SE',
  'FR',
  'BR',
  'CA',
  'GB',
  'IE',
  'US',
  'DE',
  'JP',
  'SG',
  'CN',
  'PL',
  'IN',
  'ZA',
];

/** Carbon of each stage in the regions that it is set in and in others, cleanest first. */
export function regionRows({ inference, training, search }: Footprint): RegionRow[] {
  const own = new Map<
    string,
    { readonly name: string; readonly intensity: number; readonly notes: string[] }
  >();
  const add = (code: string, name: string, intensity: number, note: string): void => {
    const row = own.get(code) ?? { name, intensity, notes: [] };
    own.set(code, row);
    if (note !== '') row.notes.push(note);
  };
  add(inference.region.code, inference.region.name, inference.region.carbonIntensity, 'inference');
  if (training !== null) {
    add(training.region.code, training.region.name, training.region.carbonIntensity, 'training');
  }
  if (search !== null) add(search.region.code, search.region.name, search.region.carbonIntensity, 'search');
  for (const code of COMPARED) {
    const grid = findGrid(code);
    if (grid.found) add(grid.value.code, grid.value.name, grid.value.intensity, '');
  }
  return [...own.values()]
    .sort((a, b) => a.intensity - b.intensity)
    .map(({ name, intensity, notes }) => ({
      name,
      intensity,
      note: notes.length === 0 ? '' : `${notes.join(', ')} here`,
      inference: emitted(inference.energy, intensity),
      training: training === null ? null : emitted(training.energy, intensity),
      search: search === null ? null : emitted(search.energy, intensity),
    }));
}

function emitted(energy: Figure, intensity: number): Figure {
  const grams = (amount: number): number => carbonOf(joules(amount), gramsPerKilowattHour(intensity));
  if (energy.value !== null) {
    return { ...energy, value: grams(energy.value), low: grams(energy.low), high: grams(energy.high) };
  }
  return 'low' in energy ? { ...energy, low: grams(energy.low) } : energy;
}
