/** Which models a pragma speaks of: the one that it stands above or beside, else all of the file. */
import type { Overrides } from '../config/configuration.ts';
import { mergeOverrides } from '../config/precedence.ts';
import type { ReadPragma } from '../config/pragma.ts';
import { definitionAt } from '../config/pragmaPlace.ts';

export interface ScopedPragmas {
  /** Of the whole file. */
  readonly file: Overrides;
  /** By the line of the definition of a class or function. */
  readonly byLine: ReadonlyMap<number, Overrides>;
  /** By the line of an assignment: of the model that is assigned there, else of the whole file. */
  readonly byAssignment: ReadonlyMap<number, Overrides>;
}

export function scopePragmas(text: string, pragmas: readonly ReadPragma[]): ScopedPragmas {
  const ofFile: Overrides[] = [];
  const byLine = new Map<number, Overrides>();
  const byAssignment = new Map<number, Overrides>();
  const lines = pragmas.length === 0 ? [] : text.split('\n');
  for (const { line, overrides } of pragmas) {
    const defined = definitionAt(lines, line);
    if (defined === null) ofFile.push(overrides);
    else {
      const scopes = defined.kind === 'definition' ? byLine : byAssignment;
      scopes.set(defined.line, mergeOverrides([overrides, scopes.get(defined.line) ?? {}]));
    }
  }
  return { file: mergeOverrides(ofFile), byLine, byAssignment };
}

/** The same when it is known where models are assigned: what speaks of no model speaks of the file. */
export function settlePragmas(scoped: ScopedPragmas, modelLines: ReadonlySet<number>): ScopedPragmas {
  if (scoped.byAssignment.size === 0) return scoped;
  const byLine = new Map(scoped.byLine);
  const ofFile: Overrides[] = [scoped.file];
  for (const [line, overrides] of scoped.byAssignment) {
    if (modelLines.has(line)) byLine.set(line, overrides);
    else ofFile.push(overrides);
  }
  return { file: mergeOverrides(ofFile), byLine, byAssignment: new Map() };
}
