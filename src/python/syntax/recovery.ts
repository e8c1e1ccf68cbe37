import type { Place, Stmt } from './ast.ts';
import type { Cst } from './concrete.ts';
import { blockOf } from './grammar.ts';
import type { CodeText, Grammar } from './grammar.ts';
import { indentProblem, lowerStatements } from './lower/blocks.ts';
import { Lowering, MAX_BLOCK_DEPTH } from './lower/context.ts';
import { SourceText } from './lower/source.ts';
import { namesInText } from './namesInText.ts';
import { scanLines } from './scan.ts';
import type { Scan } from './scan.ts';
import { buildSkeleton } from './skeleton.ts';
import type { Skeleton } from './skeleton.ts';
import { codeOf, splitStatements, textOf, trimRange } from './split.ts';
import type { LineRange } from './split.ts';

/** Broken pieces of one top-level statement that are looked into; what comes after them is one `ErrorStmt`. */
const MAX_BROKEN_PIECES = 300;

/** Bound on the text that is parsed again: so many times the statement's length, and so much besides. */
const MAX_TIMES_PARSED_AGAIN = 6;
const MAX_PARSED_AGAIN = 50_000;

/**
 * Lowers a top-level statement that has a syntax error: the statement's bodies are taken apart,
 * statement by statement, and only what is itself broken becomes an `ErrorStmt`.
 */
export class Recovery {
  readonly #grammar: Grammar;
  readonly #text: string;
  readonly #scan: Scan;
  #brokenPieces = 0;
  #budget: number;

  constructor(grammar: Grammar, text: string) {
    this.#grammar = grammar;
    this.#text = text;
    this.#scan = scanLines(text);
    this.#budget = MAX_TIMES_PARSED_AGAIN * text.length + MAX_PARSED_AGAIN;
  }

  /** The statements; what was found on the way is left in `lowering`, whose source is the text. */
  recover(lowering: Lowering): Stmt[] {
    const whole = { first: 0, last: this.#scan.lines.length - 1 };
    const pieces = splitStatements(this.#text, this.#scan, whole);
    const [only] = pieces;
    // That the whole does not parse is known.
    if (pieces.length === 1 && only?.first === 0) return this.#broken(whole, lowering, 0);
    return this.#block(whole, '', lowering, 0);
  }

  /** The same for text that is the body of a function. */
  recoverBlock(lowering: Lowering): Stmt[] {
    const whole = { first: 0, last: this.#scan.lines.length - 1 };
    return this.#block(whole, null, lowering, 1);
  }

  #block(range: LineRange, indent: string | null, lowering: Lowering, depth: number): Stmt[] {
    const pieces = splitStatements(this.#text, this.#scan, range);
    const expected = indent ?? this.#indentOf(pieces[0] ?? range);
    const statements: Stmt[] = [];
    for (const piece of pieces) {
      if (this.#brokenPieces > MAX_BROKEN_PIECES) {
        const rest = trimRange(this.#scan, { first: piece.first, last: range.last });
        statements.push(this.#error(rest, lowering, 'too many syntax errors: the rest is not read'));
        break;
      }
      // Not spread into `push`: there may be more than the stack holds.
      for (const statement of this.#piece(trimRange(this.#scan, piece), expected, lowering, depth)) {
        statements.push(statement);
      }
    }
    return statements;
  }

  #piece(range: LineRange, indent: string, lowering: Lowering, depth: number): Stmt[] {
    const actual = this.#indentOf(range);
    const message = indentProblem(actual, indent);
    if (actual !== indent) return [this.#error(range, lowering, message)];
    const code = codeOf(this.#text, this.#scan, range);
    this.#budget -= code.text.length;
    if (this.#budget < 0) return [this.#error(range, lowering)];
    const nodes = actual === '' ? this.#grammar.statements(code) : this.#grammar.blockStatements(code);
    if (nodes !== null) return this.#lower(nodes, code, range, indent, lowering);
    return this.#broken(range, lowering, depth);
  }

  #broken(range: LineRange, lowering: Lowering, depth: number): Stmt[] {
    this.#brokenPieces += 1;
    if (this.#brokenPieces > MAX_BROKEN_PIECES || depth > MAX_BLOCK_DEPTH) {
      return [this.#error(range, lowering)];
    }
    const skeleton = buildSkeleton(this.#text, this.#scan, range);
    const recovered = skeleton === null ? null : this.#compound(skeleton, range, lowering, depth);
    return recovered ?? [this.#error(range, lowering)];
  }

  #lower(
    nodes: readonly Cst[],
    code: CodeText,
    range: LineRange,
    indent: string,
    lowering: Lowering,
  ): Stmt[] {
    const part = new Lowering(
      indent === ''
        ? new SourceText(code.text, range.first)
        : new SourceText(blockOf(code).text, range.first - 1),
    );
    const statements = lowerStatements(part, nodes, indent);
    lowering.absorb(part);
    return statements;
  }

  /** A statement whose head parses: its bodies are recovered one by one. */
  #compound(skeleton: Skeleton, range: LineRange, lowering: Lowering, depth: number): Stmt[] | null {
    const indent = this.#indentOf(range);
    const scan = scanLines(skeleton.text);
    const plain = codeOf(skeleton.text, scan, { first: 0, last: scan.lines.length - 1 });
    const code = indent === '' ? plain : blockOf(plain);
    const nodes = indent === '' ? this.#grammar.statements(plain) : this.#grammar.blockStatements(plain);
    if (nodes === null) return null;
    const shift = code.text.length - plain.text.length;
    const ends = new Map(
      skeleton.bodies.map((body) => [body.placeholderEnd + shift, this.#endOf(trimRange(this.#scan, body))]),
    );
    const bodies = new Map(
      skeleton.bodies.map((body) => [body.first, () => this.#block(body, null, part, depth + 1)]),
    );
    const firstLine = indent === '' ? range.first : range.first - 1;
    const part: Lowering = new Lowering(new SourceText(code.text, firstLine, ends), { recovered: bodies });
    const statements = lowerStatements(part, nodes, indent);
    lowering.absorb(part);
    return statements;
  }

  #endOf(range: LineRange): { line: number; character: number } {
    const line = this.#scan.lines[range.last];
    const content = line === undefined ? '' : this.#text.slice(line.start, line.end).trimEnd();
    return { line: range.last, character: content.length };
  }

  #indentOf(range: LineRange): string {
    const line = this.#scan.lines[range.first];
    return line === undefined ? '' : this.#text.slice(line.start, line.start + line.indent);
  }

  #error(range: LineRange, lowering: Lowering, problem?: string): Stmt {
    const { line: endLine, character: endCharacter } = this.#endOf(range);
    const at: Place = { line: range.first, character: this.#indentOf(range).length, endLine, endCharacter };
    const text = textOf(this.#text, this.#scan, range);
    const message = problem ?? scanLines(text).problem ?? 'invalid syntax';
    lowering.addProblem({ at, message });
    return { kind: 'ErrorStmt', at, message, boundNames: namesInText(text) };
  }
}
