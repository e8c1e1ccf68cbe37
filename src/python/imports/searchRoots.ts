/** Folders in which an import looks for a module. */
import type { Frame } from '../runtime/frame.ts';
import type { Interpreter } from '../runtime/interpreter.ts';
import type { CodeOrigin } from '../runtime/values.ts';
import { addedFolders } from './addedFolders.ts';
import { folderOf } from './uris.ts';

export class SearchRoots {
  readonly #it: Interpreter;
  /** Of installed packages, and what else was given. */
  readonly given: readonly string[];

  constructor(it: Interpreter, given: readonly string[]) {
    this.#it = it;
    this.given = given;
  }

  of(frame: Frame): readonly string[] {
    return [...this.own(frame), ...addedFolders(this.#it), ...this.given];
  }

  /** For `a.b.c` in a script that lies in a folder `a`, `a/b` and so on also what is above that. */
  ofParts(parts: readonly string[], frame: Frame): readonly string[] {
    const [top = ''] = parts;
    const { uri, isUserCode } = frame.origin;
    const folders = isUserCode && parts.length > 1 ? uri.split('/').slice(0, -1) : [];
    const at = folders.lastIndexOf(encodeURIComponent(top));
    const roots = this.of(frame);
    return at === -1 ? roots : [...roots, folders.slice(0, at).join('/')];
  }

  /** Scripts see their own folder first; modules of packages only the search path. */
  own({ origin }: Frame): readonly string[] {
    return origin.uri === '' ? [] : [origin.isUserCode ? folderOf(origin.uri) : ''];
  }
}

/** The package that so many dots before a name lead to, from the module that has them. */
export function packageAbove(origin: CodeOrigin, level: number): string {
  const parts = origin.moduleName.split('.');
  const drop = origin.uri.endsWith('/__init__.py') ? level - 1 : level;
  return parts.slice(0, Math.max(parts.length - drop, 0)).join('.');
}
