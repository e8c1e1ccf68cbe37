/** Runs the façade over texts that lie nowhere but in memory. */
import { readFileSync } from 'node:fs';
import type { Analyser, AnalysisResult } from '../../src/footprint/analyser.ts';
import { createAnalyser } from '../../src/footprint/create.ts';

const wasm = (file: string): Uint8Array => readFileSync(new URL(`../../grammars/${file}`, import.meta.url));

export function newAnalyser(): Promise<Analyser> {
  return createAnalyser({
    parserRuntime: wasm('web-tree-sitter.wasm'),
    pythonGrammar: wasm('tree-sitter-python.wasm'),
  });
}

export const MAIN = 'file:///robustness/main.py';

/** Analyses one of `files`, or a text that is alone in the world. */
export function analyse(
  analyser: Analyser,
  program: string | Readonly<Record<string, string>>,
  uri: string = MAIN,
): Promise<AnalysisResult> {
  const files: Readonly<Record<string, string>> = typeof program === 'string' ? { [uri]: program } : program;
  const source = { read: (wanted: string) => Promise.resolve(files[wanted] ?? null) };
  return analyser.analyse({ uri, text: files[uri] ?? '', searchPath: [], overrides: {} }, source);
}
