/** `wattlens.toml`, and the table `[tool.wattlens]` of `pyproject.toml`. */
import { parse, TomlError } from 'smol-toml';
import { describeSpan, type Position, type SourceSpan } from '../units/span.ts';
import type { MutableOverrides, Overrides } from './configuration.ts';
import { applyEntry, entryName } from './entries.ts';
import { ConfigurationError } from './inputSpec.ts';

export interface ConfigFile {
  readonly uri: string;
  readonly overrides: Overrides;
  /** Folders as written: absolute, or relative to the file's own folder. */
  readonly searchPath: readonly string[];
  /** What is wrong in it, with file, line and remedy; the rest of it holds. */
  readonly problems: readonly { readonly message: string; readonly span: SourceSpan }[];
}

/** The names of configuration files in a folder, stronger first. */
export const CONFIG_FILE_NAMES = ['wattlens.toml', 'pyproject.toml'] as const;

/** Null: the file has nothing to say to Wattlens (a `pyproject.toml` without the table). */
export function readConfigFile(uri: string, text: string): ConfigFile | null {
  const isOwn = uri.endsWith('/wattlens.toml');
  let table: unknown;
  try {
    const document = parse(text);
    table = isOwn ? document : member(member(document, 'tool'), 'wattlens');
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // A pyproject.toml that is broken elsewhere is the concern of other tools.
    if (!isOwn && !text.includes('[tool.wattlens')) return null;
    const at: Position = { line: Math.max(error.line - 1, 0), character: Math.max(error.column - 1, 0) };
    const [reason = 'not valid TOML'] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    const span: SourceSpan = { uri, start: at, end: at };
    return {
      uri,
      overrides: {},
      searchPath: [],
      problems: [{ message: `${describeSpan(span)}: ${reason}; correct the line`, span }],
    };
  }
  if (table === undefined) return null;
  return readTable(uri, text, table);
}

function readTable(uri: string, text: string, table: unknown): ConfigFile {
  const overrides: MutableOverrides = {};
  const problems: { message: string; span: SourceSpan }[] = [];
  let searchPath: readonly string[] = [];
  for (const [key, value] of entriesOf(table)) {
    const span = spanOf(uri, text, key);
    try {
      if (entryName(key) === 'search-path') searchPath = folders(key, value);
      else {
        const detail = `${key} in ${describeSpan(span)}`;
        applyEntry(overrides, key, value, { origin: 'config-file', detail, span });
      }
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      problems.push({ message: `${describeSpan(span)}: ${error.message}`, span });
    }
  }
  return { uri, overrides, searchPath, problems };
}

function folders(key: string, value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!items.every((item) => typeof item === 'string')) {
    throw new ConfigurationError(`${key}: must be a folder or a list of folders`);
  }
  return items;
}

/** Tables inside the table (`[tool.wattlens.training]`) prefix their keys: `training.batch` is `training-batch`. */
function entriesOf(table: unknown, prefix = ''): (readonly [string, unknown])[] {
  if (typeof table !== 'object' || table === null) return [];
  return Object.entries(table).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? entriesOf(value, `${prefix}${key}-`)
      : [[shortName(`${prefix}${key}`), value] as const],
  );
}

/** `training-samples` is what settings call `training.samples`: the prefix says nothing new, but of batch and hours. */
function shortName(key: string): string {
  return /^training-(?!batch$|hours$)/.test(key) ? key.slice('training-'.length) : key;
}

/** The line on which a key is written. */
function spanOf(uri: string, text: string, key: string): SourceSpan {
  const last = key.slice(key.lastIndexOf('-') + 1);
  const pattern = new RegExp(`^\\s*["']?(?:${escaped(key)}|${escaped(last)})["']?\\s*[=.]`);
  const line = Math.max(
    text.split('\n').findIndex((candidate) => pattern.test(candidate)),
    0,
  );
  return { uri, start: { line, character: 0 }, end: { line, character: 0 } };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map(Object.entries(value)).get(key);
}
