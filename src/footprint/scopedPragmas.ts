/** Which models a pragma speaks of: the one that it stands above or beside, else all of the file. */
import type { Overrides } from '../config/configuration.ts';
import { mergeOverrides } from '../config/precedence.ts';
import type { ReadPragma } from '../config/pragma.ts';

export interface ScopedPragmas {
  /** Of the whole file. */
  readonly file: Overrides;
  /** By the line of the definition. */
  readonly byLine: ReadonlyMap<number, Overrides>;
}

/** A line of a definition, after which a pragma belongs to it alone. */
const DEFINITION = /^\s*(?:async\s+)?(?:class|def)\s/;
/** What may stand between a pragma and its definition. */
const BETWEEN = /^\s*(?:#.*|@.*)?$/;

export function scopePragmas(text: string, pragmas: readonly ReadPragma[]): ScopedPragmas {
  if (pragmas.length === 0) return { file: {}, byLine: new Map() };
  const lines = text.split('\n');
  const ofFile: Overrides[] = [];
  const byLine = new Map<number, Overrides>();
  for (const { line, overrides } of pragmas) {
    const definition = definitionAt(lines, line);
    if (definition === null) ofFile.push(overrides);
    else byLine.set(definition, mergeOverrides([overrides, byLine.get(definition) ?? {}]));
  }
  return { file: mergeOverrides(ofFile), byLine };
}

/** The definition that the line of a pragma belongs to; blank lines part them. */
function definitionAt(lines: readonly string[], line: number): number | null {
  for (let at = line; at < lines.length; at++) {
    const text = (lines[at] ?? '').replace(/\r$/, '');
    if (DEFINITION.test(text)) return at;
    if (at > line && (text.trim() === '' || !BETWEEN.test(text))) return null;
    if (at === line && !/^\s*#/.test(text)) return null;
  }
  return null;
}
