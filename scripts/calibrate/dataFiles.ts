/** Where measured tables and features lie: data/calibration, and before it a folder that was given. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN = fileURLToPath(new URL('../../data/calibration/', import.meta.url));
const OPTION = '--data';

let given: string | null = null;

/**
 * Takes `--data FOLDER` out of the words of a command line: its files stand before those of the same name in
 * data/calibration from now on.
 * @returns the other words
 * @throws Error where the folder is missing
 */
export function takeFolder(words: readonly string[]): string[] {
  const at = words.indexOf(OPTION);
  if (at < 0) return [...words];
  const folder = words[at + 1];
  if (folder === undefined || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`${OPTION} needs a folder of tables${folder === undefined ? '' : `: ${folder} is none`}`);
  }
  given = folder;
  return words.filter((_, i) => i !== at && i !== at + 1);
}

/** Where features of the tables in the folder that was given belong, compressed; in data/calibration where none was. */
export function ownFile(name: string): string {
  return path.join(given ?? OWN, `${name}.gz`);
}

/**
 * The file of a table or of features, compressed or not.
 * @param name inside the folder, without `.gz`
 */
export function dataFile(name: string): string {
  const candidates = given === null ? [] : [path.join(given, name), path.join(given, `${name}.gz`)];
  return candidates.find(existsSync) ?? path.join(OWN, `${name}.gz`);
}
