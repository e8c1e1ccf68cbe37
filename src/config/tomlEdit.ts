/**
 * Entries of `wattlens.toml` and `[tool.wattlens]` set and removed in their text: all comments, all spacing and all
 * that other tools wrote stays as it is.
 */
import { entriesIn, nameOf, readConfigFile, wattlensTable, type ConfigFile } from './configFile.ts';
import { entryKey, findEntry } from './entries.ts';
import { ConfigurationError } from './inputSpec.ts';
import { applyEdit, lineBreakOf, lineEnd, lineStart, type TextEdit } from './textEdit.ts';
import { isFailure, parseToml, type TomlDocument, type TomlEntry } from './tomlDocument.ts';
import type { PlainValue } from './valueKind.ts';

/**
 * The edit that makes an entry say a value, where it stands now or where it fits in. Throws `ConfigurationError` where
 * the file is broken, or where the edit would change anything else.
 */
export function setTomlEntry(uri: string, text: string, name: string, value: PlainValue): TextEdit {
  const parsed = parsedOf(text);
  const table = wattlensTable(uri);
  const there = entriesIn(parsed, table).findLast((entry) => entry.name === name);
  const literal = literalOf(value);
  const edit: TextEdit =
    there === undefined
      ? insertion(text, parsed, table, name, literal)
      : { start: there.valueRange[0], end: there.valueRange[1], text: literal };
  return checked(uri, text, edit, name);
}

/** The edit that takes an entry away; null: it is not there. Throws `ConfigurationError` as `setTomlEntry`. */
export function removeTomlEntry(uri: string, text: string, name: string): TextEdit | null {
  const there = entriesIn(parsedOf(text), wattlensTable(uri)).findLast((entry) => entry.name === name);
  return there === undefined ? null : checked(uri, text, removal(text, there), name);
}

function parsedOf(text: string): TomlDocument {
  const parsed = parseToml(text);
  if (isFailure(parsed)) {
    throw new ConfigurationError(`line ${parsed.line + 1} is no TOML (${parsed.message}): correct it first`);
  }
  return parsed;
}

function literalOf(value: PlainValue): string {
  if (typeof value === 'object') return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

interface Home {
  /** What is inserted, with `\n` for the file's own line break. */
  readonly before: string;
  readonly key: string;
  readonly after: string;
  readonly at: number;
}

function insertion(
  text: string,
  parsed: TomlDocument,
  table: readonly string[],
  name: string,
  literal: string,
): TextEdit {
  const { at, before, key, after } = homeOf(text, parsed, table, name);
  const line = `${before}${key} = ${literal}${after}`.replaceAll('\n', lineBreakOf(text));
  return { start: at, end: at, text: line };
}

/** Beside its kin: in a table of its group, else in the table, however that is written, else in a new one at the end. */
function homeOf(text: string, parsed: TomlDocument, table: readonly string[], name: string): Home {
  const isIn =
    (path: readonly string[]) =>
    (one: { readonly path: readonly string[] }): boolean =>
      one.path.join('\0') === path.join('\0');
  const group = [...table, 'training'];
  const short = name.replace(/^training-/, '');
  const ofGroup =
    findEntry(name)?.setting?.key.startsWith('training.') === true && nameOf(['training', short]) === name;
  const grouped = ofGroup ? parsed.tables.find(isIn(group)) : undefined;
  if (grouped?.header) return afterLine(text, grouped.entries.at(-1)?.range ?? grouped.header, short);
  const inline = parsed.inline.find(isIn(table))?.node;
  if (inline !== undefined) {
    const last = inline.body.at(-1);
    if (last !== undefined) return { at: last.range[1], before: ', ', key: name, after: '' };
    return { at: inline.range[0] + 1, before: ' ', key: name, after: ' ' };
  }
  const own = parsed.tables.find(isIn(table));
  const last = own?.entries.at(-1);
  if (last !== undefined) return afterLine(text, last.range, name);
  if (own?.header) return afterLine(text, own.header, name);
  const dotted = table.length === 0 ? undefined : entriesIn(parsed, table).findLast(isDotted(table));
  if (dotted !== undefined) {
    const prefix = dotted.key.keys.at(dotted.key.keys.length - 1 - (dotted.path.length - table.length));
    const written = text.slice(dotted.key.range[0], prefix?.range[1] ?? dotted.key.range[0]);
    return afterLine(text, dotted.range, `${written}.${name}`);
  }
  const first = parsed.tables[1]?.header;
  if (table.length === 0 && first) return aboveTable(text, first[0], name);
  const header = table.length === 0 ? '' : `[${table.join('.')}]\n`;
  const gap = text === '' || header === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n';
  const start = header === '' && text !== '' && !text.endsWith('\n') ? '\n' : gap;
  return { at: text.length, before: `${start}${header}`, key: name, after: '\n' };
}

/** The key itself names the table: `wattlens.epochs` below `[tool]`. */
function isDotted(table: readonly string[]): (entry: TomlEntry) => boolean {
  return ({ inlineIn, key, path }) => inlineIn === null && key.keys.length > path.length - table.length;
}

function afterLine(text: string, [start, end]: readonly [number, number], key: string): Home {
  const indent = /^[ \t]*/.exec(text.slice(lineStart(text, start)))?.[0] ?? '';
  return { at: lineEnd(text, end), before: `\n${indent}`, key, after: '' };
}

/** Above the first table and the comments that stand directly over its header. */
function aboveTable(text: string, header: number, key: string): Home {
  let at = lineStart(text, header);
  while (at > 0 && /^[ \t]*#/.test(text.slice(lineStart(text, at - 1), at))) at = lineStart(text, at - 1);
  return { at, before: '', key, after: '\n\n' };
}

function removal(text: string, { range: [start, end], inlineIn }: TomlEntry): TextEdit {
  if (inlineIn !== null) {
    const index = inlineIn.body.findIndex(({ range }) => range[0] === start);
    const next = inlineIn.body[index + 1];
    const before = inlineIn.body[index - 1];
    if (next !== undefined) return { start, end: next.range[0], text: '' };
    return { start: before?.range[1] ?? start, end, text: '' };
  }
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  const lineBreak = text.startsWith('\r\n', to) ? 2 : text.startsWith('\n', to) ? 1 : 0;
  return { start: from, end: to + lineBreak, text: '' };
}

/** Nothing is lost to an edit: what comes of it says all that was said before, but for this one entry. */
function checked(uri: string, text: string, edit: TextEdit, name: string): TextEdit {
  const key = entryKey(name);
  const without = (file: ConfigFile | null): string =>
    JSON.stringify([
      Object.entries<{ readonly value: unknown } | undefined>({ ...file?.overrides })
        .filter(([other]) => other !== key)
        .map(([other, said]) => [other, said?.value])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      file?.searchPath ?? [],
      file?.problems.length ?? 0,
    ]);
  const after = readConfigFile(uri, applyEdit(text, edit));
  const before = readConfigFile(uri, text);
  const own = (file: ConfigFile | null): number =>
    file?.problems.filter(({ message }) => message.startsWith(`${name}: `)).length ?? 0;
  const problems = (before?.problems.length ?? 0) - own(before);
  const isFine = after !== null && after.problems.length - own(after) <= problems;
  if (!isFine || (own(before) === 0 && without(before) !== without(after))) {
    throw new ConfigurationError('the file is written so that it cannot be edited safely: edit it by hand');
  }
  return edit;
}
