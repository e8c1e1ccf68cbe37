/** Where modules lie: looked up in a snapshot of files, without running anything. */
import type { ImportFromStmt, ParsedModule } from '../syntax/ast.ts';
import { NeedsFiles, type FileSnapshot } from '../ports.ts';
import type { ModuleSource } from './lazyInit.ts';
import { folderOf, joinUri } from './uris.ts';

export interface Located {
  readonly uri: string;
  readonly isPackage: boolean;
}

export class Locator {
  readonly #files: FileSnapshot;
  readonly #parse: (uri: string, text: string) => ParsedModule;

  constructor(files: FileSnapshot, parse: (uri: string, text: string) => ParsedModule) {
    this.#files = files;
    this.#parse = parse;
  }

  /** The first folder that has a module of this name wins; asks for files that are not in the snapshot. */
  locate(folders: readonly string[], name: string): Located | null {
    for (const folder of folders) {
      if (folder === '') continue;
      const candidates: readonly Located[] = [
        { uri: `${joinUri(folder, name)}/__init__.py`, isPackage: true },
        { uri: `${joinUri(folder, name)}.py`, isPackage: false },
      ];
      const missing = candidates.filter(({ uri }) => this.#files.get(uri) === undefined);
      if (missing.length > 0) throw new NeedsFiles(missing.map(({ uri }) => uri));
      const found = candidates.find(({ uri }) => typeof this.#files.get(uri) === 'string');
      if (found !== undefined) return found;
    }
    return null;
  }

  /** The same, but a module that lies in a package of its own name does not hide that package, which is rarely meant. */
  inPackages(folders: readonly string[], name: string): Located | null {
    const located = this.locate(folders, name);
    if (located === null || located.isPackage) return located;
    const segment = `/${encodeURIComponent(name)}`;
    for (let inside = folderOf(located.uri); inside !== ''; inside = folderOf(inside)) {
      if (!inside.endsWith(segment)) {
        if (!inside.includes(`${segment}/`)) return located;
        continue;
      }
      const around = this.locate([folderOf(inside)], name);
      const text = around === null ? null : this.#files.get(around.uri);
      const imports =
        around?.isPackage === true && typeof text === 'string' && /^\s*(?:from|import)\s/m.test(text);
      return imports ? around : located;
    }
    return located;
  }

  /** What a relative import names, in a module of the package in this folder. */
  relative(
    folder: string,
    from: ImportFromStmt,
    packageName: string,
  ): { readonly located: Located; readonly name: string } | null {
    const names = packageName.split('.');
    let inside = folder;
    for (let i = 1; i < from.level; i++) {
      inside = folderOf(inside);
      names.pop();
    }
    const parts = from.module === '' ? [] : from.module.split('.');
    if (parts.length === 0) {
      const last = inside.slice(inside.lastIndexOf('/') + 1);
      const located = this.locate([folderOf(inside)], decodeURIComponent(last));
      return located === null ? null : { located, name: names.join('.') };
    }
    let located: Located | null = null;
    for (const part of parts) {
      located = this.locate([inside], part);
      if (located === null) return null;
      names.push(part);
      inside = joinUri(inside, part);
    }
    return located === null ? null : { located, name: names.join('.') };
  }

  /** The `__init__` of the package in this folder, and through it the modules that it imports. */
  init(folder: string, module: ParsedModule): ModuleSource {
    return { text: '', parse: () => module, read: (from) => this.#read(folder, from) };
  }

  #read(folder: string, from: ImportFromStmt): ModuleSource | null {
    const place = this.relative(folder, from, '');
    if (place === null) return null;
    const { uri } = place.located;
    const text = this.#files.get(uri);
    if (typeof text !== 'string') return null;
    return {
      text,
      parse: () => this.#parse(uri, text),
      read: (next) => this.#read(folderOf(uri), next),
    };
  }
}
