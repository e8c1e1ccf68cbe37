import type { Scan } from './scan.ts';
import { contentOf, startsStatement, textOf, trimRange } from './split.ts';
import type { LineRange } from './split.ts';

/** Shorter bodies are not worth it. */
const LEAST_LINES = 3;

/** A function's body that is not in the text that is parsed at once. */
export interface PutOffBody {
  /** The line it begins on, in the source and in the stub. */
  readonly line: number;
  readonly text: string;
  readonly end: { readonly line: number; readonly character: number };
  /** The offset, in the stub's text, of the end of the `pass` that stands for it. */
  readonly placeholderEnd: number;
}

/** Source with the lines it has, in which one `pass` stands for each longer function body. */
export interface Stub {
  readonly text: string;
  readonly bodies: readonly PutOffBody[];
}

/** @param scan of the text, in which nothing may be wrong with brackets and strings */
export function stubOf(text: string, scan: Scan): Stub {
  const pieces: string[] = [];
  const bodies: PutOffBody[] = [];
  const commentStarts = new Map(scan.comments.map(({ line, start }) => [line, start]));
  let copied = 0;
  let length = 0;
  const add = (piece: string): void => {
    pieces.push(piece);
    length += piece.length;
  };
  for (const range of functionBodies(text, scan)) {
    const first = scan.lines[range.first];
    const last = scan.lines[range.last];
    if (first === undefined || last === undefined) continue;
    add(`${text.slice(copied, first.start + first.indent)}pass`);
    const end = commentStarts.get(range.last) ?? last.end;
    const character = text.slice(last.start, end).trimEnd().length;
    bodies.push({
      line: range.first,
      text: textOf(text, scan, range),
      end: { line: range.last, character },
      placeholderEnd: length,
    });
    add('\n'.repeat(range.last - range.first));
    copied = last.end;
  }
  add(text.slice(copied));
  return { text: pieces.join(''), bodies };
}

/** The bodies of the outermost functions, methods among them. */
function functionBodies(text: string, scan: Scan): LineRange[] {
  const { lines } = scan;
  const bodies: LineRange[] = [];
  let index = 0;
  while (index < lines.length) {
    const head = lines[index];
    index += 1;
    if (!startsStatement(head) || !/^(?:async\s+)?def\b/.test(contentOf(text, head))) continue;
    const first = nextStatement(scan, index);
    const indent = lines[first]?.indent ?? -1;
    let end = first;
    let isAligned = true;
    for (; (lines[end]?.indent ?? -1) > head.indent; end = nextStatement(scan, end + 1)) {
      isAligned &&= (lines[end]?.indent ?? -1) >= indent;
    }
    // What is not aligned with its block is an error that concerns what stands around it.
    if (end === first || !isAligned) continue;
    const body = trimRange(scan, { first, last: end - 1 });
    if (body.last - body.first + 1 >= LEAST_LINES) bodies.push(body);
    index = end;
  }
  return bodies;
}

/** The next line, from `index` on, that begins a statement or clause. */
function nextStatement({ lines }: Scan, index: number): number {
  let next = index;
  while (next < lines.length && !startsStatement(lines[next])) next++;
  return next;
}
