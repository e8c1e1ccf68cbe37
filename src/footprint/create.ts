import { discover, discoverSteps } from '../discover/discover.ts';
import { createRegistry, frameworks } from '../libraries/registry.ts';
import { createParser } from '../python/syntax/parser.ts';
import type { Analyser, AnalyserOptions } from './analyser.ts';
import { AnalysisDriver } from './analysisDriver.ts';
import { NotebookAnalyser } from './notebookAnalyser.ts';
import { prefetchImports } from './prefetch.ts';
import { ScriptAnalyser } from './scriptAnalyser.ts';

/**
 * An analyser for Python files and notebooks, and for scripts that use TensorFlow.js. Loads the parser's two WebAssembly
 * modules and throws if they are none; the compiler that reads scripts is loaded with the first of them.
 */
export async function createAnalyser(options: AnalyserOptions): Promise<Analyser> {
  const { parserRuntime, pythonGrammar, loadCompiler } = options;
  const parser = await createParser(parserRuntime, pythonGrammar);
  const libraries = createRegistry();
  const driver = new AnalysisDriver({
    parser,
    prefetch: (uri, text, files, searchPath) => prefetchImports(uri, text, files, searchPath, libraries),
    discover: (request) => discover({ ...request, parser }, { frameworks, libraries }),
    discoverSteps: (request) => discoverSteps({ ...request, parser }, { frameworks, libraries }),
  });
  return new ScriptAnalyser(new NotebookAnalyser(driver), loadCompiler ?? null);
}
