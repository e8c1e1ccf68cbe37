/** `wattlens.toml`, and the table `[tool.wattlens]` of `pyproject.toml`. */
import { describeSpan, type Position, type SourceSpan } from '../units/span.ts';
import type { MutableOverrides, Overrides } from './configuration.ts';
import { applyEntry, entryName, findEntry } from './entries.ts';
import { ConfigurationError } from './inputSpec.ts';
import { positionsOf } from './textEdit.ts';
import { isFailure, parseToml, type TomlDocument, type TomlEntry } from './tomlDocument.ts';

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
  const table = wattlensTable(uri);
  const parsed = parseToml(text);
  if (isFailure(parsed)) {
    // A pyproject.toml that is broken elsewhere is the concern of other tools.
    if (table.length > 0 && !text.includes('[tool.wattlens')) return null;
    const at: Position = { line: parsed.line, character: parsed.character };
    const span: SourceSpan = { uri, start: at, end: at };
    return {
      uri,
      overrides: {},
      searchPath: [],
      problems: [{ message: `${parsed.message}; correct the line`, span }],
    };
  }
  const entries = entriesIn(parsed, table);
  const isThere =
    table.length === 0 ||
    entries.length > 0 ||
    [...parsed.tables, ...parsed.inline].some(({ path }) => path.join('.') === table.join('.'));
  return isThere ? readEntries(uri, text, entries) : null;
}

/** Where in the file the entries stand. */
export function wattlensTable(uri: string): readonly string[] {
  return uri.endsWith('/wattlens.toml') ? [] : ['tool', 'wattlens'];
}

/** What stands below the table, each under the name of its entry. */
export function entriesIn(
  { entries }: TomlDocument,
  table: readonly string[],
): (TomlEntry & { readonly name: string })[] {
  return entries
    .filter(({ path }) => path.length > table.length && table.every((key, i) => path[i] === key))
    .map((entry) => ({ ...entry, name: nameOf(entry.path.slice(table.length)) }));
}

/**
 * Tables inside the table (`[training]`) prefix their keys: `training.batch` is `training-batch`. `training-samples` is
 * what settings call `training.samples`: the prefix says nothing new, but of batch and hours.
 */
export function nameOf(path: readonly string[]): string {
  const name = path.map(entryName).join('-');
  return entryName(/^training-(?!batch$|hours$)/.test(name) ? name.slice('training-'.length) : name);
}

function readEntries(
  uri: string,
  text: string,
  entries: readonly (TomlEntry & { readonly name: string })[],
): ConfigFile {
  const overrides: MutableOverrides = {};
  const problems: { message: string; span: SourceSpan }[] = [];
  let searchPath: readonly string[] = [];
  const positionAt = positionsOf(text);
  for (const { name, path, value, range } of entries) {
    const span: SourceSpan = { uri, start: positionAt(range[0]), end: positionAt(range[1]) };
    const written = path.at(-1) ?? name;
    try {
      if (name === 'search-path') searchPath = folders(written, value);
      else {
        const key = findEntry(name) === undefined ? path.slice(wattlensTable(uri).length).join('.') : name;
        applyEntry(overrides, key, value, {
          origin: 'config-file',
          detail: `${key} in ${describeSpan(span)}`,
          span,
        });
      }
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      problems.push({ message: error.message, span });
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
