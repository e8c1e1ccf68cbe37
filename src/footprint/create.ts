import { discover } from '../discover/discover.ts';
import { createRegistry, frameworks } from '../libraries/registry.ts';
import { createParser } from '../python/syntax/parser.ts';
import type { Analyser, AnalyserOptions } from './analyser.ts';
import { AnalysisDriver } from './analysisDriver.ts';
import { NotebookAnalyser } from './notebookAnalyser.ts';

/** An analyser for Python files and notebooks. Loads the parser's two WebAssembly modules; throws if they are none. */
export async function createAnalyser({ parserRuntime, pythonGrammar }: AnalyserOptions): Promise<Analyser> {
  const parser = await createParser(parserRuntime, pythonGrammar);
  const libraries = createRegistry();
  const driver = new AnalysisDriver({
    parser,
    libraries,
    discover: (request) => discover(request, { frameworks, libraries }),
  });
  return new NotebookAnalyser(driver);
}
