/** The configuration file that holds for a document: the nearest one in its folder or above. */
import { CONFIG_FILE_NAMES, readConfigFile, type ConfigFile } from '../config/configFile.ts';
import { folderOf, joinUri } from '../python/imports/uris.ts';
import type { AnalysisFiles } from './fileCache.ts';

/** Folders above a document that are looked into. */
const MOST_FOLDERS = 12;

export interface Configured {
  readonly file: ConfigFile | null;
  /** Folders to search for imports, as URIs. */
  readonly searchPath: readonly string[];
}

export async function configurationFor(uri: string, files: AnalysisFiles): Promise<Configured> {
  const folders = foldersAbove(uri);
  const candidates = folders.flatMap((folder) => CONFIG_FILE_NAMES.map((name) => joinUri(folder, name)));
  await files.fetch(candidates);
  for (const candidate of candidates) {
    const text = files.get(candidate);
    const file = typeof text === 'string' ? readConfigFile(candidate, text) : null;
    if (file !== null) {
      const folder = folderOf(candidate);
      return { file, searchPath: file.searchPath.flatMap((written) => folderUri(folder, written)) };
    }
  }
  return { file: null, searchPath: [] };
}

/** Innermost first; the root of the file system is nobody's project. */
function foldersAbove(uri: string): string[] {
  const folders: string[] = [];
  const [scheme = ''] = /^[a-z][\w+.-]*:\/\/[^/]*/i.exec(uri) ?? [];
  for (let folder = folderOf(uri); folder.length > scheme.length; folder = folderOf(folder)) {
    folders.push(folder);
    if (folders.length >= MOST_FOLDERS) break;
  }
  return folders;
}

function folderUri(folder: string, written: string): string[] {
  return URL.canParse(written, `${folder}/`) ? [new URL(written, `${folder}/`).href.replace(/\/+$/, '')] : [];
}
