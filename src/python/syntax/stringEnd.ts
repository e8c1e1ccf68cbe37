/** Longest replacement field that is followed; a longer one is taken for a broken string. */
const MAX_FIELD_LENGTH = 1000;
const MAX_FIELD_NESTING = 4;

/** Where a string literal ends. An unterminated one ends with its line. */
export interface StringEnd {
  readonly end: number;
  readonly isTerminated: boolean;
}

/** The quote that opens at an offset: `'`, `"`, `'''` or `"""`. */
export function quoteAt(text: string, offset: number): string {
  const quote = text.charAt(offset);
  const triple = quote.repeat(3);
  return text.startsWith(triple, offset) ? triple : quote;
}

function findTripleEnd(text: string, offset: number, quote: string): StringEnd {
  let end = text.indexOf(quote, offset + 3);
  while (end >= 0 && isEscaped(text, end, offset + 3)) end = text.indexOf(quote, end + 1);
  return end < 0 ? { end: text.length, isTerminated: false } : { end: end + 3, isTerminated: true };
}

function isEscaped(text: string, offset: number, from: number): boolean {
  let backslashes = 0;
  while (offset - backslashes > from && text.charAt(offset - backslashes - 1) === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function findSingleEnd(text: string, offset: number, quote: string): StringEnd {
  const stop = quote === '"' ? /["\\\n]/g : /['\\\n]/g;
  stop.lastIndex = offset + 1;
  for (let match = stop.exec(text); match !== null; match = stop.exec(text)) {
    const [character] = match;
    if (character === '\n') return { end: match.index, isTerminated: false };
    if (character === quote) return { end: match.index + 1, isTerminated: true };
    stop.lastIndex = match.index + (text.startsWith('\r\n', match.index + 1) ? 3 : 2);
  }
  return { end: text.length, isTerminated: false };
}

/** Finds where string literals end, in one text. */
export class StringScanner {
  readonly #text: string;
  /** Work left for following fields: each character once, and some more. */
  #steps: number;

  constructor(text: string) {
    this.#text = text;
    this.#steps = text.length + 1000;
  }

  /**
   * The end of the literal whose quote opens at `offset`, after its prefix. In an f-string, a
   * field may itself contain strings with the same quotes.
   */
  findEnd(offset: number, nesting = 0): StringEnd {
    const text = this.#text;
    const quote = quoteAt(text, offset);
    const prefix = text.slice(Math.max(0, offset - 3), offset);
    if (/(?:^|[^\w])(?:[ft]|r[ft]|[ft]r)$/i.test(prefix) && this.#steps > 0) {
      const end = this.#formattedEnd(offset + quote.length, quote, nesting);
      if (end !== null) return { end, isTerminated: true };
    }
    return quote.length === 3 ? findTripleEnd(text, offset, quote) : findSingleEnd(text, offset, quote);
  }

  /** The offset after the closing quote of an f-string, or null where it does not end properly. */
  #formattedEnd(from: number, quote: string, nesting: number): number | null {
    const text = this.#text;
    const stop = /["'{\\\n]/g;
    stop.lastIndex = from;
    for (let match = stop.exec(text); match !== null; match = stop.exec(text)) {
      const { index } = match;
      this.#steps -= 1;
      const [character] = match;
      if (character === '\n' && quote.length === 1) return null;
      if (character === '\\') {
        stop.lastIndex = index + 2;
      } else if (character === '{') {
        const next =
          text.charAt(index + 1) === '{' ? index + 2 : this.#fieldEnd(index + 1, quote, nesting + 1);
        if (next === null) return null;
        stop.lastIndex = next;
      } else if (text.startsWith(quote, index)) {
        return index + quote.length;
      }
    }
    return null;
  }

  /** The offset after the `}` of a replacement field, from after its `{`. */
  #fieldEnd(from: number, quote: string, nesting: number): number | null {
    const text = this.#text;
    if (nesting > MAX_FIELD_NESTING) return null;
    const stop = /["'()[\]{}:#]/g;
    stop.lastIndex = from;
    let depth = 0;
    for (let match = stop.exec(text); match !== null; match = stop.exec(text)) {
      const { index } = match;
      this.#steps -= 1;
      const [character] = match;
      if (index - from > MAX_FIELD_LENGTH) return null;
      if (character === '"' || character === "'") {
        const { end, isTerminated } = this.findEnd(index, nesting);
        if (!isTerminated) return null;
        stop.lastIndex = end;
      } else if (character === '#' && quote.length === 1) {
        return null;
      } else if ('([{'.includes(character)) {
        depth += 1;
      } else if (depth > 0 && ')]}'.includes(character)) {
        depth -= 1;
      } else if (character === '}') {
        return index + 1;
      } else if (character === ':' && depth === 0) {
        return this.#specEnd(index + 1, quote, nesting);
      }
    }
    return null;
  }

  /** The offset after the `}` that ends a field, from after the `:` of its format. */
  #specEnd(from: number, quote: string, nesting: number): number | null {
    const text = this.#text;
    const stop = /[{}"'\n]/g;
    stop.lastIndex = from;
    for (let match = stop.exec(text); match !== null; match = stop.exec(text)) {
      const { index } = match;
      this.#steps -= 1;
      const [character] = match;
      if (character === '}') return index + 1;
      if (character === '\n' && quote.length === 1) return null;
      if (text.startsWith(quote, index)) return null;
      if (character !== '{') continue;
      const next = this.#fieldEnd(index + 1, quote, nesting + 1);
      if (next === null) return null;
      stop.lastIndex = next;
    }
    return null;
  }
}
