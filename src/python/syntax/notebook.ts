import { scanLines } from './scan.ts';

export interface NotebookCell {
  readonly uri: string;
  readonly text: string;
}

/** Where a cell lies in the text of its notebook. */
export interface PlacedCell {
  readonly uri: string;
  /** Offset of its first character, in UTF-16 code units. */
  readonly start: number;
  /** Its first line. */
  readonly line: number;
  readonly lineCount: number;
}

/** The code cells of a notebook as one program. */
export interface NotebookSource {
  readonly text: string;
  readonly cells: readonly PlacedCell[];
}

/** Cell magics whose cell is Python all the same; the cells of all others are another language. */
const PYTHON_CELL_MAGIC = /^%%(?:time|timeit|capture|prun|debug)\b/;
const CELL_MAGIC = /^\s*%%/;
/** `%matplotlib inline`, `!pip install x`, `?x`, `x?` */
const MAGIC_LINE = /^\s*(?:[%!?]|[\w.]+\?{1,2}\s*$)/;

/**
 * Joins code cells, in order, to one text. Lines that only IPython understands are blanked at
 * equal length, so that a place in the text is the same place in its cell, some lines further up;
 * only `%run` becomes an import, which may be of another length.
 */
export function notebookSource(cells: readonly NotebookCell[]): NotebookSource {
  const placed: PlacedCell[] = [];
  const texts: string[] = [];
  let start = 0;
  let line = 0;
  for (const cell of cells) {
    const text = atMargin(blankMagics(cell.text));
    const lineCount = text.split(/\r\n|\r|\n/).length;
    placed.push({ uri: cell.uri, start, line, lineCount });
    texts.push(text);
    start += text.length + 1;
    line += lineCount;
  }
  return { text: texts.join('\n'), cells: placed };
}

/** The cell that a line of the notebook's text belongs to, and the line within it. */
export function cellAtLine(
  source: NotebookSource,
  line: number,
): { readonly cell: PlacedCell; readonly line: number } | null {
  const cell = source.cells.findLast((candidate) => candidate.line <= line);
  if (cell === undefined || line >= cell.line + cell.lineCount) return null;
  return { cell, line: line - cell.line };
}

/**
 * A cell that begins indented stands at the margin for IPython: after a form feed Python counts the indentation of a line
 * anew, and every character keeps its place.
 */
function atMargin(text: string): string {
  const [, margin] = /^(?:[ \t]*[\r\n]+)*([ \t]+)\S/.exec(text) ?? [];
  if (margin === undefined) return text;
  return text.replace(/^.*/gm, (line) =>
    line.startsWith(margin) ? `${margin.slice(0, -1)}\f${line.slice(margin.length)}` : line,
  );
}

function blankMagics(text: string): string {
  if (CELL_MAGIC.test(text) && !PYTHON_CELL_MAGIC.test(text.trimStart())) return blank(text);
  let code = text;
  for (let from = 0; ;) {
    const magic = findMagic(code, from);
    if (magic === null) return code;
    const { start, end } = magic;
    const blanked = blankMagic(code.slice(start, end));
    code = code.slice(0, start) + blanked + code.slice(end);
    from = start + blanked.length;
  }
}

/**
 * The first magic that begins at or after an offset, with the lines it is continued on. The text
 * is read anew after each: a magic may hold quotes and brackets that mean nothing.
 */
function findMagic(code: string, from: number): { start: number; end: number } | null {
  const { lines } = scanLines(code);
  const first = lines.findIndex(
    (line) => line.start >= from && !line.isContinuation && MAGIC_LINE.test(code.slice(line.start, line.end)),
  );
  let last = first;
  while (/\\\s*$/.test(code.slice(lines[last]?.start, lines[last]?.end)) && last + 1 < lines.length) last++;
  const start = lines[first]?.start;
  const end = lines[last]?.end;
  return start === undefined || end === undefined ? null : { start, end };
}

/** A script that is run brings its names, as an import of all of them does. */
const RUN = /^(\s*)%run\s+(?:-\w+\s+)*(?:\.\/)?((?:\w+\/)*\w+)(?:\.py)?(?=\s|$)[^\r\n]*$/;

/** `pass` where the line is indented: it may be all that its block has. */
function blankMagic(magic: string): string {
  const [, margin = '', script] = RUN.exec(magic) ?? [];
  if (script !== undefined) return `${margin}from ${script.replaceAll('/', '.')} import *`;
  const indent = /^\s*/.exec(magic)?.[0] ?? '';
  const blanked = blank(magic);
  const rest = blanked.slice(indent.length);
  return indent !== '' && rest.startsWith('    ') ? `${indent}pass${rest.slice(4)}` : blanked;
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
