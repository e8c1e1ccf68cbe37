import type { Scan } from './scan.ts';
import { contentOf, startsStatement } from './split.ts';
import type { LineRange } from './split.ts';

/**
 * A compound statement with each body replaced by one `pass`, so that it can be parsed although
 * a body is broken. It has the lines of the original.
 */
export interface Skeleton {
  readonly text: string;
  readonly bodies: readonly SkeletonBody[];
}

export interface SkeletonBody extends LineRange {
  /** The offset, in the skeleton's text, of the end of its `pass`. */
  readonly placeholderEnd: number;
}

/** Null for a statement without a body on lines of its own. */
export function buildSkeleton(text: string, scan: Scan, range: LineRange): Skeleton | null {
  const ranges = bodyRanges(text, scan, range);
  if (ranges.length === 0) return null;
  const pieces: string[] = [];
  const bodies: SkeletonBody[] = [];
  let length = 0;
  let body = 0;
  for (let index = range.first; index <= range.last; index++) {
    const line = scan.lines[index];
    if (line === undefined) break;
    while ((ranges[body]?.last ?? Infinity) < index) body++;
    const current = ranges[body];
    const isInBody = current !== undefined && index >= current.first;
    const original = text.slice(line.start, line.end);
    const piece = isInBody
      ? index === current.first
        ? `${original.slice(0, line.indent)}pass`
        : ''
      : original;
    if (isInBody && index === current.first) {
      bodies.push({ ...current, placeholderEnd: length + piece.length });
    }
    pieces.push(piece);
    length += piece.length + 1;
  }
  return { text: pieces.join('\n'), bodies };
}

/** The bodies of a statement's clauses, each from its first statement on. */
function bodyRanges(text: string, scan: Scan, range: LineRange): LineRange[] {
  const clauses = clauseLines(text, scan, range);
  return clauses.flatMap((clause, index): LineRange[] => {
    const last = (clauses[index + 1] ?? range.last + 1) - 1;
    for (let first = clause + 1; first <= last; first++) {
      if (startsStatement(scan.lines[first])) return [{ first, last }];
    }
    return [];
  });
}

/** The lines that begin a clause: at the statement's own indentation; those of a `match` are its cases. */
function clauseLines(text: string, scan: Scan, range: LineRange): number[] {
  const head = scan.lines[range.first];
  if (head === undefined) return [];
  const isMatch = /^match\b/.test(contentOf(text, head));
  const clauses: number[] = [];
  let indent = isMatch ? null : head.indent;
  for (let index = range.first; index <= range.last; index++) {
    const line = scan.lines[index];
    if (!startsStatement(line) || (isMatch && index === range.first)) continue;
    indent ??= line.indent;
    const content = contentOf(text, line);
    if (line.indent !== indent || content.startsWith('@')) continue;
    if (isMatch && !/^case\b/.test(content)) return [];
    clauses.push(index);
  }
  return clauses;
}
