import type { Place } from '../ast.ts';

interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * The text of one unit of lowering (a top-level statement, or a piece of it) and where it lies
 * relative to the first line of its top-level statement.
 */
export class SourceText {
  readonly text: string;
  readonly #lineStarts: number[] = [0];
  readonly #lineOffset: number;
  readonly #movedEnds: ReadonlyMap<number, Position>;
  #lastLine = 0;

  /**
   * @param lineOffset the line of the text's first line
   * @param movedEnds where nodes that end at an offset of the text truly end
   */
  constructor(text: string, lineOffset: number, movedEnds: ReadonlyMap<number, Position> = new Map()) {
    this.text = text;
    this.#lineOffset = lineOffset;
    this.#movedEnds = movedEnds;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  slice(node: { readonly start: number; readonly end: number }): string {
    return this.text.slice(node.start, node.end);
  }

  place(start: number, end: number): Place {
    const { line, character } = this.#positionOf(start);
    const { line: endLine, character: endCharacter } = this.#movedEnds.get(end) ?? this.#positionOf(end);
    return { line, character, endLine, endCharacter };
  }

  /** The text before an offset on its line; from a form feed on, as indentation is counted. */
  before(offset: number): string {
    const text = this.text.slice(this.#lineStarts[this.#lineOf(offset)] ?? 0, offset);
    return text.includes('\f') ? text.replace(/^\s*\f/, '') : text;
  }

  #positionOf(offset: number): Position {
    const line = this.#lineOf(offset);
    return { line: line + this.#lineOffset, character: offset - (this.#lineStarts[line] ?? 0) };
  }

  /** Offsets come in nearly ascending order: the last answer is tried before a search. */
  #lineOf(offset: number): number {
    const starts = this.#lineStarts;
    for (let line = this.#lastLine; line < this.#lastLine + 3 && line < starts.length; line++) {
      if ((starts[line] ?? 0) <= offset && offset < (starts[line + 1] ?? Infinity)) {
        this.#lastLine = line;
        return line;
      }
    }
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    this.#lastLine = low;
    return low;
  }
}
