import type { Scan } from './scan.ts';

/**
 * Lines that are only a comment become blank, at equal length: before each of a run of them, the
 * grammar's scanner reads all that follow.
 */
export function blankComments(text: string, scan: Scan): string {
  const pieces: string[] = [];
  let copied = 0;
  for (const { start, end, indent, isCode } of scan.lines) {
    const content = start + indent;
    if (isCode || content >= end) continue;
    pieces.push(text.slice(copied, content), ' '.repeat(end - content));
    copied = end;
  }
  if (copied === 0) return text;
  pieces.push(text.slice(copied));
  return pieces.join('');
}

/**
 * The text between two lines without line ends and comments within brackets, at equal length: the
 * grammar would take some of those line ends for the end of a block.
 */
export function joinBrackets(text: string, scan: Scan, first: number, last: number): string {
  const { lines, comments } = scan;
  const base = lines[first]?.start ?? 0;
  const pieces: string[] = [];
  let copied = base;
  let nextComment = firstCommentFrom(scan, first);
  for (let line = first + 1; line <= last; line++) {
    if (lines[line]?.isInBrackets !== true) continue;
    const lineEnd = lines[line - 1]?.end ?? 0;
    while ((comments[nextComment]?.line ?? Infinity) < line - 1) nextComment++;
    const comment = comments[nextComment];
    const from = comment?.line === line - 1 ? comment.start : lineEnd;
    pieces.push(text.slice(copied, from), ' '.repeat(lineEnd + 1 - from));
    copied = lineEnd + 1;
  }
  const end = lines[last]?.end ?? text.length;
  if (copied === base) return text.slice(base, end);
  pieces.push(text.slice(copied, end));
  return pieces.join('');
}

/** The index of the first comment on a line or after it. */
function firstCommentFrom({ comments }: Scan, line: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((comments[middle]?.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
