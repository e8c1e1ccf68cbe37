/**
 * On which hardware a script may be meant to run, as far as the files around it say: suggestions, which are shown as
 * such and never taken for the device.
 */
import type { Position } from '../units/span.ts';
import { parseListing } from '../python/imports/listing.ts';
import { hintsInCode } from './code.ts';
import { hintsInFile, kindOfFile, type Finding } from './jobFiles.ts';

export interface HardwareHint extends Finding {
  readonly uri: string;
  readonly start: Position;
}

/** Folders beside the script that job files lie in. */
const FOLDERS =
  /^(scripts?|slurm|jobs?|sbatch|cluster|cloud|docker|k8s|deploy|infra|launch(ers)?|configs?|\.devcontainer|bash|bin|accelerate(_configs?)?|deepspeed(_configs?)?)$/i;
/** More files are not looked into. */
const MOST_FILES = 24;
const MOST_BYTES = 200_000;

/**
 * @param text of the script
 * @param read the text of a file or the listing of a folder (its URI ends with a slash); null: there is none
 */
export async function hardwareHints(
  uri: string,
  text: string,
  read: (uri: string) => Promise<string | null>,
): Promise<readonly HardwareHint[]> {
  const script = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  const hints: HardwareHint[] = located(uri, text, hintsInCode(text));
  for (const file of await jobFiles(uri, read)) {
    const content = await read(file);
    const kind = kindOfFile(file);
    if (content === null || kind === null || content.length > MOST_BYTES) continue;
    hints.push(...located(file, content, hintsInFile(kind, content, script)));
  }
  return hints;
}

async function jobFiles(
  uri: string,
  read: (uri: string) => Promise<string | null>,
): Promise<readonly string[]> {
  const folder = uri.slice(0, uri.lastIndexOf('/') + 1);
  // A text that was never saved lies in no folder.
  if (folder === '') return [];
  const own = await read(folder);
  if (own === null) return [];
  const { files, folders } = parseListing(own);
  const found = files.map((name) => `${folder}${encodeURIComponent(name)}`);
  for (const name of folders.filter((one) => FOLDERS.test(one))) {
    const inner = `${folder}${encodeURIComponent(name)}/`;
    const listing = await read(inner);
    if (listing === null) continue;
    found.push(...parseListing(listing).files.map((file) => `${inner}${encodeURIComponent(file)}`));
  }
  return found.filter((file) => kindOfFile(file) !== null).slice(0, MOST_FILES);
}

function located(uri: string, text: string, findings: readonly Finding[]): HardwareHint[] {
  return findings.map((finding) => {
    const before = text.slice(0, finding.at);
    const line = before.split('\n').length - 1;
    return { ...finding, uri, start: { line, character: finding.at - (before.lastIndexOf('\n') + 1) } };
  });
}
