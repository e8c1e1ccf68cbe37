/** Flags to overrides, by the same rules as pragmas and configuration files. */
import { findDevice } from '../catalog/devices.ts';
import { findGrid } from '../catalog/grids.ts';
import type { Lookup } from '../catalog/lookup.ts';
import type { Overrides } from '../config/configuration.ts';
import { applyEntry, type MutableOverrides } from '../config/entries.ts';
import { ConfigurationError } from '../config/inputSpec.ts';
import { UsageError } from './usage.ts';

/** Flag, its argument, and what it says. Every one is an entry of the configuration as well. */
export const FIGURE_FLAGS: readonly (readonly [name: string, argument: string, help: string])[] = [
  ['device', 'NAME', 'device of the training, and of the inference unless that has its own'],
  ['region', 'CODE', 'region of the training, and of the inference unless that has its own'],
  ['inference-device', 'NAME', 'device of the inference'],
  ['inference-region', 'CODE', 'region of the inference'],
  ['search-device', 'NAME', 'device of the search, where it is another than that of the training'],
  ['search-region', 'CODE', 'region of the search'],
  ['batch', 'N', 'batch of the inference: replaces the batch axis of the inputs'],
  ['precision', 'NAME', 'fp32, tf32, fp16, bf16 or int8'],
  ['mode', 'MODE', 'eager or compiled'],
  ['pue', 'N', 'power usage effectiveness'],
  ['inference-pue', 'N', 'power usage effectiveness of the inference'],
  ['search-pue', 'N', 'power usage effectiveness of the search'],
  ['samples', 'N', 'samples in the training set'],
  ['epochs', 'N', 'epochs of the training'],
  ['training-batch', 'N', 'batch of the training'],
  ['trials', 'N', 'candidates of the search'],
  ['devices', 'N', 'accelerators of the training, data parallel'],
  ['scaling-efficiency', 'SHARE', 'throughput of all of them over that of as many single ones, 0 to 1'],
  ['overhead', 'MODEL', 'computed, gitzel (a training is 5 inferences) or strubell (hours and watts)'],
  ['training-hours', 'H', 'hours that the training takes, for --overhead strubell'],
  ['gpu-watts', 'W', 'mean power of one accelerator, for --overhead strubell; else its TDP'],
  ['cpu-watts', 'W', 'mean power of all processors, for --overhead strubell'],
  ['dram-watts', 'W', 'mean power of all memory, for --overhead strubell'],
  ['embodied', 'on|off', 'whether carbon includes the making of the device; off unless told'],
  ['show-parts', 'on|off', 'whether classes that are only parts of other models get figures of their own'],
  ['inferences', 'N', 'inferences expected over the life of the model'],
];

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
