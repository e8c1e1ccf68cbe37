import * as v from 'valibot';
import type { MutableOverrides, Overrides } from '../config/configuration.ts';
import { applyEntry } from '../config/entries.ts';
import { ENTRIES } from '../config/entryTable.ts';
import { ConfigurationError } from '../config/inputSpec.ts';
import { FIGURE_SETTINGS, SERVER_SETTINGS } from '../protocol/settings.ts';
import type { FigureSetting, ServerSetting, SettingValues } from '../protocol/settings.ts';

/** The settings for one document, checked. */
export interface Settings {
  readonly overrides: Overrides;
  /** As written: absolute, relative to a workspace folder, or URIs. */
  readonly searchPath: readonly string[];
  /** Interpreter or environment as written; null: none is set. */
  readonly python: string | null;
  readonly lenses: boolean;
  readonly hover: boolean;
  /** What was written wrongly and is not taken, for people. */
  readonly complaints: readonly string[];
}

const folders = v.array(v.pipe(v.string(), v.trim(), v.minLength(1)), 'must be a list of folders');
const flag = v.boolean('must be true or false');
const interpreter = v.pipe(v.string('must be a path'), v.trim());

const isFigureSetting = (key: string | undefined): key is FigureSetting =>
  FIGURE_SETTINGS.some((setting) => setting === key);

/** Entries that are settings, by the keys of those. */
const FIGURE_ENTRIES = ENTRIES.flatMap(({ name, setting, inUserSettings }) => {
  const key = setting?.key;
  return isFigureSetting(key) ? [{ key, name, inUserSettings }] : [];
});

const OF_ONE_PROJECT =
  'it describes one project, and is not taken for all of them; say it in the workspace settings, in wattlens.toml or in a pragma';

/** Checks each setting on its own, so that a wrong one takes none of the others with it. */
export function readSettings(values: SettingValues): Settings {
  const overrides: MutableOverrides = {};
  const complaints: string[] = [];
  for (const { key, name, inUserSettings } of FIGURE_ENTRIES) {
    const setting = values[key];
    if (setting === undefined || setting.value === null || setting.value === '') continue;
    const where = setting.origin === 'workspace-setting' ? 'workspace settings' : 'user settings';
    const detail = `wattlens.${key} in the ${where}`;
    if (setting.origin === 'user-setting' && !inUserSettings) {
      complaints.push(`${detail}: ${OF_ONE_PROJECT}`);
      continue;
    }
    try {
      applyEntry(overrides, name, setting.value, {
        origin: setting.origin,
        detail,
        span: null,
      });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      complaints.push(`${detail}: ${error.message}`);
    }
  }
  const read = <T>(key: ServerSetting, schema: v.GenericSchema<unknown, T>, fallback: T): T => {
    const value = values[key]?.value;
    if (value === undefined || value === null) return fallback;
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return parsed.output;
    complaints.push(`wattlens.${key}: ${parsed.issues[0].message}`);
    return fallback;
  };
  return {
    overrides,
    searchPath: read('searchPath', folders, []),
    python: read('python', interpreter, '') || null,
    lenses: read('lenses.enabled', flag, true),
    hover: read('hover.enabled', flag, true),
    complaints,
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
