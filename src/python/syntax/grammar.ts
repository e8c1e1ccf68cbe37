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

/** A run of statements in a text, by offsets. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
  /** What lies between, in a string of its own. */
  readonly text: string;
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
   * The statements of each span of a text, with offsets into the span's own text. Null if the text
   * has a syntax error, or a statement lies across two spans.
   */
  statementsBySpan(text: string, spans: readonly TextSpan[]): Cst[][] | null {
    return this.#parse(maskSoftKeywords(text), (cursor) => {
      const statements: Cst[][] = spans.map(() => []);
      let index = 0;
      for (let more = cursor.gotoFirstChild(); more; more = cursor.gotoNextSibling()) {
        if (!this.#reader.isStatement(cursor)) continue;
        while ((spans[index]?.end ?? Infinity) <= cursor.startIndex) index += 1;
        const span = spans[index];
        if (span === undefined || cursor.startIndex < span.start || cursor.endIndex > span.end) return null;
        statements[index]?.push(this.#reader.read(cursor, span.text, span.start));
      }
      return statements;
    });
  }

  /** The statements of a text; null if it has a syntax error. */
  statements(text: string): Cst[] | null {
    const masked = maskSoftKeywords(text);
    const starless = maskStars(masked);
    return this.#statements(text, masked) ?? (starless === masked ? null : this.#statements(text, starless));
  }

  /** The statements of indented lines; offsets are into `blockText(text)`. */
  blockStatements(text: string): Cst[] | null {
    const [block, ...rest] = this.statements(blockText(text)) ?? [];
    if (block === undefined) return null;
    return [...(block.children.find((child) => child.type === 'block')?.children ?? []), ...rest];
  }

  #statements(text: string, masked: string): Cst[] | null {
    return this.#parse(masked, (cursor) => {
      const statements: Cst[] = [];
      for (let more = cursor.gotoFirstChild(); more; more = cursor.gotoNextSibling()) {
        if (this.#reader.isStatement(cursor)) statements.push(this.#reader.read(cursor, text, 0));
      }
      return statements;
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
export function blockText(text: string): string {
  return BLOCK_HEADER + text;
}
