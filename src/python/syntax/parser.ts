import { Language, Parser } from 'web-tree-sitter';
import type { ParsedModule, Place, Pragma, Stmt, TopLevel } from './ast.ts';
import { boundNamesIn } from './bound-names.ts';
import { TextCache } from './cache.ts';
import type { Cst } from './concrete.ts';
import { ParsedDocument } from './document.ts';
import { Grammar } from './grammar.ts';
import { lowerStatements } from './lower/blocks.ts';
import { Lowering } from './lower/context.ts';
import type { SyntaxProblem } from './lower/context.ts';
import { docstringOf } from './lower/definitions.ts';
import { SourceText } from './lower/source.ts';
import { Recovery } from './recovery.ts';
import { scanLines } from './scan.ts';
import type { Scan } from './scan.ts';
import { splitStatements, textOf, trimRange } from './split.ts';

/** Longest source that is parsed, in UTF-16 code units: about 100,000 lines. */
export const MAX_SOURCE_LENGTH = 4 * 1024 * 1024;

/** Broken top-level statements that are looked into; what comes after them is one `ErrorStmt`. */
const MAX_BROKEN_STATEMENTS = 2000;

/** Chunks parsed together to find the broken ones among them. */
const GROUP_SIZE = 32;

/** Source whose trees are kept for reuse, in UTF-16 code units: about 50,000 lines. */
const CACHE_CAPACITY = 2 * 1024 * 1024;

/**
 * Loads the parser from the bytes of its two WebAssembly modules (the same way in Node and in a
 * Web Worker).
 * @param runtimeWasm `web-tree-sitter.wasm`
 * @param grammarWasm `tree-sitter-python.wasm`
 */
export async function createParser(runtimeWasm: Uint8Array, grammarWasm: Uint8Array): Promise<PythonParser> {
  await Parser.init({ wasmBinary: runtimeWasm });
  return new PythonParser(new Grammar(await Language.load(grammarWasm)));
}

/** One top-level statement as it stands in a file: the unit of parsing and of reuse. */
interface Chunk {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const NO_CHUNK: Chunk = { line: 0, start: 0, end: 0, text: '' };

/** The lowered statements of a chunk: one, or several that share their lines. */
interface LoweredChunk {
  readonly statements: readonly Stmt[];
  readonly problems: readonly SyntaxProblem[];
  readonly isBroken: boolean;
}

/** Chunks by their text. */
type ChunkLookup = (text: string) => LoweredChunk | undefined;

/** Python source to syntax trees. The result depends on the text alone, never on earlier ones. */
export class PythonParser {
  readonly #grammar: Grammar;
  readonly #cache = new TextCache<LoweredChunk>(CACHE_CAPACITY);

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  /** Parses a file. Text that does not parse becomes `ErrorStmt`s; nothing is thrown for it. */
  parse(uri: string, text: string): ParsedModule {
    return this.#parse(uri, text, (chunk) => this.#cache.get(chunk)).module;
  }

  /** Parses a file that is going to change: each update costs little more than what has changed. */
  openDocument(uri: string, text: string): ParsedDocument {
    let known: ReadonlyMap<string, LoweredChunk> = new Map();
    return new ParsedDocument(text, (current) => {
      const parsed = this.#parse(uri, current, (chunk) => known.get(chunk) ?? this.#cache.get(chunk));
      known = parsed.chunks;
      return parsed.module;
    });
  }

  #parse(
    uri: string,
    text: string,
    lookup: ChunkLookup,
  ): { module: ParsedModule; chunks: Map<string, LoweredChunk> } {
    const source = normalise(text);
    if (source.length > MAX_SOURCE_LENGTH) return { module: tooLong(uri), chunks: new Map() };
    const scan = scanLines(source);
    const chunks = chunksOf(source, scan);
    const lowered = this.#lowerAll(source, chunks, lookup);
    const statements: TopLevel[] = [];
    const errors: SyntaxProblem[] = [];
    const byText = new Map<string, LoweredChunk>();
    for (const [index, result] of lowered.entries()) {
      const { line, text: key } = chunks[index] ?? NO_CHUNK;
      byText.set(key, result);
      for (const node of result.statements) statements.push({ line, node });
      for (const { at, message } of result.problems) {
        errors.push({ at: { ...at, line: at.line + line, endLine: at.endLine + line }, message });
      }
    }
    const docstring = docstringOf(statements.map(({ node }) => node));
    return { module: { uri, statements, pragmas: pragmasOf(scan), errors, docstring }, chunks: byText };
  }

  #lowerAll(source: string, chunks: readonly Chunk[], lookup: ChunkLookup): LoweredChunk[] {
    const known = chunks.map((chunk) => lookup(chunk.text));
    const lowered: LoweredChunk[] = [];
    let broken = 0;
    while (lowered.length < chunks.length) {
      const first = lowered.length;
      const reused = known[first];
      let results: readonly LoweredChunk[];
      if (reused !== undefined) {
        results = [reused];
      } else {
        let end = first + 1;
        while (end < chunks.length && known[end] === undefined) end++;
        results = this.#lowerRun(source, chunks.slice(first, end), MAX_BROKEN_STATEMENTS - broken);
      }
      for (const result of results) {
        lowered.push(result);
        if (result.isBroken) broken += 1;
        if (broken < MAX_BROKEN_STATEMENTS) continue;
        const rest = chunks[lowered.length];
        if (rest !== undefined) lowered.push(unreadRest(source, rest));
        return lowered;
      }
    }
    return lowered;
  }

  /** Neighbouring chunks that are all new: parsed in one go if there is no error in them. */
  #lowerRun(source: string, run: readonly Chunk[], maxBroken: number): LoweredChunk[] {
    const whole = this.#lowerTogether(source, run);
    if (whole !== null) return whole;
    const lowered: LoweredChunk[] = [];
    let broken = 0;
    for (let first = 0; first < run.length && broken < maxBroken; first += GROUP_SIZE) {
      const group = run.slice(first, first + GROUP_SIZE);
      const together = group.length < run.length ? this.#lowerTogether(source, group) : null;
      if (together !== null) {
        lowered.push(...together);
        continue;
      }
      for (const chunk of group) {
        const result = this.#lowerChunk({ ...chunk, text: detached(chunk.text) }, null);
        if (result.isBroken) broken += 1;
        lowered.push(result);
        if (broken >= maxBroken) break;
      }
    }
    return lowered;
  }

  #lowerTogether(source: string, run: readonly Chunk[]): LoweredChunk[] | null {
    const base = run[0]?.start ?? 0;
    const own = run.map((chunk) => ({ ...chunk, text: detached(chunk.text) }));
    const spans = own.map(({ start, end, text }) => ({ start: start - base, end: end - base, text }));
    const nodes = this.#grammar.statementsBySpan(source.slice(base, run.at(-1)?.end), spans);
    return nodes === null ? null : own.map((chunk, index) => this.#lowerChunk(chunk, nodes[index] ?? null));
  }

  /** @param nodes the statements, where they are known to be without errors */
  #lowerChunk(chunk: Chunk, nodes: readonly Cst[] | null): LoweredChunk {
    const lowering = new Lowering(new SourceText(chunk.text, 0));
    const parsed = nodes ?? this.#grammar.statements(chunk.text);
    const statements =
      parsed === null
        ? new Recovery(this.#grammar, chunk.text).recover(lowering)
        : lowerStatements(lowering, parsed, '');
    const lowered = { statements, problems: lowering.problems, isBroken: parsed === null };
    this.#cache.set(chunk.text, lowered);
    return lowered;
  }
}

/** What lies behind too many broken statements. */
function unreadRest(source: string, chunk: Chunk): LoweredChunk {
  const at = new SourceText(source.slice(chunk.start), 0).place(0, source.length - chunk.start);
  const message = `more than ${MAX_BROKEN_STATEMENTS} statements with syntax errors: the rest is not read`;
  const node: Stmt = { kind: 'ErrorStmt', at, message, boundNames: boundNamesIn(source.slice(chunk.start)) };
  return { statements: [node], problems: [{ at, message }], isBroken: true };
}

/** Line ends become `\n` where an editor counts one, at equal length; a byte order mark is dropped. */
function normalise(text: string): string {
  const unmarked = text.startsWith('\ufeff') ? text.slice(1) : text;
  return unmarked.includes('\r') ? unmarked.replace(/\r(?!\n)/g, '\n') : unmarked;
}

function chunksOf(source: string, scan: Scan): Chunk[] {
  const whole = { first: 0, last: scan.lines.length - 1 };
  return splitStatements(source, scan, whole).map((range): Chunk => {
    const trimmed = trimRange(scan, range);
    const start = scan.lines[trimmed.first]?.start ?? 0;
    const text = textOf(source, scan, trimmed);
    return { line: trimmed.first, start, end: start + text.length, text };
  });
}

/** A copy that does not keep the whole file in memory, as a slice of it would. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}

function pragmasOf(scan: Scan): Pragma[] {
  return scan.comments.flatMap(({ line, text }): Pragma[] => {
    const pragma = /^#\s*wattlens:\s*(.*)$/.exec(text)?.[1];
    return pragma === undefined ? [] : [{ text: pragma, line }];
  });
}

function tooLong(uri: string): ParsedModule {
  const at: Place = { line: 0, character: 0, endLine: 0, endCharacter: 0 };
  const message = `the file is longer than ${MAX_SOURCE_LENGTH} characters: it is not read`;
  const node: Stmt = { kind: 'ErrorStmt', at, message, boundNames: [] };
  return { uri, statements: [{ line: 0, node }], pragmas: [], errors: [{ at, message }], docstring: null };
}
