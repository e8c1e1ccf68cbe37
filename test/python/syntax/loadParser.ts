import { readFileSync } from 'node:fs';
import type { ParsedModule } from '../../../src/python/syntax/ast.ts';
import { createParser } from '../../../src/python/syntax/parser.ts';
import type { PythonParser } from '../../../src/python/syntax/parser.ts';

const grammar = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../grammars/${name}`, import.meta.url));

/** A parser that knows nothing yet. */
export function newParser(): Promise<PythonParser> {
  return createParser(grammar('web-tree-sitter.wasm'), grammar('tree-sitter-python.wasm'));
}

const shared = await newParser();

export function parse(text: string): ParsedModule {
  return shared.parse('file:///w/main.py', text);
}
