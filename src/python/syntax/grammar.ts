import { Parser } from 'web-tree-sitter';
import type { Language, ParseState, TreeCursor } from 'web-tree-sitter';
import { ConcreteReader } from './concrete.ts';
import type { Cst } from './concrete.ts';
import { maskSoftKeywords, maskStars } from './quirks.ts';

/** Makes a block of indented lines parse: their own line numbers follow after this one line. */
const BLOCK_HEADER = 'if 1:\n';

/**
 * Bound on the parser's work, counted in its own steps of 100 operations: ordinary code takes 0.007
 * of them per character, the densest valid code 0.04.
 */
const STEPS_PER_CHARACTER = 0.2;

/** Before each of a run of continued blank lines, the grammar's scanner reads all that follow. */
const ENDLESS_CONTINUATION = /(?:\\\r?\n[ \t]*){200}/;

/** Text to parse. */
export interface CodeText {
  readonly text: string;
  /** The same, without the line ends and comments within brackets. */
  readonly joined: string;
  /** Offsets of the first code on each line that continues no bracket, string or backslash. */
  readonly lineStarts: readonly number[];
}

/** A part of a longer text, by offsets. */
export interface CodeSpan extends CodeText {
  readonly start: number;
  readonly end: number;
}

/** The concrete statements of error-free text. */
export class Grammar {
  readonly #parser = new Parser();
  readonly #reader: ConcreteReader;

  constructor(language: Language) {
    this.#parser.setLanguage(language);
    this.#reader = new ConcreteReader(language);
  }

  /**
   * The statements of each span of a (joined) text, with offsets into the span's own text; null for a span
   * with a syntax error. Null if the grammar finds an error, it does not matter where.
   */
  statementsBySpan(joined: string, spans: readonly CodeSpan[]): (Cst[] | null)[] | null {
    return this.#parse(maskSoftKeywords(joined), (cursor) => {
      const statements: Cst[][] = spans.map(() => []);
      let index = 0;
      for (let more = cursor.gotoFirstChild(); more; more = cursor.gotoNextSibling()) {
        if (!this.#reader.isStatement(cursor)) continue;
        while ((spans[index]?.end ?? Infinity) <= cursor.startIndex) index += 1;
        const span = spans[index];
        if (span === undefined || cursor.startIndex < span.start || cursor.endIndex > span.end) return null;
        statements[index]?.push(this.#reader.read(cursor, span.text, span.start));
      }
      return spans.map(({ lineStarts }, at) => withoutRunOn(statements[at] ?? [], lineStarts));
    });
  }

  /** The statements of a text; null if it has a syntax error. */
  statements(code: CodeText): Cst[] | null {
    const masked = maskSoftKeywords(code.joined);
    const starless = maskStars(masked);
    return this.#statements(code, masked) ?? (starless === masked ? null : this.#statements(code, starless));
  }

  /** The statements of indented lines; offsets are into the text of `blockOf(code)`. */
  blockStatements(code: CodeText): Cst[] | null {
    const [block, ...rest] = this.statements(blockOf(code)) ?? [];
    if (block === undefined) return null;
    return [...(block.children.find((child) => child.type === 'block')?.children ?? []), ...rest];
  }

  #statements(code: CodeText, masked: string): Cst[] | null {
    return this.#parse(masked, (cursor) => {
      const statements: Cst[] = [];
      for (let more = cursor.gotoFirstChild(); more; more = cursor.gotoNextSibling()) {
        if (this.#reader.isStatement(cursor)) statements.push(this.#reader.read(cursor, code.text, 0));
      }
      return withoutRunOn(statements, code.lineStarts);
    });
  }

  #parse<T>(masked: string, read: (cursor: TreeCursor) => T): T | null {
    if (ENDLESS_CONTINUATION.test(masked)) return null;
    let steps = masked.length * STEPS_PER_CHARACTER + 1000;
    const progressCallback = ({ hasError }: ParseState): boolean => {
      steps -= 1;
      return hasError || steps < 0;
    };
    const tree = this.#parser.parse(masked, null, { progressCallback });
    if (tree === null) {
      this.#parser.reset();
      return null;
    }
    try {
      if (tree.rootNode.hasError) return null;
      const cursor = tree.walk();
      try {
        return read(cursor);
      } finally {
        cursor.delete();
      }
    } finally {
      tree.delete();
    }
  }
}

/** Indented lines under a header line, so that they are a program of their own. */
export function blockOf(code: CodeText): CodeText {
  const shifted = code.lineStarts.map((start) => start + BLOCK_HEADER.length);
  const { text, joined } = code;
  return { text: BLOCK_HEADER + text, joined: BLOCK_HEADER + joined, lineStarts: [0, ...shifted] };
}

const CLAUSES: ReadonlySet<string> = new Set([
  'elif_clause', 'else_clause', 'except_clause', 'finally_clause', 'case_clause', 'decorator',
  'function_definition', 'class_definition',
]); // prettier-ignore

/**
 * The grammar reads on over a line end where a statement cannot end: `x = y.` and `z = 1` on the
 * next line are to it `x = y.z = 1`. Null if a line begins otherwise than a statement or clause.
 */
function withoutRunOn(statements: Cst[], lineStarts: readonly number[]): Cst[] | null {
  const starts = new Set<number>();
  const pending: Cst[] = [...statements];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    starts.add(node.start);
    const isBlock = node.type === 'block';
    for (const child of node.children) {
      if (isBlock || child.type === 'block' || CLAUSES.has(child.type)) pending.push(child);
    }
  }
  return lineStarts.every((start) => starts.has(start)) ? statements : null;
}
