import type { ParsedModule } from '../python/syntax/ast.ts';
import type { AnalysisRequest, AnalysisResult } from './analyser.ts';
import type { AnalysisFiles } from './fileCache.ts';
import { reuse } from './reuse.ts';

/** A result with all the files that it rests on, as they were. */
export interface KeptResult {
  readonly result: AnalysisResult;
  readonly seen: ReadonlyMap<string, string | null>;
  /** What was asked, but for the text. */
  readonly question: string;
  /** The file that the result was derived from, and that an edit may leave as good as unchanged. */
  readonly syntax: ParsedModule | null;
}

/** Results kept for one document: undo and redo go back and forth between a few texts. */
const MOST_PER_DOCUMENT = 4;

/** The same text, the same dependencies and the same overrides give the same result object. */
export class ResultCache {
  readonly #byDocument = new Map<string, Map<string, KeptResult>>();

  get isEmpty(): boolean {
    return this.#byDocument.size === 0;
  }

  async find(
    uri: string,
    { question, text }: Asked,
    files: AnalysisFiles,
    parse: () => ParsedModule | null,
  ): Promise<AnalysisResult | null> {
    const results = this.#byDocument.get(uri);
    const kept = results?.get(question + text);
    if (kept !== undefined) return (await isCurrent(kept, files)) ? kept.result : null;
    const last = [...(results?.values() ?? [])].findLast((one) => one.question === question);
    const after = last === undefined ? null : parse();
    if (last === undefined || last.syntax === null || after === null) return null;
    const result = reuse({ syntax: last.syntax, result: last.result }, after);
    if (result === null || !(await isCurrent(last, files))) return null;
    this.keep(uri, text, { ...last, result });
    return result;
  }

  keep(uri: string, text: string, kept: KeptResult): void {
    const key = kept.question + text;
    const results = this.#byDocument.get(uri) ?? new Map<string, KeptResult>();
    this.#byDocument.set(uri, results);
    results.delete(key);
    results.set(key, kept);
    for (const oldest of results.keys()) {
      if (results.size <= MOST_PER_DOCUMENT) break;
      results.delete(oldest);
    }
  }

  forget(uri: string): void {
    this.#byDocument.delete(uri);
  }
}

async function isCurrent({ seen }: KeptResult, files: AnalysisFiles): Promise<boolean> {
  const then = [...seen];
  const now = await Promise.all(then.map(([dependency]) => files.read(dependency)));
  return then.every(([, text], i) => text === now[i]);
}

/** What a result answers. */
export interface Asked {
  /** All but the text. */
  readonly question: string;
  readonly text: string;
}

export function questionOf({ searchPath, overrides, module, expr }: AnalysisRequest): string {
  return JSON.stringify([searchPath, module ?? null, expr ?? null, overrides]);
}
