/** Flags to overrides, by the same rules as pragmas and configuration files. */
import { findDevice } from '../catalog/devices.ts';
import { findGrid } from '../catalog/grids.ts';
import type { Lookup } from '../catalog/lookup.ts';
import type { MutableOverrides, Overrides } from '../config/configuration.ts';
import { applyEntry } from '../config/entries.ts';
import type { Entry } from '../config/entry.ts';
import { ENTRIES } from '../config/entryTable.ts';
import { ConfigurationError } from '../config/inputSpec.ts';
import { UsageError } from './usage.ts';

/** Flag, its argument, and what it says. Every one is an entry of the configuration as well. */
export const FIGURE_FLAGS: readonly Entry[] = ENTRIES.filter(({ value }) => value.kind !== 'input');

/** @param values by flag name, without dashes; `input` may hold several. Throws `UsageError`. */
export function overridesOf(values: Iterable<readonly [string, unknown]>): Overrides {
  const overrides: MutableOverrides = {};
  for (const [flag, value] of values) {
    const place = { origin: 'flag', detail: `--${flag}`, span: null } as const;
    try {
      for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
        applyEntry(overrides, flag, one, place);
      }
    } catch (error) {
      if (error instanceof ConfigurationError) throw new UsageError(`--${error.message}`);
      throw error;
    }
  }
  checkNames(overrides);
  return overrides;
}

/** Throws `UsageError` for a device or region that the catalogue does not have. */
export function checkNames(overrides: Overrides): void {
  const { device, inferenceDevice, searchDevice, region, inferenceRegion, searchRegion } = overrides;
  for (const name of [device, inferenceDevice, searchDevice]) {
    if (name !== undefined) mustBeKnown(name, 'device', findDevice(name.value));
  }
  for (const name of [region, inferenceRegion, searchRegion]) {
    if (name !== undefined) mustBeKnown(name, 'region', findGrid(name.value));
  }
}

function mustBeKnown(
  { value, detail }: { readonly value: string; readonly detail: string },
  what: 'device' | 'region',
  lookup: Lookup<unknown>,
): void {
  if (lookup.found) return;
  const hint = lookup.suggestions.length === 0 ? '' : `did you mean ${lookup.suggestions.join(', ')}? `;
  throw new UsageError(
    `${detail}: there is no ${what} "${value}"; ${hint}\`wattlens ${what}s\` lists all of them`,
  );
}
