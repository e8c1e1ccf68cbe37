import * as v from 'valibot';
import type { Overrides } from '../config/configuration.ts';
import { SERVER_SETTINGS } from '../protocol/settings.ts';
import type { FigureSetting, SettingValue, SettingValues } from '../protocol/settings.ts';
import { given } from '../units/found.ts';
import type { Given } from '../units/found.ts';

/** The settings for one document, checked. */
export interface Settings {
  readonly overrides: Overrides;
  /** As written: absolute, relative to a workspace folder, or URIs. */
  readonly searchPath: readonly string[];
  readonly lenses: boolean;
  readonly hover: boolean;
  /** What was written wrongly and is not taken, for people. */
  readonly complaints: readonly string[];
}

const name = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'));
const atLeastOne = v.pipe(v.number(), v.finite(), v.minValue(1, 'must be at least 1'));
const wholeNumber = v.pipe(
  v.number(),
  v.safeInteger('must be a whole number'),
  v.minValue(1, 'must be at least 1'),
);

const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0, 'must not be negative'));
const precision = v.picklist(['fp64', 'fp32', 'tf32', 'fp16', 'bf16', 'int8']);
const mode = v.picklist(['eager', 'compiled']);

/** Checks each setting on its own, so that a wrong one takes none of the others with it. */
class Reader {
  readonly complaints: string[] = [];
  readonly #values: SettingValues;

  constructor(values: SettingValues) {
    this.#values = values;
  }

  read<T>(
    key: keyof SettingValues,
    schema: v.GenericSchema<unknown, T>,
  ): { value: T; setting: SettingValue } | undefined {
    const setting = this.#values[key];
    if (setting === undefined || setting.value === null || setting.value === '') return undefined;
    const parsed = v.safeParse(schema, setting.value);
    if (parsed.success) return { value: parsed.output, setting };
    this.complaints.push(`wattlens.${key}: ${parsed.issues[0].message}`);
    return undefined;
  }

  take<T>(key: FigureSetting, schema: v.GenericSchema<unknown, T>, put: (found: Given<T>) => void): void {
    const found = this.read(key, schema);
    if (found === undefined) return;
    const { value, setting } = found;
    const where = setting.origin === 'workspace-setting' ? 'workspace settings' : 'user settings';
    put(given(value, setting.origin, `wattlens.${key} in the ${where}`));
  }
}

/** Checks what the client told; anything wrong becomes a complaint and is left out. */
export function readSettings(values: SettingValues): Settings {
  const reader = new Reader(values);
  const overrides: { -readonly [Key in keyof Overrides]: Overrides[Key] } = {};
  reader.take('device', name, (found) => (overrides.device = found));
  reader.take('region', name, (found) => (overrides.region = found));
  reader.take('inferenceDevice', name, (found) => (overrides.inferenceDevice = found));
  reader.take('inferenceRegion', name, (found) => (overrides.inferenceRegion = found));
  reader.take('pue', atLeastOne, (found) => (overrides.pue = found));
  reader.take('inferencePue', atLeastOne, (found) => (overrides.inferencePue = found));
  reader.take('precision', precision, (found) => (overrides.precision = found));
  reader.take('mode', mode, (found) => (overrides.mode = found));
  reader.take('batch', wholeNumber, (found) => (overrides.batch = found));
  reader.take('inferences', notNegative, (found) => (overrides.inferences = found));
  reader.take('training.samples', wholeNumber, (found) => (overrides.samples = found));
  reader.take('training.epochs', wholeNumber, (found) => (overrides.epochs = found));
  reader.take('training.batch', wholeNumber, (found) => (overrides.trainingBatch = found));
  reader.take('training.trials', wholeNumber, (found) => (overrides.trials = found));
  return {
    overrides,
    searchPath: reader.read('searchPath', v.array(name))?.value ?? [],
    lenses: reader.read('lenses.enabled', v.boolean())?.value ?? true,
    hover: reader.read('hover.enabled', v.boolean())?.value ?? true,
    complaints: reader.complaints,
  };
}

/**
 * Values out of the nested object that a plain client answers `workspace/configuration` with. It cannot say whether
 * the project or the user wrote them, so they are taken for the weaker: a user's own.
 */
export function settingValues(section: unknown): SettingValues {
  const values: SettingValues = {};
  for (const key of SERVER_SETTINGS) {
    const value = at(section, key);
    if (value !== undefined && value !== null) values[key] = { value, origin: 'user-setting' };
  }
  return values;
}

function at(section: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((inner, part) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return new Map(Object.entries(inner)).get(part);
  }, section);
}

/** Turns a folder as written into a URI: absolute, or relative to the workspace folder; null for nonsense. */
export function folderUri(written: string, workspaceFolder: string | null): string | null {
  const path = written.replace(/^\$\{workspaceFolder\}[\\/]?/, './').replaceAll('\\', '/');
  // a drive letter is no scheme
  if (/^[a-z][a-z\d+.-]+:/i.test(path)) return path.replace(/\/+$/, '');
  const encoded = encodeURI(/^[a-z]:\//i.test(path) ? `/${path}` : path);
  const base = workspaceFolder === null ? 'file:///' : `${workspaceFolder}/`;
  if (workspaceFolder === null && !encoded.startsWith('/')) return null;
  return URL.canParse(encoded, base) ? new URL(encoded, base).href.replace(/\/+$/, '') : null;
}
