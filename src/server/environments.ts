import { environmentIn, sitePackagesOf } from '../python/imports/environment.ts';
import type { FolderReader } from '../python/imports/environment.ts';
import { folderUri } from './settings.ts';

export interface EnvironmentQuestion {
  /** The document that imports. */
  readonly uri: string;
  /** The folder opened in the editor that holds it, if any. */
  readonly folder: string | null;
  /** `wattlens.python` as written; null: not set. */
  readonly written: string | null;
}

/**
 * Where the installed packages lie that a document sees: of the environment that is set, else of the one selected in
 * the editor, else of one in the folder. Each is looked up once until something is said to have changed.
 */
export class Environments {
  readonly #reader: FolderReader;
  readonly #selected: (uri: string) => Promise<string | null>;
  readonly #known = new Map<string, Promise<readonly string[]>>();

  /** @param selected the interpreter or environment chosen in the editor, as a URI; null: none, or nobody knows */
  constructor(reader: FolderReader, selected: (uri: string) => Promise<string | null>) {
    this.#reader = reader;
    this.#selected = selected;
  }

  /** Folders as URIs, in the order of Python's own path; empty where there is no environment. */
  packagesFor(question: EnvironmentQuestion): Promise<readonly string[]> {
    const { uri, folder, written } = question;
    const key = JSON.stringify([folder ?? uri, written]);
    const known = this.#known.get(key) ?? this.#look(question).catch(() => []);
    this.#known.set(key, known);
    return known;
  }

  /** Forgets everything: a selection, a setting or the folders have changed. */
  clear(): void {
    this.#known.clear();
  }

  async #look({ uri, folder, written }: EnvironmentQuestion): Promise<readonly string[]> {
    const set = written === null ? null : folderUri(written, folder);
    if (set !== null) return sitePackagesOf(set, this.#reader);
    // an editor that cannot tell has selected none
    const selected = await this.#selected(uri).catch(() => null);
    if (selected !== null) {
      const packages = await sitePackagesOf(selected, this.#reader);
      if (packages.length > 0) return packages;
    }
    const inside = folder === null ? null : await environmentIn(folder, this.#reader);
    return inside === null ? [] : sitePackagesOf(inside, this.#reader);
  }
}
