/** The configuration file and the measured runs that hold for a document: the nearest in its folder or above. */
import { CONFIG_FILE_NAMES, readConfigFile, type ConfigFile } from '../config/configFile.ts';
import { MEASURED_FILE_NAME, readMeasuredFile, type MeasuredFile } from '../config/measuredFile.ts';
import { folderOf, joinUri } from '../python/imports/uris.ts';
import type { AnalysisFiles } from './fileCache.ts';

/** Folders above a document that are looked into. */
const MOST_FOLDERS = 12;

export interface Configured {
  readonly file: ConfigFile | null;
  /** Folders to search for imports, as URIs. */
  readonly searchPath: readonly string[];
  /** Runs that were measured here; null: none were. */
  readonly measured: MeasuredFile | null;
}

export async function configurationFor(uri: string, files: AnalysisFiles): Promise<Configured> {
  const folders = foldersAbove(uri);
  const candidates = folders.flatMap((folder) => CONFIG_FILE_NAMES.map((name) => joinUri(folder, name)));
  const measuredCandidates = folders.map((folder) => joinUri(folder, MEASURED_FILE_NAME));
  await files.fetch([...candidates, ...measuredCandidates]);
  const first = <T>(uris: readonly string[], read: (uri: string, text: string) => T | null): T | null => {
    for (const candidate of uris) {
      const text = files.get(candidate);
      const found = typeof text === 'string' ? read(candidate, text) : null;
      if (found !== null) return found;
    }
    return null;
  };
  const file = first(candidates, readConfigFile);
  const measured = first(measuredCandidates, readMeasuredFile);
  if (file === null) return { file, searchPath: [], measured };
  const folder = folderOf(file.uri);
  return { file, searchPath: file.searchPath.flatMap((written) => folderUri(folder, written)), measured };
}

/** Innermost first; the root of the file system is nobody's project. */
export function foldersAbove(uri: string): string[] {
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
