import type { Place } from '../ast.ts';

/**
 * The text of one unit of lowering (a top-level statement, or a piece of it) and where it lies
 * relative to the first line of its top-level statement.
 */
export class SourceText {
  readonly text: string;
  readonly #lineStarts: number[] = [0];
  readonly #lineOffset: number;
  readonly #firstCharacter: number;
  #lastLine = 0;

  /**
   * @param lineOffset the line of the text's first line
   * @param firstCharacter the column of the text's first character
   */
  constructor(text: string, lineOffset: number, firstCharacter: number) {
    this.text = text;
    this.#lineOffset = lineOffset;
    this.#firstCharacter = firstCharacter;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  slice(node: { readonly start: number; readonly end: number }): string {
    return this.text.slice(node.start, node.end);
  }

  place(start: number, end: number): Place {
    const line = this.#lineOf(start);
    const character = start - this.#startOf(line);
    const endLine = this.#lineOf(end);
    return {
      line: line + this.#lineOffset,
      character,
      endLine: endLine + this.#lineOffset,
      endCharacter: end - this.#startOf(endLine),
    };
  }

  /** The text before an offset on its line. */
  before(offset: number): string {
    const line = this.#lineOf(offset);
    return this.text.slice(this.#lineStarts[line] ?? 0, offset);
  }

  /** True for the first line where the text begins in the middle of a line. */
  beginsInLine(offset: number): boolean {
    return this.#firstCharacter > 0 && this.#lineOf(offset) === 0;
  }

  #startOf(line: number): number {
    return line === 0 ? -this.#firstCharacter : (this.#lineStarts[line] ?? 0);
  }

  /** Offsets come in nearly ascending order: search from the last answer. */
  #lineOf(offset: number): number {
    const starts = this.#lineStarts;
    let line = this.#lastLine;
    while (line > 0 && (starts[line] ?? 0) > offset) line--;
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= offset) line++;
    this.#lastLine = line;
    return line;
  }
}
