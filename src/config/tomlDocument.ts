/** Keys and values of a TOML text with their places in it. */
import { getStaticTOMLValue, ParseError, parseTOML, type AST } from 'toml-eslint-parser';

/** Offsets in the text: from, to. */
export type Stretch = readonly [start: number, end: number];

export interface TomlEntry {
  /** From the document's root, through tables. */
  readonly path: readonly string[];
  readonly key: AST.TOMLKey;
  /** Of key and value. */
  readonly range: Stretch;
  readonly valueRange: Stretch;
  /** Dates are texts; tables are entries of their own. */
  readonly value: unknown;
  /** The inline table that it stands in; null: it has lines of its own. */
  readonly inlineIn: AST.TOMLInlineTable | null;
}

export interface TomlTable {
  readonly path: readonly string[];
  /** Of its header; null: the document itself. */
  readonly header: Stretch | null;
  /** In lines of their own below the header. */
  readonly entries: readonly TomlEntry[];
}

export interface TomlDocument {
  /** The document itself first. Arrays of tables are left out. */
  readonly tables: readonly TomlTable[];
  /** Inline tables with their paths. */
  readonly inline: readonly { readonly path: readonly string[]; readonly node: AST.TOMLInlineTable }[];
  /** Every key with a value that is no table. */
  readonly entries: readonly TomlEntry[];
}

export interface TomlFailure {
  readonly message: string;
  /** Zero-based. */
  readonly line: number;
  readonly character: number;
}

/** Characters; what is longer was written by no person, and the parser takes its time. */
const LONGEST = 256 * 1024;

/** Never throws, whatever the text is. */
export function parseToml(text: string): TomlDocument | TomlFailure {
  if (text.length > LONGEST) {
    return { message: `the file is longer than ${LONGEST / 1024} KiB`, line: 0, character: 0 };
  }
  try {
    return read(parseTOML(text));
  } catch (error) {
    // the stack ends in tables a thousand deep, and in endless numbers
    if (error instanceof RangeError) {
      return { message: 'the file is nested too deeply, or a value is too long', line: 0, character: 0 };
    }
    if (!(error instanceof ParseError)) throw error;
    const { message, lineNumber, column } = error;
    return { message, line: Math.max(lineNumber - 1, 0), character: Math.max(column, 0) };
  }
}

export function isFailure(parsed: TomlDocument | TomlFailure): parsed is TomlFailure {
  return 'message' in parsed;
}

function read({ body: [top] }: AST.TOMLProgram): TomlDocument {
  const tables: TomlTable[] = [];
  const inline: { path: readonly string[]; node: AST.TOMLInlineTable }[] = [];
  const entries: TomlEntry[] = [];
  const visit = (
    node: AST.TOMLKeyValue,
    above: readonly string[],
    inlineIn: AST.TOMLInlineTable | null,
  ): TomlEntry => {
    const path = [...above, ...keysOf(node.key)];
    const { value } = node;
    const isTable = value.type === 'TOMLInlineTable';
    const entry: TomlEntry = {
      path,
      key: node.key,
      range: node.range,
      valueRange: value.range,
      value: isTable ? null : plain(getStaticTOMLValue(value)),
      inlineIn,
    };
    if (isTable) {
      inline.push({ path, node: value });
      for (const inner of value.body) visit(inner, path, value);
    } else entries.push(entry);
    return entry;
  };
  const own = top.body.flatMap((node) => (node.type === 'TOMLKeyValue' ? [visit(node, [], null)] : []));
  tables.push({ path: [], header: null, entries: own });
  for (const node of top.body) {
    if (node.type !== 'TOMLTable' || node.resolvedKey.some((key) => typeof key === 'number')) continue;
    const path = node.resolvedKey.map(String);
    const start = node.range[0];
    const header: Stretch = [start, node.key.range[1] + 1];
    tables.push({ path, header, entries: node.body.map((inner) => visit(inner, path, null)) });
  }
  return { tables, inline, entries };
}

function keysOf({ keys }: AST.TOMLKey): string[] {
  return keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.map(plain) : value;
}
