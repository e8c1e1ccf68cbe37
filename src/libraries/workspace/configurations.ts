/** Files of settings in the workspace that name a script: sweeps, experiments. They are found, not imported. */
import type { Runtime } from '../../python/runtime/api.ts';
import { PyDict } from '../../python/runtime/values.ts';
import { folderListing } from '../../python/builtins/files.ts';
import { parsedFile } from '../settings/settingsFile.ts';

/** More of them are not looked into. */
const MOST_FILES = 24;

export interface Places {
  /** Names of files, without their ending. */
  readonly files: RegExp;
  /** Names of the folders beside the script that are looked into as well. */
  readonly folders: RegExp;
}

export interface Configuration {
  /** From the script's folder. */
  readonly path: string;
  readonly config: PyDict;
}

/** Those of them that are meant, by the name of the running script. */
export function configurationsFor(
  rt: Runtime,
  places: Places,
  isMeant: (config: PyDict, script: string) => boolean,
): readonly Configuration[] {
  const script = rt.mainLine()?.uri.split('/').at(-1);
  const own = script === undefined ? null : folderListing(rt, '.');
  if (script === undefined || own === null || own === undefined) return [];
  const folders = ['.', ...own.folders.filter((name) => places.folders.test(name))];
  const paths = folders.flatMap((folder) => {
    const listing = folder === '.' ? own : folderListing(rt, folder);
    const files = listing?.files ?? [];
    return files
      .filter(
        (name) => /\.ya?ml$/.test(name) && places.files.test(folder === '.' ? name : `${folder}/${name}`),
      )
      .map((name) => (folder === '.' ? name : `${folder}/${name}`));
  });
  return paths.slice(0, MOST_FILES).flatMap((path) => {
    const config = parsedFile(rt, path);
    return config instanceof PyDict && isMeant(config, script) ? [{ path, config }] : [];
  });
}
