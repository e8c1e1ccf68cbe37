import { Language, Parser } from 'web-tree-sitter';
import type { ParsedModule, Place, Pragma, Stmt, TopLevel } from './ast.ts';
import { TextCache } from './cache.ts';
import { ChunkLowering } from './chunks.ts';
import type { LoweredChunk } from './chunks.ts';
import { stubOf } from './deferral.ts';
import { docstringOf } from './docstring.ts';
import { Grammar } from './grammar.ts';
import { blankComments } from './layout.ts';
import type { SyntaxProblem } from './lower/context.ts';
import { RecentTrees } from './recentTrees.ts';
import { scanLines } from './scan.ts';
import type { Scan } from './scan.ts';

/** Longest source that is parsed, in UTF-16 code units: about 100,000 lines. */
export const MAX_SOURCE_LENGTH = 4 * 1024 * 1024;

/** Source of files whose trees are kept for reuse, in UTF-16 code units: about 6,000 lines. */
const CACHE_CAPACITY = 256 * 1024;

/** Source of statements that edits have replaced, whose trees are kept for undoing: about 1,500 lines. */
const REPLACED_CAPACITY = 64 * 1024;

/** Source of imported modules that is kept for reuse, in UTF-16 code units: about 75,000 lines. */
const MODULE_CACHE_CAPACITY = 3 * 1024 * 1024;

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

/** Python source to syntax trees. The result depends on the text alone, never on earlier ones. */
export class PythonParser {
  readonly #grammar: Grammar;
  readonly #recent = new RecentTrees(CACHE_CAPACITY, REPLACED_CAPACITY);
  readonly #onDemand = new TextCache<ParsedModule>(MODULE_CACHE_CAPACITY);

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  /** Parses a file. Text that does not parse becomes `ErrorStmt`s; nothing is thrown for it. */
  parse(uri: string, text: string): ParsedModule {
    const source = normalise(text);
    if (source.length > MAX_SOURCE_LENGTH) return tooLong(uri);
    const scan = scanLines(source);
    const code = blankComments(source, scan);
    return this.#recent.through(uri, code.length, (store) =>
      moduleOf(uri, new ChunkLowering(this.#grammar, store, code, scan).lower(), scan),
    );
  }

  /**
   * Parses a file of which little may be needed, such as an installed module: the bodies of its functions
   * are parsed when they are looked at, and what does not parse in them is not among its errors.
   */
  parseOnDemand(uri: string, text: string): ParsedModule {
    const known = this.#onDemand.get(text);
    if (known !== undefined) return { ...known, uri };
    const module = this.#parseStub(uri, text) ?? this.parse(uri, text);
    this.#onDemand.set(text, module);
    return module;
  }

  /** Null if there is an error outside the functions. */
  #parseStub(uri: string, text: string): ParsedModule | null {
    const source = normalise(text);
    if (source.length > MAX_SOURCE_LENGTH) return null;
    const scan = scanLines(source);
    if (scan.problem !== null) return null;
    const stub = stubOf(blankComments(source, scan), scan);
    if (stub.bodies.length === 0) return null;
    const { text: code, bodies } = stub;
    const lowered = new ChunkLowering(this.#grammar, null, code, scanLines(code), bodies).lower();
    const module = moduleOf(uri, lowered, scan);
    return module.errors.length === 0 ? module : null;
  }
}

function moduleOf(uri: string, lowered: readonly LoweredChunk[], scan: Scan): ParsedModule {
  const statements: TopLevel[] = [];
  const errors: SyntaxProblem[] = [];
  for (const { chunk, tree } of lowered) {
    const line = chunk.lines.first;
    for (const node of tree.statements) statements.push({ line, node });
    for (const { at, message } of tree.problems) {
      errors.push({ at: { ...at, line: at.line + line, endLine: at.endLine + line }, message });
    }
  }
  const docstring = docstringOf(statements.map(({ node }) => node));
  return { uri, statements, pragmas: pragmasOf(scan), errors, docstring };
}

/** Line ends become `\n` where an editor counts one, at equal length; a byte order mark is dropped. */
function normalise(text: string): string {
  const unmarked = text.startsWith('\ufeff') ? text.slice(1) : text;
  return unmarked.includes('\r') ? unmarked.replace(/\r(?!\n)/g, '\n') : unmarked;
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
