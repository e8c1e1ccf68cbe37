/** The analyser over a discovery that tests can see through. */
import { readFileSync } from 'node:fs';
import type { DiscoverRequest, DiscoverResult } from '../../src/discover/request.ts';
import type { Analyser, AnalysisRequest, FileSource } from '../../src/footprint/analyser.ts';
import { prefetchImports } from '../../src/footprint/prefetch.ts';
import { AnalysisDriver, type DriverParts } from '../../src/footprint/analysisDriver.ts';
import { NeedsFiles, type LibraryRegistry } from '../../src/python/ports.ts';
import { createParser } from '../../src/python/syntax/parser.ts';
import { Cancelled } from '../../src/python/runtime/signals.ts';
import { analysis, convnet, passOf } from '../cost/graphs.ts';

export const MAIN = 'file:///w/a/main.py';

const grammar = (name: string): Uint8Array =>
  readFileSync(new URL(`../../grammars/${name}`, import.meta.url));

const libraries: LibraryRegistry = { find: () => null, isInert: (name) => name === 'logging' };

export interface Fake {
  readonly analyser: Analyser;
  readonly requests: DiscoverRequest[];
}

/**
 * Every `class X` of the text is a model; every `import x` is a file beside it that must be there; `raise` fails;
 * `cancel` is cancelled. The input's first axis is the batch that was asked for.
 */
export async function fakeAnalyser(): Promise<Fake> {
  const parser = await createParser(grammar('web-tree-sitter.wasm'), grammar('tree-sitter-python.wasm'));
  const requests: DiscoverRequest[] = [];
  const discover = (request: DiscoverRequest): DiscoverResult => {
    requests.push(request);
    if (request.text.includes('raise')) throw new Error('it went wrong');
    if (request.text.includes('cancel')) throw new Cancelled();
    const dependencies: string[] = [];
    follow(request, request.text, dependencies);
    const batch = request.batch ?? 1;
    return {
      models: [...request.text.matchAll(/^class (\w+)/gm)].map(({ 1: name = '', index }) => {
        const line = request.text.slice(0, index).split('\n').length - 1;
        return analysis({
          id: `${request.uri}#${name}`,
          name,
          uri: request.uri,
          range: { start: { line, character: 6 }, end: { line, character: 6 + name.length } },
          inference: passOf(convnet(batch), [batch, 3, 32, 32]),
        });
      }),
      problems: [],
      notes: [],
      dependencies,
      hasSyntaxErrors: false,
      syntax: null,
    };
  };
  const prefetch: DriverParts['prefetch'] = (uri, text, files, searchPath) =>
    prefetchImports(uri, text, files, searchPath, libraries);
  return {
    analyser: new AnalysisDriver({
      parser,
      prefetch,
      discover: (request) => discover({ ...request, parser }),
    }),
    requests,
  };
}

/** One import at a time, as the evaluator meets them. */
function follow({ files }: DiscoverRequest, text: string, dependencies: string[]): void {
  for (const [, name = ''] of text.matchAll(/^import (\w+)/gm)) {
    const uri = `file:///w/a/${name}.py`;
    const imported = files.get(uri);
    if (imported === undefined) throw new NeedsFiles([uri]);
    if (imported === null || dependencies.includes(uri)) continue;
    dependencies.push(uri);
    follow({ files } as DiscoverRequest, imported, dependencies);
  }
}

/** Files in memory that count how often each is read. */
export class MemoryFiles implements FileSource {
  readonly texts: Map<string, string>;
  readonly reads = new Map<string, number>();

  constructor(texts: Readonly<Record<string, string>>) {
    this.texts = new Map(Object.entries(texts).map(([path, text]) => [new URL(path, MAIN).href, text]));
  }

  read(uri: string): Promise<string | null> {
    this.reads.set(uri, (this.reads.get(uri) ?? 0) + 1);
    return Promise.resolve(this.texts.get(uri) ?? null);
  }

  set(path: string, text: string): void {
    this.texts.set(`file:///w/a/${path}`, text);
  }
}

export function request(text: string, rest: Partial<AnalysisRequest> = {}): AnalysisRequest {
  return { uri: MAIN, text, searchPath: [], overrides: {}, ...rest };
}
