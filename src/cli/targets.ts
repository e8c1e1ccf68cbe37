/** What the paths on a command line stand for. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { defaultSearchPath, modelFilesIn, uriOf, type Environment } from './files.ts';
import { UsageError } from './usage.ts';

export interface Target {
  readonly uri: string;
  readonly searchPath: readonly string[];
  /** Named itself, and not found in a folder: that it has no model is worth saying. */
  readonly isNamed: boolean;
}

/** Throws `UsageError` for a path that does not exist. */
export function targetsOf(
  paths: readonly string[],
  searchPath: readonly string[],
  cwd: string,
  environment: Environment = null,
): readonly Target[] {
  const extra = searchFolders(searchPath, cwd);
  return paths.flatMap((written): Target[] => {
    const full = path.resolve(cwd, written);
    if (!existsSync(full)) {
      throw new UsageError(`${written}: there is no such file or folder (looked for ${full})`);
    }
    const isFolder = statSync(full).isDirectory();
    const files = isFolder ? modelFilesIn(full) : [full];
    return files.map((file) => ({
      uri: uriOf(file),
      searchPath: [...extra, ...defaultSearchPath(path.dirname(file), environment)],
      isNamed: !isFolder,
    }));
  });
}

/** Throws `UsageError` for a folder that does not exist. */
export function searchFolders(searchPath: readonly string[], cwd: string): readonly string[] {
  return searchPath.map((written) => {
    const full = path.resolve(cwd, written);
    if (!existsSync(full)) throw new UsageError(`--search-path ${written}: there is no such folder`);
    return uriOf(full);
  });
}
