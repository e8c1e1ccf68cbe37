/** Tables as text: how many rows, which columns, and which of them are numbers. */

import { findPublicTable } from '../../catalog/tables.ts';

export interface RawTable {
  /** As many as the fields of most rows. */
  readonly width: number;
  readonly rows: number;
  /** Fields of the first line. */
  readonly first: readonly string[];
  /** Whether the column holds only numbers, by position, in the lines after the first. */
  readonly isNumber: readonly boolean[];
  /** What is in its first line is not known, only how many fields it has. */
  readonly isUnread?: boolean;
}

/** A table that is not here, as far as its place tells what it holds. */
export function publicTable(path: string): (RawTable & { readonly name: string }) | null {
  const known = findPublicTable(path);
  if (known === undefined) return null;
  const { name, lines, width, columns } = known;
  return {
    name,
    width,
    rows: lines,
    first: columns?.map((column) => column.name) ?? Array.from({ length: width }, (_, i) => String(i)),
    isNumber: columns?.map(({ isNumber }) => isNumber) ?? [],
    isUnread: columns === null,
  };
}

/** Rows beyond these are counted, not looked at. */
const LOOKED_AT = 200;

/**
 * @param separator null: any white space
 * @param comment what begins a line that is none; null: nothing does
 */
export function readTable(text: string, separator: string | null, comment: string | null): RawTable {
  let rows = 0;
  let first: readonly string[] = [];
  let isNumber: boolean[] = [];
  for (const line of recordsOf(text)) {
    if (line.trim() === '' || (comment !== null && line.trimStart().startsWith(comment))) continue;
    rows += 1;
    if (rows === 1) {
      first = fieldsOf(line, separator);
      isNumber = first.map(() => true);
    } else if (rows <= LOOKED_AT) {
      for (const [i, field] of fieldsOf(line, separator).entries()) {
        if (i < isNumber.length && !isNumeric(field)) isNumber[i] = false;
      }
    }
  }
  return { width: first.length, rows, first, isNumber };
}

/** Missing values are numbers in a column of numbers. */
export function isNumeric(field: string): boolean {
  const text = field.trim();
  return /^(|na|n\/a|nan|null|none)$/i.test(text) || Number.isFinite(Number(text));
}

/** Lines, but for line breaks within quotes. */
function* recordsOf(text: string): Generator<string> {
  if (!text.includes('"')) {
    yield* text.split(/\r?\n/);
    return;
  }
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\n' && !isQuoted) {
      yield text.slice(start, i).replace(/\r$/, '');
      start = i + 1;
    }
  }
  if (start < text.length) yield text.slice(start);
}

function fieldsOf(line: string, separator: string | null): string[] {
  if (separator === null) return line.trim().split(/\s+/);
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field];
}
