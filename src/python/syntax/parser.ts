import { Language, Parser } from 'web-tree-sitter';
import type { Tree, TreeCursor } from 'web-tree-sitter';
import type { ParsedModule, Place, Pragma, Stmt, TopLevel } from './ast.ts';
import { ConcreteReader } from './concrete.ts';
import { lowerStatements } from './lower/blocks.ts';
import { Lowering } from './lower/context.ts';
import { docstringOf } from './lower/definitions.ts';
import { SourceText } from './lower/source.ts';

/**
 * Loads the parser from the bytes of its two WebAssembly modules (the same way in Node and in a
 * Web Worker).
 * @param runtimeWasm `web-tree-sitter.wasm`
 * @param grammarWasm `tree-sitter-python.wasm`
 */
export async function createParser(runtimeWasm: Uint8Array, grammarWasm: Uint8Array): Promise<PythonParser> {
  await Parser.init({ wasmBinary: runtimeWasm });
  return new PythonParser(await Language.load(grammarWasm));
}

/** Python source to syntax trees. */
export class PythonParser {
  readonly #parser = new Parser();
  readonly #reader: ConcreteReader;

  constructor(language: Language) {
    this.#parser.setLanguage(language);
    this.#reader = new ConcreteReader(language);
  }

  parse(uri: string, text: string): ParsedModule {
    const tree = this.#parser.parse(text);
    if (tree === null) throw new Error('the parser was stopped');
    try {
      return this.#lower(uri, text, tree);
    } finally {
      tree.delete();
    }
  }

  #lower(uri: string, text: string, tree: Tree): ParsedModule {
    const statements: TopLevel[] = [];
    const errors: { at: Place; message: string }[] = [];
    const cursor = tree.walk();
    try {
      if (cursor.gotoFirstChild()) {
        do {
          if (this.#reader.typeOf(cursor) === 'comment' || this.#reader.typeOf(cursor) === ';') continue;
          const { line, nodes, problems } = this.#lowerAt(cursor, text);
          for (const node of nodes) statements.push({ line, node });
          for (const { at, message } of problems) {
            errors.push({ at: { ...at, line: at.line + line, endLine: at.endLine + line }, message });
          }
        } while (cursor.gotoNextSibling());
      }
    } finally {
      cursor.delete();
    }
    const pragmas: Pragma[] = [];
    return { uri, statements, pragmas, errors, docstring: docstringOf(statements.map(({ node }) => node)) };
  }

  #lowerAt(
    cursor: TreeCursor,
    text: string,
  ): { line: number; nodes: Stmt[]; problems: Lowering['problems'] } {
    const start = cursor.startIndex;
    const { row: line, column } = cursor.startPosition;
    const unit = text.slice(start, cursor.endIndex);
    const lowering = new Lowering(new SourceText(unit, 0, column));
    const nodes = lowerStatements(lowering, [this.#reader.read(cursor, unit, start)]);
    return { line, nodes, problems: lowering.problems };
  }
}
