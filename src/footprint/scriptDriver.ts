/** What the driver needs to analyse scripts. */
import { discoverScript } from '../discover/scripts.ts';
import type { ParsedModule } from '../python/syntax/ast.ts';
import { tensorflowLibraries } from '../tfjs/library/libraries.ts';
import type { TypeScript } from '../tfjs/syntax/context.ts';
import { createScriptParser } from '../tfjs/syntax/parser.ts';
import type { Analyser } from './analyser.ts';
import { AnalysisDriver } from './analysisDriver.ts';

/** An analyser of JavaScript, TypeScript and pages; `compiler` is the module of TypeScript. */
export function createScriptAnalyser(compiler: TypeScript): Analyser {
  const parser = createScriptParser(compiler);
  return new AnalysisDriver({
    parser: { parse: (uri, text): ParsedModule => withoutStatements(uri, parser.parse(uri, text)) },
    // imports are fetched when the run asks for them
    prefetch: () => Promise.resolve(),
    discover: (request) => discoverScript(request, { parser, libraries: tensorflowLibraries }),
  });
}

/** Of a script the driver only needs what the comments say. */
function withoutStatements(
  uri: string,
  { pragmas }: Pick<ReturnType<ReturnType<typeof createScriptParser>['parse']>, 'pragmas'>,
): ParsedModule {
  return { uri, statements: [], pragmas, errors: [], docstring: null };
}
