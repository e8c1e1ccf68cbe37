import { StringScanner } from './stringEnd.ts';

/** A physical line, as far as it can be told without parsing. */
export interface SourceLine {
  /** After a form feed at the beginning of the line. */
  readonly start: number;
  /** The offset of its line end. */
  readonly end: number;
  /** Characters of leading white space. */
  readonly indent: number;
  /** Neither blank nor only a comment. */
  readonly isCode: boolean;
  /** Begins within a string or brackets, or after a backslash. */
  readonly isContinuation: boolean;
  /** Begins within brackets, and in no string there. */
  readonly isInBrackets: boolean;
}

export interface Comment {
  readonly line: number;
  readonly start: number;
  /** With its `#`. */
  readonly text: string;
}

export interface Scan {
  readonly lines: readonly SourceLine[];
  readonly comments: readonly Comment[];
  /** What is wrong with the brackets or strings, if anything. */
  readonly problem: string | null;
}

interface Bracket {
  readonly character: string;
  readonly line: number;
}

/**
 * Lines that cannot stand inside brackets: a bracket open before them was never closed.
 * The keywords are reserved and begin no expression; an attribute or item is no keyword argument.
 */
const STATEMENT_START =
  /^(?:(?:def|class|import|with|while|try|except|finally|elif|return|raise|assert|del|global|nonlocal|pass|break|continue)\b|async\s+(?:def|with)\b|@[A-Za-z_][\w.]*\s*(?:\(|$)|else\s*:\s*(?:#.*)?$|from\s+\S+\s+import\b|[A-Za-z_]\w*(?:\.\w+|\[[^\][]*\])+\s*[-+*/@%&|^]?=(?!=)|[A-Za-z_]\w*\s*[-+*/@%&|^]=)/;

/** Inside brackets, a line that ends so also closes one: `if any(x\n for x in y):`. */
const BLOCK_HEAD = /^(?:if|for)\b.*:\s*(?:#.*)?$/;

function beginsStatement(line: string): boolean {
  if (STATEMENT_START.test(line)) return true;
  if (!BLOCK_HEAD.test(line) || /\belse\b/.test(line)) return false;
  return (line.match(/[)\]}]/g)?.length ?? 0) <= (line.match(/[([{]/g)?.length ?? 0);
}

const TAB = 9;
const FORM_FEED = 12;
const CARRIAGE_RETURN = 13;
const SPACE = 32;

const CLOSERS: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** How many unclosed brackets a closing one may skip. */
const MAX_MISMATCH = 50;

/** How often a text is read again because a triple-quoted string seems to lack its end. */
const MAX_STRING_REPAIRS = 8;

/** Reads the lines of a text, with strings, brackets and comments; exact on valid Python. */
export function scanLines(text: string): Scan {
  const brokenStrings = new Set<number>();
  for (let repair = 0; ; repair++) {
    const scanner = new Scanner(text, brokenStrings);
    const culprit = repair < MAX_STRING_REPAIRS ? scanner.unterminatedString : null;
    if (culprit === null) return scanner.finish();
    brokenStrings.add(culprit);
  }
}

class Scanner {
  readonly #text: string;
  readonly #strings: StringScanner;
  readonly #brokenStrings: ReadonlySet<number>;
  readonly #lineStarts: number[] = [0];
  /** Lines that begin within a string or after a backslash. */
  readonly #joinedLines = new Set<number>();
  readonly #comments: Comment[] = [];
  readonly #open: Bracket[] = [];
  /** Brackets opened and closed, by line; of those that are closed somewhere. */
  readonly #closedBrackets: { readonly from: number; readonly to: number }[] = [];
  /** A triple-quoted string that swallows definitions, while the last one has no end. */
  unterminatedString: number | null = null;
  #suspect: number | null = null;
  #problem: string | null = null;
  /** The last line end found, and from where: a long line is searched once. */
  #lineEnd = -1;
  #lineEndFrom = 0;

  constructor(text: string, brokenStrings: ReadonlySet<number>) {
    this.#text = text;
    this.#strings = new StringScanner(text);
    this.#brokenStrings = brokenStrings;
    this.#scan();
  }

  #scan(): void {
    const text = this.#text;
    const interesting = /["'#()[\]{}\\\n]/g;
    this.#startLine(0, false);
    // `test` spares the match objects: this loop runs over the whole file on every keystroke.
    while (interesting.test(text)) {
      const index = interesting.lastIndex - 1;
      const character = text.charAt(index);
      if (character === '\n') {
        this.#startLine(index + 1, false);
      } else if (character === '#') {
        interesting.lastIndex = this.#comment(index);
      } else if (character === '"' || character === "'") {
        interesting.lastIndex = this.#string(index);
      } else if (character === '\\') {
        const next = text.charAt(index + 1) === '\r' ? index + 2 : index + 1;
        if (text.charAt(next) !== '\n') continue;
        this.#startLine(next + 1, true);
        interesting.lastIndex = next + 1;
      } else {
        this.#bracket(character);
      }
    }
    this.#dropOpen();
  }

  #startLine(start: number, isJoined: boolean): void {
    if (start > 0) this.#lineStarts.push(start);
    if (isJoined) {
      this.#joinedLines.add(this.#lineStarts.length - 1);
    } else if (this.#open.length > 0 && beginsStatement(this.#lineAt(start))) {
      this.#dropOpen();
    }
  }

  #lineAt(start: number): string {
    return this.#text.slice(start, this.#lineEndAfter(start)).trimStart();
  }

  #dropOpen(): void {
    const [first] = this.#open;
    if (first === undefined) return;
    this.#problem ??= `'${first.character}' was never closed`;
    this.#open.length = 0;
  }

  #comment(start: number): number {
    const end = this.#lineEndAfter(start);
    const text = this.#text.slice(start, end).trimEnd();
    this.#comments.push({ line: this.#lineStarts.length - 1, start, text });
    return end;
  }

  #string(start: number): number {
    const text = this.#text;
    const lineEnd = this.#lineEndAfter(start);
    if (this.#brokenStrings.has(start)) return lineEnd;
    const { end, isTerminated } = this.#strings.findEnd(start);
    let holdsDefinition = false;
    for (let at = lineEnd; at < end; at = this.#lineEndAfter(at + 1)) {
      this.#startLine(at + 1, true);
      holdsDefinition ||= /^(?:\s*(?:async\s+)?def\s+\w+\s*\(.*:|\s*class\s+\w+.*:)\s*$/.test(
        this.#lineAt(at + 1),
      );
    }
    if (holdsDefinition) this.#suspect ??= start;
    if (isTerminated) return end;
    this.#problem ??= 'unterminated string';
    if (end === text.length && lineEnd < end) this.unterminatedString = this.#suspect ?? start;
    return end;
  }

  /** The offset of the next line end, or of the end of the text. */
  #lineEndAfter(offset: number): number {
    if (offset > this.#lineEnd || offset < this.#lineEndFrom) {
      const newline = this.#text.indexOf('\n', offset);
      this.#lineEndFrom = offset;
      this.#lineEnd = newline < 0 ? this.#text.length : newline;
    }
    return this.#lineEnd;
  }

  #bracket(character: string): void {
    const opener = CLOSERS.get(character);
    const line = this.#lineStarts.length - 1;
    if (opener === undefined) {
      this.#open.push({ character, line });
      return;
    }
    let matching = this.#open.length - 1;
    const lowest = matching - MAX_MISMATCH;
    while (matching > lowest && this.#open[matching]?.character !== opener) matching -= 1;
    const bracket = matching > lowest ? this.#open[matching] : undefined;
    if (bracket === undefined) {
      this.#problem ??= `unmatched '${character}'`;
      return;
    }
    if (matching < this.#open.length - 1) {
      this.#problem ??= `'${this.#open.at(-1)?.character ?? ''}' was never closed`;
    }
    while (this.#open.length > matching) this.#open.pop();
    if (bracket.line < line) this.#closedBrackets.push({ from: bracket.line, to: line });
  }

  finish(): Scan {
    const inBrackets = this.#linesInBrackets();
    const lines = this.#lineStarts.map((lineStart, line): SourceLine => {
      const next = this.#lineStarts[line + 1];
      const end = next === undefined ? this.#text.length : next - 1;
      const { start, indent } = this.#leadingSpace(lineStart, end);
      const content = start + indent;
      const isJoined = this.#joinedLines.has(line);
      const isInBrackets = !isJoined && inBrackets.has(line);
      const isContinuation = isJoined || isInBrackets;
      const isCode = content < end && (isContinuation || this.#text.charAt(content) !== '#');
      return { start, end, indent, isCode, isContinuation, isInBrackets };
    });
    return { lines, comments: this.#comments, problem: this.#problem };
  }

  /** Indentation counts from a form feed on. */
  #leadingSpace(lineStart: number, end: number): { start: number; indent: number } {
    let start = lineStart;
    let content = lineStart;
    for (; content < end; content++) {
      const character = this.#text.charCodeAt(content);
      if (character === FORM_FEED) start = content + 1;
      else if (character !== SPACE && character !== TAB && character !== CARRIAGE_RETURN) break;
    }
    return { start, indent: content - start };
  }

  #linesInBrackets(): ReadonlySet<number> {
    const inside = new Set<number>();
    let covered = -1;
    // From the outside in, so that each line is added once.
    const outermost = this.#closedBrackets.toSorted((a, b) => a.from - b.from || b.to - a.to);
    for (const { from, to } of outermost) {
      for (let line = Math.max(from, covered) + 1; line <= to; line++) inside.add(line);
      covered = Math.max(covered, to);
    }
    return inside;
  }
}
