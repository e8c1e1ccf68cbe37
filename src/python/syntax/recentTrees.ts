import { TextCache } from './cache.ts';
import type { ChunkStore, ChunkTree } from './chunks.ts';

/** The statements of a file as it was parsed last. */
interface Version {
  readonly trees: ReadonlyMap<string, ChunkTree>;
  readonly length: number;
}

/**
 * Trees of statements for the next time that their file is parsed. A tree takes about fifty times its source, and each
 * keystroke makes one of the statement it is in: what an edit replaced is kept for a few undos, and not for long.
 */
export class RecentTrees {
  readonly #capacity: number;
  readonly #replaced: TextCache<ChunkTree>;
  /** Least recently parsed first. */
  readonly #files = new Map<string, Version>();
  #length = 0;

  /**
   * @param capacity source of whole files that is kept, in UTF-16 code units; the last file is kept in any case
   * @param replaced source of statements that edits have replaced
   */
  constructor(capacity: number, replaced: number) {
    this.#capacity = capacity;
    this.#replaced = new TextCache(replaced);
  }

  /** Runs a parse of the file, which finds what is kept in the store, and leaves there what it made. */
  through<T>(uri: string, length: number, parse: (store: ChunkStore) => T): T {
    const before = this.#files.get(uri)?.trees ?? new Map<string, ChunkTree>();
    const trees = new Map<string, ChunkTree>();
    const result = parse({
      get: (text) => {
        const tree = trees.get(text) ?? before.get(text) ?? this.#replaced.get(text);
        if (tree !== undefined) trees.set(text, tree);
        return tree;
      },
      set: (text, tree) => trees.set(text, tree),
    });
    for (const [text, tree] of before) if (!trees.has(text)) this.#replaced.set(text, tree);
    this.#keep(uri, { trees, length });
    return result;
  }

  #keep(uri: string, version: Version): void {
    this.#forget(uri);
    this.#files.set(uri, version);
    this.#length += version.length;
    for (const oldest of this.#files.keys()) {
      if (this.#length <= this.#capacity || oldest === uri) return;
      this.#forget(oldest);
    }
  }

  #forget(uri: string): void {
    this.#length -= this.#files.get(uri)?.length ?? 0;
    this.#files.delete(uri);
  }
}
