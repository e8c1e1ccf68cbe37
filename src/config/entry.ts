/** What is said of each entry of the configuration, and how the table of them is written. */
import type * as v from 'valibot';
import type { Given } from '../units/found.ts';
import type { MutableOverrides } from './configuration.ts';
import type { Units } from './quantityText.ts';
import { countSchema, nameSchema, numberSchema, type ValueKind } from './valueKind.ts';

/** Where an entry is set in the editor. */
export interface EntrySetting {
  /** Below `wattlens.`. */
  readonly key: string;
  /** Markdown for the editor. */
  readonly text: string;
}

export interface Entry {
  /** In flags, pragmas and files: `training-batch`. */
  readonly name: string;
  /** As a title: `Training samples (D)`. */
  readonly label: string;
  /** One sentence for the command line, the schema and completions. */
  readonly help: string;
  /** Stands for the value in a usage: `N`. */
  readonly argument: string;
  readonly value: ValueKind;
  readonly setting: EntrySetting | null;
  /**
   * Whether a person's own settings may say it for all projects. What describes one project alone does not hold for
   * another, and would be silently wrong there.
   */
  readonly inUserSettings: boolean;
  /** Throws the message of the schema. Null: inputs, which add up. */
  readonly check: v.GenericSchema<unknown, unknown> | null;
  readonly put: (overrides: MutableOverrides, value: Given<never>) => void;
}

export type Words = Pick<Entry, 'name' | 'label' | 'help' | 'argument'> & {
  readonly setting: readonly [key: string, text: string];
  readonly inUserSettings?: boolean;
};

/** An entry of any kind. */
export function entry<T>(
  { setting: [key, text], inUserSettings = false, ...words }: Words,
  value: ValueKind,
  check: v.GenericSchema<unknown, T>,
  put: (overrides: MutableOverrides, value: Given<T>) => void,
): Entry {
  return { ...words, setting: { key, text }, inUserSettings, value, check, put };
}

/** Units that only name what is counted. */
export const counted = (example: string, ...words: readonly string[]): Units => ({
  words: Object.fromEntries(words.map((word) => [word, 1])),
  magnitudes: true,
  example,
});

export function count(
  words: Words,
  units: Units,
  put: (overrides: MutableOverrides, value: Given<number>) => void,
): Entry {
  return entry(words, { kind: 'count', units }, countSchema(units), put);
}

export type Bounds = Partial<Pick<Extract<ValueKind, { kind: 'number' }>, 'least' | 'isOpen' | 'most'>>;

export function number(
  words: Words,
  units: Units,
  { least = 0, isOpen = false, most = null }: Bounds,
  put: (overrides: MutableOverrides, value: Given<number>) => void,
): Entry {
  const value = { kind: 'number', units, least, isOpen, most } as const;
  return entry(words, value, numberSchema(value), put);
}

export function name(
  words: Words,
  of: 'device' | 'region',
  put: (overrides: MutableOverrides, value: Given<string>) => void,
): Entry {
  return entry({ inUserSettings: true, ...words }, { kind: 'name', of }, nameSchema, put);
}
