/** The command line in this process. */
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

/** What `wattlens …` prints, run in the examples' folder. */
export function output(...argv: readonly string[]): Promise<string> {
  return outputIn(EXAMPLES, argv);
}

/** The same in another folder. */
export async function outputIn(cwd: string, argv: readonly string[]): Promise<string> {
  let text = '';
  const out = (part: string): void => {
    text += part;
  };
  await runCli(argv, { cwd, colours: false, variables: {}, out, err: out }, () => analyser);
  return text;
}
