/** What a person types for a factor: checked, with units read, and told again as it was understood. */
import { findDevice } from '../catalog/devices.ts';
import { findGrid } from '../catalog/grids.ts';
import type { Lookup } from '../catalog/lookup.ts';
import { given } from '../units/found.ts';
import { formatCount } from '../units/format.ts';
import type { MutableOverrides } from './configuration.ts';
import { applyEntry, findEntry } from './entries.ts';
import type { Entry } from './entry.ts';
import { ConfigurationError } from './inputSpec.ts';
import { formatInputs, type PlainValue } from './valueKind.ts';

export interface CheckedValue {
  /** As files and settings hold it. */
  readonly value: PlainValue;
  /** As it was understood: `1,280,000`, `NVIDIA A100 SXM 80 GB`. */
  readonly text: string;
}

const NOWHERE = { origin: 'flag', detail: 'typed', span: null } as const;

/** Throws `ConfigurationError`, which says what would be right. */
export function checkValue(name: string, typed: string): CheckedValue {
  const entry = findEntry(name);
  if (entry === undefined) throw new ConfigurationError(`there is no factor "${name}"`);
  const overrides: MutableOverrides = {};
  applyEntry(overrides, name, typed.trim(), NOWHERE);
  if (overrides.inputs !== undefined) {
    const inputs = formatInputs(overrides.inputs.value);
    return { value: inputs.length === 1 ? (inputs[0] ?? '') : inputs, text: inputs.join(' ') };
  }
  const [said = given('', 'flag', '')] = Object.values<{ readonly value: unknown }>({ ...overrides });
  return plain(entry, said.value);
}

function plain({ value: kind }: Entry, value: unknown): CheckedValue {
  if (typeof value === 'boolean') return { value, text: value ? 'on' : 'off' };
  if (typeof value === 'number') {
    return { value, text: Number.isSafeInteger(value) ? formatCount(value) : String(value) };
  }
  const text = String(value);
  if (kind.kind !== 'name') return { value: text, text };
  if (kind.of === 'device') {
    const { id, name } = known(text, 'device', findDevice(text));
    return { value: id, text: name };
  }
  const { code, name } = known(text, 'region', findGrid(text));
  return { value: code, text: name };
}

function known<T>(name: string, what: string, lookup: Lookup<T>): T {
  if (lookup.found) return lookup.value;
  const { suggestions } = lookup;
  const hint = suggestions.length === 0 ? '' : `; did you mean ${suggestions.join(', ')}?`;
  throw new ConfigurationError(`the catalogue knows no ${what} "${name}"${hint}`);
}

/** What is wrong with a device or region that was said; null: nothing, or it is another kind of entry. */
export function nameProblem(name: string, value: unknown): string | null {
  const kind = findEntry(name)?.value;
  if (kind?.kind !== 'name' || typeof value !== 'string') return null;
  try {
    checkValue(name, value);
    return null;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message;
  }
}
