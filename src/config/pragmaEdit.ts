/** Pragmas set and removed in the lines of a source text. */
import { ConfigurationError } from './inputSpec.ts';
import { entryName } from './entries.ts';
import { pragmaEntries } from './pragma.ts';
import { definitionAt } from './pragmaPlace.ts';
import { lineBreakOf, lineEnd, lineStart, type TextEdit } from './textEdit.ts';
import type { PlainValue } from './valueKind.ts';

/** The comment as the parser finds it, at the end of a line or alone on it. */
const COMMENT = /(?:#|\/\/)\s*wattlens:\s*([^\r\n]*?)\s*$/;

/** What a comment begins with: in Python, and in JavaScript and TypeScript. */
export type CommentSign = '#' | '//';

/**
 * The edit that makes a pragma say a value: in the line where one says it, in a pragma that speaks of the same model, or
 * in a new one above its definition.
 * @param line where the name of the model stands, zero-based
 * @param said the line of the pragma that says it now; null: none does
 * Throws `ConfigurationError` for a value that a pragma cannot hold.
 */
export function setPragmaEntry(
  text: string,
  line: number,
  said: number | null,
  name: string,
  value: PlainValue,
  sign: CommentSign = '#',
): TextEdit {
  const written = (typeof value === 'object' ? value : [value]).map((one) => `${name}=${quoted(one)}`);
  const lines = text.split('\n');
  const at = said ?? pragmaOf(lines, line);
  if (at !== null) {
    const start = offsetOf(lines, at);
    const found = COMMENT.exec(withoutReturn(lines[at] ?? ''));
    if (found === null) throw new ConfigurationError(`line ${at + 1} is no pragma any more`);
    const body = found[1] ?? '';
    const bodyStart = start + found.index + bodyOffset(found[0], body);
    const [first, ...others] = ofName(body, name);
    if (first === undefined) {
      const end = bodyStart + body.length;
      return { start: end, end, text: ` ${written.join(' ')}` };
    }
    const last = others.at(-1) ?? first;
    return { start: bodyStart + first.start, end: bodyStart + last.end, text: written.join(' ') };
  }
  const above = firstLineOf(lines, line);
  const start = offsetOf(lines, above);
  const indent = /^[ \t]*/.exec(lines[above] ?? '')?.[0] ?? '';
  return { start, end: start, text: `${indent}${sign} wattlens: ${written.join(' ')}${lineBreakOf(text)}` };
}

/**
 * The edit that takes an entry out of the pragma in a line, and with the last entry the comment; null: it is not there.
 */
export function removePragmaEntry(text: string, line: number, name: string): TextEdit | null {
  const lines = text.split('\n');
  const whole = withoutReturn(lines[line] ?? '');
  const found = COMMENT.exec(whole);
  const body = found?.[1] ?? '';
  const entries = ofName(body, name);
  const [first] = entries;
  if (found === null || first === undefined) return null;
  const start = offsetOf(lines, line);
  const all = pragmaEntries(body);
  const bodyStart = start + found.index + bodyOffset(found[0], body);
  if (all.length > entries.length) {
    const last = entries.at(-1) ?? first;
    const next = all.find((one) => one.start >= last.end);
    const before = all.findLast((one) => one.end <= first.start);
    if (next !== undefined) return { start: bodyStart + first.start, end: bodyStart + next.start, text: '' };
    return { start: bodyStart + (before?.end ?? first.start), end: bodyStart + last.end, text: '' };
  }
  const code = whole.slice(0, found.index).trimEnd();
  if (code !== '') return { start: start + code.length, end: lineEnd(text, start), text: '' };
  const next = lines.length > line + 1 ? offsetOf(lines, line + 1) : text.length;
  return { start: lineStart(text, start), end: next, text: '' };
}

/** Where the entries begin in a comment; in one without any, its end. */
function bodyOffset(comment: string, body: string): number {
  return body === '' ? comment.trimEnd().length : comment.indexOf(body, comment.indexOf(':'));
}

function ofName(body: string, name: string): ReturnType<typeof pragmaEntries> {
  return pragmaEntries(body).filter(({ text }) => entryName(text.split('=', 1)[0] ?? '') === name);
}

/** The line of a pragma that speaks of what is defined in a line; null: there is none. */
function pragmaOf(lines: readonly string[], line: number): number | null {
  for (let at = line; at >= 0; at--) {
    const isPragma = COMMENT.test(withoutReturn(lines[at] ?? ''));
    if (isPragma && (at === line || definitionAt(lines, at)?.line === line)) return at;
    if (at < line && !/^\s*(?:#|@|\/\/)/.test(lines[at] ?? '')) return null;
  }
  return null;
}

/** Above the decorators of a definition. */
function firstLineOf(lines: readonly string[], line: number): number {
  let first = line;
  while (first > 0 && /^\s*@/.test(lines[first - 1] ?? '')) first -= 1;
  return first;
}

function offsetOf(lines: readonly string[], line: number): number {
  return lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
}

function withoutReturn(line: string): string {
  return line.replace(/\r$/, '');
}

function quoted(value: string | number | boolean): string {
  const text = String(value);
  if (/^\[[^\s]*\]$/.test(text) || /^[^\s,"'[\]]+$/.test(text)) return text;
  if (!text.includes('"')) return `"${text}"`;
  if (!text.includes("'")) return `'${text}'`;
  throw new ConfigurationError('a pragma cannot hold both kinds of quotes');
}
