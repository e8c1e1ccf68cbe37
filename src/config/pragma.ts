/** `# wattlens: input=1x3x224x224 epochs=90 device="A100-SXM-80"` in a source file. */
import { describeSpan, type SourceSpan } from '../units/span.ts';
import type { MutableOverrides, Overrides } from './configuration.ts';
import { applyEntry } from './entries.ts';
import { ConfigurationError } from './inputSpec.ts';

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
  const found = [...text.matchAll(/(?:"[^"]*"|'[^']*'|\[[^\s]*\]|[^\s,"'[]+|\[)+/g)];
  return found
    .map(({ 0: entry, index }) => ({ text: entry, start: index, end: index + entry.length }))
    .filter((entry) => entry.text !== ',');
}

function keyAndValue(entry: string): readonly [string, string] {
  const at = entry.indexOf('=');
  if (at <= 0) throw new ConfigurationError(`"${entry}" is no entry; write name=value`);
  const value = entry.slice(at + 1).replace(/^(["'])(.*)\1$/s, '$2');
  return [entry.slice(0, at), value];
}
