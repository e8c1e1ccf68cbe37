/** Fetches what a file imports, side by side, before it runs: each file found missing later costs a run. */
import { folderOf, isInstalledPackage, joinUri } from '../python/imports/uris.ts';
import type { LibraryRegistry } from '../python/ports.ts';
import type { AnalysisFiles } from './fileCache.ts';

const MOST_FILES = 200;
const IMPORT = /^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+\(?([^#\n]*)|import[ \t]+([^#\n]+))/gm;

interface Imported {
  /** Leading dots; 0: absolute. */
  readonly level: number;
  readonly parts: readonly string[];
  /** Names that may be modules inside it. */
  readonly names: readonly string[];
}

/** Only where files are read asynchronously. Misses nothing that matters: what it does not find is fetched on demand. */
export async function prefetchImports(
  uri: string,
  text: string,
  files: AnalysisFiles,
  searchPath: readonly string[],
  libraries: LibraryRegistry,
): Promise<void> {
  if (files.isSynchronous) return;
  const visited = new Set<string>([uri]);
  let level = [{ uri, text }];
  while (level.length > 0 && visited.size < MOST_FILES) {
    const found = await Promise.all(
      level.flatMap((file) =>
        importsOf(file.text).map((imported) => locate(imported, file.uri, files, searchPath, libraries)),
      ),
    );
    level = [];
    for (const file of found.flat()) {
      if (visited.has(file.uri)) continue;
      visited.add(file.uri);
      // Installed packages import far more than a model needs.
      if (!isInstalledPackage(file.uri)) level.push(file);
    }
  }
}

function importsOf(text: string): Imported[] {
  const imports: Imported[] = [];
  for (const [, dots, module, names, plain] of text.matchAll(IMPORT)) {
    if (plain !== undefined) {
      for (const name of plain.split(',')) imports.push({ level: 0, parts: partsOf(name), names: [] });
    } else {
      const listed = (names ?? '').split(',').flatMap(partsOf);
      imports.push({ level: (dots ?? '').length, parts: partsOf(module ?? ''), names: listed });
    }
  }
  return imports;
}

/** `a.b as c` to `a`, `b`. */
function partsOf(dotted: string): string[] {
  const [name = ''] = dotted.trim().split(/\s/);
  return name.split('.').filter((part) => /^\w+$/.test(part));
}

interface File {
  readonly uri: string;
  readonly text: string;
}

async function locate(
  { level, parts, names }: Imported,
  from: string,
  files: AnalysisFiles,
  searchPath: readonly string[],
  libraries: LibraryRegistry,
): Promise<File[]> {
  const [top] = parts;
  if (level === 0) {
    if (top === undefined || isModelled(top, libraries)) return [];
    for (const root of [folderOf(from), ...searchPath]) {
      const found = await walk(root, parts, names, files);
      if (found.length > 0) return found;
    }
    return [];
  }
  let folder = folderOf(from);
  for (let i = 1; i < level; i++) folder = folderOf(folder);
  return walk(folder, parts, names, files);
}

function isModelled(top: string, libraries: LibraryRegistry): boolean {
  return libraries.isInert(top) || libraries.find(top)?.precedence === 'framework';
}

/** The modules on the way down a dotted name, and those that the imported names may be. */
async function walk(
  root: string,
  parts: readonly string[],
  names: readonly string[],
  files: AnalysisFiles,
): Promise<File[]> {
  const found: File[] = [];
  let folder = root;
  for (const part of parts) {
    const file = await moduleIn(folder, part, files);
    if (file === null) return found;
    found.push(file);
    folder = joinUri(folder, part);
    if (!file.uri.endsWith('/__init__.py')) return found;
  }
  const inside = await Promise.all(names.map((name) => moduleIn(folder, name, files)));
  return [...found, ...inside.filter((file) => file !== null)];
}

async function moduleIn(folder: string, name: string, files: AnalysisFiles): Promise<File | null> {
  const uris = [`${joinUri(folder, name)}/__init__.py`, `${joinUri(folder, name)}.py`];
  const texts = await Promise.all(uris.map((uri) => files.read(uri)));
  const at = texts.findIndex((text) => text !== null);
  const [uri, text] = [uris[at], texts[at]];
  return uri === undefined || text === undefined || text === null ? null : { uri, text };
}
