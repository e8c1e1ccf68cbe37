import type { AnalysisRequest, AnalysisResult } from './analyser.ts';
import type { AnalysisFiles } from './fileCache.ts';

/** A result with all the files that it rests on, as they were. */
export interface KeptResult {
  readonly result: AnalysisResult;
  readonly seen: ReadonlyMap<string, string | null>;
}

/** Results kept for one document: undo and redo go back and forth between a few texts. */
const MOST_PER_DOCUMENT = 4;

/** The same text, the same dependencies and the same overrides give the same result object. */
export class ResultCache {
  readonly #byDocument = new Map<string, Map<string, KeptResult>>();

  get isEmpty(): boolean {
    return this.#byDocument.size === 0;
  }

  async find(uri: string, key: string, files: AnalysisFiles): Promise<AnalysisResult | null> {
    const kept = this.#byDocument.get(uri)?.get(key);
    if (kept === undefined) return null;
    const seen = [...kept.seen];
    const now = await Promise.all(seen.map(([dependency]) => files.read(dependency)));
    return seen.every(([, text], i) => text === now[i]) ? kept.result : null;
  }

  keep(uri: string, key: string, kept: KeptResult): void {
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

export function keyOf({ searchPath, overrides, module, expr }: AnalysisRequest, text: string): string {
  return JSON.stringify([searchPath, module ?? null, expr ?? null, overrides, text]);
}
