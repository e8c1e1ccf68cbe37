/** `# wattlens: input=1x3x224x224 epochs=90 device="A100-SXM-80"` in a source file. */
import { describeSpan, type SourceSpan } from '../units/span.ts';
import type { MutableOverrides, Overrides } from './configuration.ts';
import { applyEntry } from './entries.ts';
import { ConfigurationError, quoted } from './inputSpec.ts';

/** A comment as the parser hands it over: what follows `wattlens:`, and its zero-based line. */
export interface PragmaComment {
  readonly text: string;
  readonly line: number;
}

export interface ReadPragma {
  readonly line: number;
  readonly overrides: Overrides;
}

export interface PragmaProblem {
  readonly message: string;
  readonly span: SourceSpan;
}

export interface ReadPragmas {
  readonly pragmas: readonly ReadPragma[];
  readonly problems: readonly PragmaProblem[];
}

/** A wrong entry is told and left out; the others hold. */
export function readPragmas(uri: string, comments: readonly PragmaComment[]): ReadPragmas {
  const problems: PragmaProblem[] = [];
  const pragmas = comments.map(({ text, line }): ReadPragma => {
    const span: SourceSpan = { uri, start: { line, character: 0 }, end: { line, character: 0 } };
    const overrides: MutableOverrides = {};
    for (const { text: entry } of pragmaEntries(text)) {
      try {
        const [key, value] = keyAndValue(entry);
        const place = { origin: 'pragma', detail: `pragma at ${describeSpan(span)}`, span } as const;
        applyEntry(overrides, key, value, place);
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        problems.push({ message: `pragma: ${error.message}`, span });
      }
    }
    return { line, overrides };
  });
  return { pragmas, problems };
}

/** An entry of a pragma: `name=value`, and where it stands in the text behind `wattlens:`. */
export interface PragmaEntry {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** At spaces and commas, but neither in quotes nor in brackets. */
export function pragmaEntries(text: string): PragmaEntry[] {
  const found: PragmaEntry[] = [];
  const bracketEnd = bracketEnds(text);
  let start: number | null = null;
  const close = (end: number): void => {
    if (start !== null) found.push({ text: text.slice(start, end), start, end });
    start = null;
  };
  for (let at = 0; at < text.length;) {
    const end = partEnd(text, at, bracketEnd);
    if (end === null) close(at);
    else start ??= at;
    at = end ?? at + 1;
  }
  close(text.length);
  return found;
}

/** Where the part of an entry ends that begins here: quoted, in brackets, or one character; null: here is none. */
function partEnd(text: string, at: number, bracketEnd: (at: number) => number | null): number | null {
  const character = text[at] ?? '';
  if (character === '"' || character === "'") {
    const closing = text.indexOf(character, at + 1);
    return closing < 0 ? null : closing + 1;
  }
  if (/[\s,]/.test(character)) return null;
  return character === '[' ? (bracketEnd(at) ?? at + 1) : at + 1;
}

/** Behind the last bracket that closes before the next space; each stretch without spaces is looked at once. */
function bracketEnds(text: string): (at: number) => number | null {
  let [stretchEnd, last] = [0, -1];
  return (at) => {
    if (at >= stretchEnd) {
      const length = text.slice(at).search(/\s/);
      stretchEnd = length < 0 ? text.length : at + length;
      last = text.lastIndexOf(']', stretchEnd - 1);
    }
    return last > at ? last + 1 : null;
  };
}

function keyAndValue(entry: string): readonly [string, string] {
  const at = entry.indexOf('=');
  if (at <= 0) throw new ConfigurationError(`${quoted(entry)} is no entry; write name=value`);
  const value = entry.slice(at + 1).replace(/^(["'])(.*)\1$/s, '$2');
  return [entry.slice(0, at), value];
}
