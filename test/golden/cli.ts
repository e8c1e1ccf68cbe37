/** The command line in this process, run in the examples' folder. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runCli } from '../../src/cli/program.ts';
import { createAnalyser } from '../../src/footprint/create.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const EXAMPLES = path.join(ROOT, 'examples');

const wasm = (file: string): Uint8Array => readFileSync(path.join(ROOT, 'grammars', file));
const analyser = createAnalyser({
  parserRuntime: wasm('web-tree-sitter.wasm'),
  pythonGrammar: wasm('tree-sitter-python.wasm'),
});

/** What `wattlens …` prints. */
export async function output(...argv: readonly string[]): Promise<string> {
  let text = '';
  const out = (part: string): void => {
    text += part;
  };
  await runCli(argv, { cwd: EXAMPLES, colours: false, variables: {}, out, err: out }, () => analyser);
  return text;
}
