/** Named values as pragmas, configuration files, settings and flags have them in common, checked one by one. */
import * as v from 'valibot';
import { closest } from '../catalog/lookup.ts';
import { given, type Origin } from '../units/found.ts';
import type { SourceSpan } from '../units/span.ts';
import type { MutableOverrides } from './configuration.ts';
import type { Entry } from './entry.ts';
import { ENTRIES } from './entryTable.ts';
import { ConfigurationError, quoted } from './inputSpec.ts';
import { inputsOf } from './valueKind.ts';

/** Where a value was written. */
export interface Place {
  readonly origin: Origin;
  readonly detail: string;
  readonly span: SourceSpan | null;
}

/** Every name, for messages. */
export const ENTRY_NAMES: readonly string[] = ENTRIES.map(({ name }) => name);

const BY_NAME = new Map(ENTRIES.map((entry) => [entry.name, entry]));

/** Other names of entries. */
const ALIASES: Readonly<Record<string, string>> = { inputs: 'input', 'world-size': 'devices' };

/** `trainingBatch`, `training_batch` and `training-batch` are one name; `inputs` is several `input`. */
export function entryName(written: string): string {
  const name = written
    .replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)
    .replaceAll('_', '-')
    .replace(/^-/, '');
  return Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
}

/** Undefined for what is no entry. */
export function findEntry(written: string): Entry | undefined {
  return BY_NAME.get(entryName(written));
}

/** What is longer is no slip of the keyboard. */
const LONGEST_NAME = 60;

/** Puts one named value into the overrides. Throws `ConfigurationError` for a wrong name or value. */
export function applyEntry(overrides: MutableOverrides, written: string, value: unknown, place: Place): void {
  const entry = findEntry(written);
  if (entry === undefined) {
    const [near] = written.length > LONGEST_NAME ? [] : closest(entryName(written), ENTRY_NAMES, 1);
    const hint = near === undefined ? `. There are: ${ENTRY_NAMES.join(', ')}` : `; did you mean ${near}?`;
    throw new ConfigurationError(`${quoted(written)} is no setting${hint}`);
  }
  try {
    apply(entry, overrides, value, place);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(`${written}: ${error.message}`);
  }
}

function apply(
  { check, put }: Entry,
  overrides: MutableOverrides,
  value: unknown,
  { origin, detail, span }: Place,
): void {
  if (check === null) {
    const added = inputsOf(value);
    overrides.inputs = given([...(overrides.inputs?.value ?? []), ...added], origin, detail, span);
    return;
  }
  const parsed = v.safeParse(check, value);
  if (!parsed.success) throw new ConfigurationError(parsed.issues[0].message);
  // Entry and schema were made together: what the schema gives is what `put` takes.
  put(overrides, given(parsed.output as never, origin, detail, span));
}

/** Of an entry in the overrides: `trainingBatch`. */
export function entryKey(name: string): string {
  const camel = entryName(name).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return camel === 'input' ? 'inputs' : camel;
}
