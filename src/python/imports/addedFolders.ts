/** Folders that the program adds to `sys.path`: modules are looked for in them, too. */
import type { Interpreter } from '../runtime/interpreter.ts';
import { PyList } from '../runtime/values.ts';

/** As URIs without a trailing slash, in order; what is relative is so to the folder of the script that runs. */
export function addedFolders(it: Interpreter): readonly string[] {
  const path = it.modules.get('sys')?.vars.get('path');
  const main = it.modules.get('__main__')?.uri ?? null;
  if (!(path instanceof PyList) || main === null) return [];
  return path.items.flatMap((item) => {
    const uri = typeof item === 'string' ? folderAt(item, main) : null;
    return uri === null ? [] : [uri];
  });
}

function folderAt(path: string, base: string): string | null {
  const parts = path.replace(/\/+$/, '').split('/');
  if (parts.length === 1 && parts[0] === '') return null;
  try {
    return new URL(parts.map(encodeURIComponent).join('/'), base).href.replace(/\/$/, '');
  } catch {
    return null;
  }
}
