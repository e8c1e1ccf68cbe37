import { listDevices } from '../catalog/devices.ts';
import { listGrids } from '../catalog/grids.ts';
import { significant } from '../units/format.ts';

/** Something to pick from a list: `id` is what settings and flags take. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
}

/** Every device of the catalogue with what tells it from its neighbours. */
export function deviceChoices(): Choice[] {
  return listDevices().map(({ id, name, kind, year, tdp }) => ({
    id,
    name,
    detail: `${kind}, ${year}, ${significant(tdp)} W`,
  }));
}

/** Every region of the catalogue with its carbon intensity. */
export function regionChoices(): Choice[] {
  return listGrids().map(({ code, name, intensity, year }) => ({
    id: code,
    name,
    detail: `${significant(intensity)} gCO2eq/kWh, ${year}`,
  }));
}
