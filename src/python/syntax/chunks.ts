import type { Stmt } from './ast.ts';
import type { Cst } from './concrete.ts';
import type { CodeText, Grammar } from './grammar.ts';
import type { PutOffBody } from './deferral.ts';
import { DeferredBody } from './deferredBody.ts';
import { joinBrackets } from './layout.ts';
import { lowerStatements } from './lower/blocks.ts';
import { Lowering } from './lower/context.ts';
import type { SyntaxProblem } from './lower/context.ts';
import { SourceText } from './lower/source.ts';
import { namesInText } from './namesInText.ts';
import { Recovery } from './recovery.ts';
import { scanLines } from './scan.ts';
import type { Scan } from './scan.ts';
import { codeOf, splitStatements, textOf, trimRange } from './split.ts';
import type { LineRange } from './split.ts';

/** Longest top-level statement that is parsed, in UTF-16 code units. */
const MAX_STATEMENT_LENGTH = 1024 * 1024;

/** Top-level statements that are parsed; what comes after them is one `ErrorStmt`. */
const MAX_STATEMENTS = 100_000;

/** Broken top-level statements that are looked into; what comes after them is one `ErrorStmt`. */
const MAX_BROKEN_STATEMENTS = 2000;

/** Chunks parsed together to find the broken ones among them. */
const GROUP_SIZE = 32;

/** One top-level statement as it stands in a file: the unit of parsing and of reuse. */
export interface Chunk {
  readonly lines: LineRange;
  /** Offset of its first line. */
  readonly start: number;
  readonly text: string;
}

/** The lowered statements of a chunk: one, or several that share their lines. */
export interface LoweredChunk {
  readonly chunk: Chunk;
  readonly tree: ChunkTree;
}

/** What depends on a chunk's text alone. Places are relative to the chunk's first line. */
export interface ChunkTree {
  readonly statements: readonly Stmt[];
  readonly problems: readonly SyntaxProblem[];
  readonly isBroken: boolean;
}

/** Where trees of earlier chunks are kept. */
export interface ChunkStore {
  get(text: string): ChunkTree | undefined;
  set(text: string, tree: ChunkTree): void;
}

/** Splits a file into its top-level statements. */
function chunksOf(source: string, scan: Scan): Chunk[] {
  const whole = { first: 0, last: scan.lines.length - 1 };
  return splitStatements(source, scan, whole).map((range): Chunk => {
    const lines = trimRange(scan, range);
    return { lines, start: scan.lines[lines.first]?.start ?? 0, text: textOf(source, scan, lines) };
  });
}

/** Parses and lowers the chunks of one file, as far as they are new. */
export class ChunkLowering {
  readonly #grammar: Grammar;
  readonly #store: ChunkStore | null;
  readonly #source: string;
  readonly #scan: Scan;
  readonly #chunks: readonly Chunk[];
  readonly #lowered: LoweredChunk[] = [];
  /** By line. */
  readonly #putOff: ReadonlyMap<number, PutOffBody>;
  #broken = 0;

  /**
   * @param store of trees that depend on the text alone: of source without `putOff`
   * @param putOff bodies for which the source has a `pass`
   */
  constructor(
    grammar: Grammar,
    store: ChunkStore | null,
    source: string,
    scan: Scan,
    putOff: readonly PutOffBody[] = [],
  ) {
    this.#grammar = grammar;
    this.#store = store;
    this.#source = source;
    this.#scan = scan;
    this.#putOff = new Map(putOff.map((body) => [body.line, body]));
    this.#chunks = chunksOf(source, scan);
  }

  /** All chunks; where there are too many, the rest as one broken chunk. */
  lower(): readonly LoweredChunk[] {
    const chunks = this.#chunks.slice(0, MAX_STATEMENTS);
    const known = chunks.map((chunk) => this.#store?.get(chunk.text));
    while (this.#lowered.length < chunks.length && !this.#isExhausted) {
      const first = this.#lowered.length;
      const chunk = chunks[first];
      const tree = known[first];
      if (chunk !== undefined && tree !== undefined) {
        this.#add({ chunk, tree });
        continue;
      }
      let end = first + 1;
      while (end < chunks.length && known[end] === undefined) end++;
      this.#lowerRun(chunks.slice(first, end));
    }
    const rest = this.#chunks[this.#lowered.length];
    if (rest !== undefined) this.#lowered.push(this.#unread(rest));
    return this.#lowered;
  }

  get #isExhausted(): boolean {
    return this.#broken >= MAX_BROKEN_STATEMENTS;
  }

  #add(lowered: LoweredChunk): void {
    this.#lowered.push(lowered);
    if (lowered.tree.isBroken) this.#broken += 1;
  }

  /** Neighbouring chunks that are all new: parsed in one go if there is no error in them. */
  #lowerRun(run: readonly Chunk[]): void {
    if (this.#lowerTogether(run)) return;
    for (let first = 0; first < run.length; first += GROUP_SIZE) {
      const group = run.slice(first, first + GROUP_SIZE);
      if (group.length < run.length && this.#lowerTogether(group)) continue;
      for (const chunk of group) {
        if (this.#isExhausted) return;
        this.#add(this.#lowerOne(detached(chunk), null));
      }
    }
  }

  /** False if there is an error somewhere in the chunks. */
  #lowerTogether(run: readonly Chunk[]): boolean {
    const [first] = run;
    if (first === undefined || run.length === 1 || run.some(isTooLong)) return false;
    const own = run.map(detached);
    const spans = own.map((chunk) => {
      const start = chunk.start - first.start;
      return { ...this.#codeOf(chunk), start, end: start + chunk.text.length };
    });
    const last = run.at(-1)?.lines.last ?? first.lines.last;
    const joined = joinBrackets(this.#source, this.#scan, first.lines.first, last);
    const nodes = this.#grammar.statementsBySpan(joined, spans);
    if (nodes === null) return false;
    for (const [index, chunk] of own.entries()) this.#add(this.#lowerOne(chunk, nodes[index] ?? null));
    return true;
  }

  #codeOf(chunk: Chunk): CodeText {
    const { text, lines } = chunk;
    if (this.#scan.problem === null) return { ...codeOf(this.#source, this.#scan, lines), text };
    // A bracket or string left open elsewhere must not change how this statement is read.
    const scan = scanLines(text);
    return codeOf(text, scan, { first: 0, last: scan.lines.length - 1 });
  }

  /** @param nodes the statements, where they are known to be without errors */
  #lowerOne(chunk: Chunk, nodes: readonly Cst[] | null): LoweredChunk {
    if (isTooLong(chunk)) return this.#refused(chunk, 'the statement is too long: it is not read');
    const lowering = this.#loweringOf(chunk);
    const parsed = nodes ?? this.#grammar.statements(this.#codeOf(chunk));
    const statements =
      parsed === null
        ? new Recovery(this.#grammar, chunk.text).recover(lowering)
        : lowerStatements(lowering, parsed, '');
    const tree = { statements, problems: lowering.problems, isBroken: parsed === null };
    this.#store?.set(chunk.text, tree);
    return { chunk, tree };
  }

  #loweringOf({ text, lines, start }: Chunk): Lowering {
    if (this.#putOff.size === 0) return new Lowering(new SourceText(text, 0));
    const deferred = new Map<number, DeferredBody>();
    const ends = new Map<number, PutOffBody['end']>();
    for (let line = lines.first; line <= lines.last; line++) {
      const body = this.#putOff.get(line);
      if (body === undefined) continue;
      const relative = line - lines.first;
      deferred.set(relative, new DeferredBody(this.#grammar, body.text, relative));
      ends.set(body.placeholderEnd - start, { ...body.end, line: body.end.line - lines.first });
    }
    return new Lowering(new SourceText(text, 0, ends), { deferred });
  }

  #unread(first: Chunk): LoweredChunk {
    const text = this.#source.slice(first.start);
    const message = this.#isExhausted
      ? `more than ${MAX_BROKEN_STATEMENTS} statements with syntax errors: the rest is not read`
      : `more than ${MAX_STATEMENTS} statements: the rest is not read`;
    return this.#refused({ ...first, text }, message);
  }

  #refused(chunk: Chunk, message: string): LoweredChunk {
    const at = new SourceText(chunk.text, 0).place(0, chunk.text.length);
    const statement: Stmt = { kind: 'ErrorStmt', at, message, boundNames: namesInText(chunk.text) };
    return { chunk, tree: { statements: [statement], problems: [{ at, message }], isBroken: true } };
  }
}

function isTooLong(chunk: Chunk): boolean {
  return chunk.text.length > MAX_STATEMENT_LENGTH;
}

/** Has a copy of its text that does not keep the whole file in memory, as a slice of it would. */
function detached(chunk: Chunk): Chunk {
  return { ...chunk, text: ` ${chunk.text}`.slice(1) };
}
