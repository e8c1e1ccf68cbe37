/** The Python environment whose installed packages a command reads: it is looked at, never run. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sitePackagesOf } from '../python/imports/environment.ts';
import { diskFiles, uriOf, type Environment } from './files.ts';
import { UsageError } from './usage.ts';

/** Variables that an activated environment sets, the stronger one first. */
const VARIABLES = ['VIRTUAL_ENV', 'CONDA_PREFIX'];

/**
 * @param written of `--python`: an interpreter or the folder of an environment
 * @param variables of the process
 * Throws `UsageError` where `written` has no packages.
 */
export async function environmentOf(
  written: string | null,
  variables: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<Environment> {
  if (written !== null) {
    const full = path.resolve(cwd, written);
    if (!existsSync(full)) {
      throw new UsageError(`--python ${written}: there is no such interpreter or folder`);
    }
    const packages = await packagesOf(full);
    if (packages.length > 0) return packages;
    throw new UsageError(
      `--python ${written}: no site-packages there; name an interpreter or its environment`,
    );
  }
  for (const name of VARIABLES) {
    const folder = variables[name];
    const packages = folder === undefined || folder === '' ? [] : await packagesOf(path.resolve(cwd, folder));
    if (packages.length > 0) return packages;
  }
  return null;
}

function packagesOf(folder: string): Promise<readonly string[]> {
  return sitePackagesOf(uriOf(folder), {
    read: (uri) => diskFiles.read(uri),
    list: (uri) => Promise.resolve(namesIn(uri)),
  });
}

function namesIn(uri: string): string[] | null {
  try {
    return readdirSync(fileURLToPath(uri));
  } catch {
    // environments are looked for in many places in vain
    return null;
  }
}
