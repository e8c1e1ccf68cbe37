/** File contents between analyses, and the view of them that one analysis has. */
import type { FileSnapshot } from '../python/ports.ts';
import type { FileSource } from './analyser.ts';

/** Longest texts that are kept in all, in UTF-16 code units. */
const CAPACITY = 32 * 1024 * 1024;

/** What was read, until it is said to have changed. */
export class FileCache {
  /** Null: there is no such file. Least recently read first. */
  readonly #texts = new Map<string, string | null>();
  #size = 0;

  peek(uri: string): string | null | undefined {
    return this.#texts.get(uri);
  }

  keep(uri: string, text: string | null): void {
    this.forget(uri);
    this.#texts.set(uri, text);
    this.#size += text?.length ?? 0;
    for (const oldest of this.#texts.keys()) {
      if (this.#size <= CAPACITY) return;
      this.forget(oldest);
    }
  }

  forget(uri: string): void {
    this.#size -= this.#texts.get(uri)?.length ?? 0;
    this.#texts.delete(uri);
  }

  clear(): void {
    this.#texts.clear();
    this.#size = 0;
  }
}

/** The files of one analysis: each read at most once, so that the program does not change while it runs. */
export class AnalysisFiles implements FileSnapshot {
  readonly #source: FileSource;
  readonly #cache: FileCache;
  readonly #seen = new Map<string, string | null>();

  constructor(source: FileSource, cache: FileCache) {
    this.#source = source;
    this.#cache = cache;
  }

  /** Everything that was looked at, files that do not exist included. */
  get seen(): ReadonlyMap<string, string | null> {
    return this.#seen;
  }

  get(uri: string): string | null | undefined {
    const known = this.#seen.get(uri) ?? this.#cache.peek(uri);
    if (known !== undefined) return this.#see(uri, known);
    if (this.#seen.has(uri)) return null;
    const text = this.#source.readSync?.(uri);
    return text === undefined ? undefined : this.#see(uri, text);
  }

  /** Whether imports are read as they come. */
  get isSynchronous(): boolean {
    return this.#source.readSync !== undefined;
  }

  async read(uri: string): Promise<string | null> {
    const known = this.get(uri);
    return known === undefined ? this.#see(uri, await this.#source.read(uri)) : known;
  }

  async fetch(uris: readonly string[]): Promise<void> {
    await Promise.all(uris.map((uri) => this.read(uri)));
  }

  /** The text of the analysed document as it is in the editor; it is nobody else's to keep. */
  pin(uri: string, text: string): void {
    this.#seen.set(uri, text);
  }

  #see(uri: string, text: string | null): string | null {
    if (!this.#seen.has(uri)) {
      this.#seen.set(uri, text);
      this.#cache.keep(uri, text);
    }
    return text;
  }
}
