/** Where measured runs are kept: one file of the project, replaced as a whole or not at all. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE_NAMES, readConfigFile } from '../config/configFile.ts';
import {
  MEASURED_FILE_NAME,
  measuredFileText,
  readMeasuredFile,
  type MeasuredRun,
} from '../config/measuredFile.ts';
import { projectRoot, uriOf } from './files.ts';
import { UsageError } from './usage.ts';

/** The file there is already, else one beside the configuration file, else one in the project's root. */
export function measuredPlace(from: string): string {
  const start = existsSync(from) && !statSync(from).isDirectory() ? path.dirname(from) : from;
  const root = projectRoot(start);
  const folders: string[] = [];
  for (let at = start; ; at = path.dirname(at)) {
    folders.push(at);
    if (at === root || path.dirname(at) === at) break;
  }
  const holding = (has: (folder: string) => boolean): string | undefined => folders.find(has);
  const folder =
    holding((one) => existsSync(path.join(one, MEASURED_FILE_NAME))) ?? holding(isConfigured) ?? root;
  return path.join(folder, MEASURED_FILE_NAME);
}

function isConfigured(folder: string): boolean {
  return CONFIG_FILE_NAMES.some((name) => {
    const file = path.join(folder, name);
    return existsSync(file) && readConfigFile(uriOf(file), readFileSync(file, 'utf8')) !== null;
  });
}

/** Throws `UsageError` for a file that cannot be read: what it holds is not to be lost. */
export function readStored(place: string): readonly MeasuredRun[] {
  if (!existsSync(place)) return [];
  const { runs, problems } = readMeasuredFile(uriOf(place), readFileSync(place, 'utf8'));
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(`${place}: ${problem.message}`);
  return runs;
}

/** Under another name first, then in its place: whatever fails, the old file or the new one is there as a whole. */
export function writeStored(place: string, runs: readonly MeasuredRun[]): void {
  if (runs.length === 0) {
    rmSync(place, { force: true });
    return;
  }
  const temporary = `${place}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'w');
    try {
      writeSync(file, measuredFileText(runs));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, place);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UsageError(
      `${place} could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
