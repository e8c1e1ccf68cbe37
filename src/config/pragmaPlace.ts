/** Which definition a pragma speaks of: the one that it stands above or beside. */

/** A line of a definition, after which a pragma belongs to it alone. */
const DEFINITION = /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:class|def|function)\s/;
/** A line that gives something a name. */
const ASSIGNMENT =
  /^\s*(?:(?:export\s+)?(?:const|let|var)\s+)?[A-Za-z_][\w.]*(?:\s*,\s*[A-Za-z_][\w.]*)*\s*(?::[^=]*)?=(?!=)/;
/** What may stand between a pragma and its definition. */
const BETWEEN = /^\s*(?:#.*|@.*|\/\/.*)?$/;

export interface Defined {
  readonly line: number;
  readonly kind: 'definition' | 'assignment';
}

/**
 * The line of the class, function or assignment that the pragma in a line belongs to; blank lines part them. Null: it
 * speaks of the whole file.
 */
export function definitionAt(lines: readonly string[], line: number): Defined | null {
  for (let at = line; at < lines.length; at++) {
    const text = (lines[at] ?? '').replace(/\r$/, '');
    if (DEFINITION.test(text)) return { line: at, kind: 'definition' };
    if (ASSIGNMENT.test(text)) return { line: at, kind: 'assignment' };
    if (at > line && (text.trim() === '' || !BETWEEN.test(text))) return null;
    if (at === line && !/^\s*(?:#|\/\/)/.test(text)) return null;
  }
  return null;
}
