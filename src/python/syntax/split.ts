import type { CodeText } from './grammar.ts';
import { joinBrackets } from './layout.ts';
import type { Scan, SourceLine } from './scan.ts';

/** Lines `first` to `last`, both included, of one statement and the comments after it. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

const CLAUSE = /^(?:elif|else|except|finally)\b/;
const TAKES_CLAUSES = /^(?:if|for|while|try|async)\b/;

/** A line that begins a statement or clause, and is not the inside of one. */
export function startsStatement(line: SourceLine | undefined): line is SourceLine {
  return line !== undefined && line.isCode && !line.isContinuation;
}

export function contentOf(text: string, line: SourceLine): string {
  return text.slice(line.start + line.indent, line.end);
}

/**
 * Splits lines into the statements at their outermost indentation, which is that of the first
 * statement. A line further left begins a statement too.
 */
export function splitStatements(text: string, scan: Scan, range: LineRange): LineRange[] {
  const starts: number[] = [];
  let indent: number | null = null;
  let opening = '';
  for (let index = range.first; index <= range.last; index++) {
    const line = scan.lines[index];
    if (!startsStatement(line) || (indent !== null && line.indent > indent)) continue;
    const content = contentOf(text, line);
    const isClause = line.indent === indent && CLAUSE.test(content) && TAKES_CLAUSES.test(opening);
    const isDecorated = line.indent === indent && opening.startsWith('@');
    indent ??= line.indent;
    if (isClause) continue;
    opening = content;
    if (!isDecorated) starts.push(index);
  }
  return starts.map((first, index) => ({ first, last: (starts[index + 1] ?? range.last + 1) - 1 }));
}

/** The range without the blank lines and comments at its end. */
export function trimRange(scan: Scan, range: LineRange): LineRange {
  let { last } = range;
  while (last > range.first && scan.lines[last]?.isCode !== true) last--;
  return { first: range.first, last };
}

export function textOf(text: string, scan: Scan, range: LineRange): string {
  return text.slice(scan.lines[range.first]?.start, scan.lines[range.last]?.end);
}

/** The text of some lines, to parse. */
export function codeOf(text: string, scan: Scan, range: LineRange): CodeText {
  const base = scan.lines[range.first]?.start ?? 0;
  const lineStarts = scan.lines
    .slice(range.first, range.last + 1)
    .filter(startsStatement)
    .map(({ start, indent }) => start + indent - base);
  const joined = joinBrackets(text, scan, range.first, range.last);
  return { text: textOf(text, scan, range), joined, lineStarts };
}
