/** The disk: reading sources, finding them in folders, and where their imports may lie. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MEASURED_FILE_NAME } from '../config/measuredFile.ts';
import type { FileSource } from '../footprint/analyser.ts';
import { isFolderUri, isForeignFolder, listingText } from '../python/imports/listing.ts';

/** Larger files are no source code of a model. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Notebooks keep pictures beside their code. */
const MAX_NOTEBOOK_BYTES = 256 * 1024 * 1024;

export const diskFiles: FileSource = {
  read: (uri) => Promise.resolve(readFromDisk(uri)),
  readSync: readFromDisk,
};

/** The same without what was measured: the estimate as it would be without it. */
export const unmeasuredFiles: FileSource = {
  read: (uri) => Promise.resolve(readUnmeasured(uri)),
  readSync: readUnmeasured,
};

function readUnmeasured(uri: string): string | null {
  return uri.endsWith(`/${MEASURED_FILE_NAME}`) ? null : readFromDisk(uri);
}

function readFromDisk(uri: string): string | null {
  try {
    if (isFolderUri(uri)) return listOnDisk(fileURLToPath(uri));
    const file = fileURLToPath(uri);
    const found = statSync(file);
    const most = file.endsWith('.ipynb') ? MAX_NOTEBOOK_BYTES : MAX_BYTES;
    return found.isFile() && found.size <= most ? readFileSync(file, 'utf8') : null;
  } catch {
    // Imports are looked for in many places in vain.
    return null;
  }
}

function listOnDisk(folder: string): string | null {
  const entries = readdirSync(folder, { withFileTypes: true });
  return listingText(entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })));
}

export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}

const MODEL_FILE = /\.(?:py|ipynb|[cm]?js|ts|[jt]sx|html)$/;

/** Every file below a folder that may hold models, in the order of their paths: Python, notebooks, scripts. */
export function modelFilesIn(folder: string): string[] {
  const files: string[] = [];
  const entries = entriesOf(folder);
  // that it cannot be read is said as it is of a file
  if (entries === null) return [folder];
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      const isEnvironment = existsSync(path.join(full, 'pyvenv.cfg'));
      if (!isForeignFolder(entry.name) && !isEnvironment) {
        files.push(...modelFilesIn(full));
      }
    } else if (entry.isFile() && MODEL_FILE.test(entry.name)) files.push(full);
  }
  return files;
}

/** Null: the folder may not be read. */
function entriesOf(folder: string): Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return null;
  }
}

/** Folders of installed packages as URIs; null: none was chosen, so that of the project is looked for. */
export type Environment = readonly string[] | null;

const ROOT_MARKS = ['.git', 'pyproject.toml', 'setup.py', 'setup.cfg', 'wattlens.toml'];

/**
 * Folders to search for imports besides the file's own: those above it up to the project's root, the root's `src`,
 * and the packages installed in the environment, where one was chosen, else in one of the project. As URIs.
 */
export function defaultSearchPath(folder: string, environment: Environment = null): string[] {
  const above = foldersToRoot(folder);
  const root = above.at(-1) ?? folder;
  const packages = environment === null ? sitePackagesIn(root) : [];
  const candidates = [...above, path.join(root, 'src'), ...packages];
  return [...candidates.filter((candidate) => existsSync(candidate)).map(uriOf), ...(environment ?? [])];
}

/** The folder of the project that a folder belongs to: itself where no project is around it. */
export function projectRoot(folder: string): string {
  return foldersToRoot(folder).at(-1) ?? folder;
}

/** Innermost first; where no project is around it, the folder and those that its package is imported from. */
function foldersToRoot(folder: string): string[] {
  const folders: string[] = [];
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    folders.push(at);
    if (ROOT_MARKS.some((mark) => existsSync(path.join(at, mark)))) return folders;
    if (path.dirname(at) === at) return folders.slice(0, 1 + packagesAround(folders));
  }
}

/** How many of the folders, from the innermost on, are packages. */
function packagesAround(folders: readonly string[]): number {
  const first = folders.findIndex((folder) => !existsSync(path.join(folder, '__init__.py')));
  return first === -1 ? folders.length - 1 : first;
}

function sitePackagesIn(root: string): string[] {
  return ['.venv', 'venv', 'env', '.conda'].flatMap((name) => {
    const windows = path.join(root, name, 'Lib', 'site-packages');
    const lib = path.join(root, name, 'lib');
    const versions = existsSync(lib) ? readdirSync(lib).filter((entry) => entry.startsWith('python')) : [];
    return [windows, ...versions.sort().map((version) => path.join(lib, version, 'site-packages'))];
  });
}
