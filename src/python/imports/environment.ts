/** Where the packages of a Python environment lie, found by looking at its folders: no interpreter is run. */
import { folderOf, joinUri } from './uris.ts';

/** A look at a file system; both answer null for what is not there. */
export interface FolderReader {
  /** Names of what a folder holds. */
  list(uri: string): Promise<readonly string[] | null>;
  read(uri: string): Promise<string | null>;
}

/** Names that environments inside a project usually have, the most usual first. */
const USUAL_NAMES = ['.venv', 'venv', 'env', '.env', '.conda', 'conda-env'];
/** What makes a folder an environment, whatever its name. */
const MARKS = ['pyvenv.cfg', 'conda-meta'];
const INTERPRETER = /\/(?:bin|Scripts)\/[^/]*$|\/python[\d.]*(?:\.exe)?$/i;

/**
 * The `site-packages` of an environment and what its `.pth` files add, in the order of Python's own path. Empty where
 * it has none.
 * @param environment URI of an interpreter or of the folder of an environment
 */
export async function sitePackagesOf(environment: string, reader: FolderReader): Promise<readonly string[]> {
  const found = new Set<string>();
  const visited = new Set<string>();
  const visit = async (root: string): Promise<void> => {
    if (visited.has(root)) return;
    visited.add(root);
    for (const folder of await packageFolders(root, reader)) {
      found.add(folder);
      for (const added of await addedBy(folder, reader)) found.add(added);
    }
    const base = baseOf(await reader.read(joinUri(root, 'pyvenv.cfg')), root);
    if (base !== null) await visit(base);
  };
  await visit(rootOf(environment));
  return [...found];
}

/** The environment that lies in a folder of the project, by its usual name or by its marks; null where none does. */
export async function environmentIn(folder: string, reader: FolderReader): Promise<string | null> {
  const names = new Set(await reader.list(folder));
  if (MARKS.some((mark) => names.has(mark))) return folder;
  const likely = [...USUAL_NAMES, ...[...names].filter((name) => /env/i.test(name)).sort()];
  for (const name of new Set(likely)) {
    if (!names.has(name)) continue;
    const root = joinUri(folder, name);
    const inside = await reader.list(root);
    if (inside !== null && MARKS.some((mark) => inside.includes(mark))) return root;
  }
  return null;
}

/** `…/bin/python3` and `…\Scripts\python.exe` lie in folders of the environment, conda's `python.exe` in its root. */
function rootOf(environment: string): string {
  const trimmed = environment.replace(/\/+$/, '');
  if (!INTERPRETER.test(trimmed)) return trimmed;
  const folder = folderOf(trimmed);
  return /\/(?:bin|Scripts)$/i.test(folder) ? folderOf(folder) : folder;
}

async function packageFolders(root: string, reader: FolderReader): Promise<string[]> {
  const candidates = [`${root}/Lib/site-packages`];
  // Debian keeps what pip installs for the system's Python apart from its own packages.
  for (const prefix of [root, joinUri(root, 'local')]) {
    const lib = joinUri(prefix, 'lib');
    const versions = ((await reader.list(lib)) ?? []).filter((name) => /^python3?(?:\.\d+)?$/.test(name));
    for (const version of versions.sort(byVersion)) {
      for (const name of ['site-packages', 'dist-packages']) candidates.push(`${lib}/${version}/${name}`);
    }
  }
  const listed = await Promise.all(candidates.map((folder) => reader.list(folder)));
  return candidates.filter((_, index) => listed[index] !== null && listed[index] !== undefined);
}

/** The newest first. */
function byVersion(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true });
}

/** Folders that `.pth` files of a `site-packages` add: how editable installs are found. Lines of code are not run. */
async function addedBy(folder: string, reader: FolderReader): Promise<string[]> {
  const names = ((await reader.list(folder)) ?? []).filter((name) => name.endsWith('.pth')).sort();
  const texts = await Promise.all(names.map((name) => reader.read(joinUri(folder, name))));
  return texts.flatMap((text) =>
    (text ?? '').split(/\r?\n/).flatMap((line) => {
      const written = line.trim();
      return written === '' || /^(?:#|import\s)/.test(written) ? [] : [pathUri(written, folder)];
    }),
  );
}

/** The interpreter that an environment was made with, where it takes that one's packages as well. */
function baseOf(config: string | null, root: string): string | null {
  const value = (name: string): string | undefined =>
    new RegExp(String.raw`^\s*${name}\s*=\s*(.*?)\s*$`, 'mi').exec(config ?? '')?.[1];
  const home = value('home');
  if (home === undefined || value('include-system-site-packages')?.toLowerCase() !== 'true') return null;
  return rootOf(joinUri(pathUri(home, root), 'python'));
}

/** A path as the file system writes it, beside a URI of the same file system. */
function pathUri(path: string, near: string): string {
  const slashed = path.replaceAll('\\', '/');
  const [scheme = ''] = /^[a-z][\w+.-]*:\/\/[^/]*/i.exec(near) ?? [];
  if (slashed.startsWith('/')) return `${scheme}${encodeURI(slashed)}`;
  if (/^[a-z]:\//i.test(slashed)) return `${scheme}/${encodeURI(slashed)}`;
  return new URL(encodeURI(slashed), `${near}/`).href;
}
