/**
 * Folders, through the same port as files: a URI that ends with a slash is a folder, and its text is a listing, one
 * name a line in the order of the names, those of folders with a slash behind. So a listing is fetched, cached and
 * compared as every other text that a result rests on.
 */

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface Listing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** A folder that holds more is not listed: it is data, and its names are of no use to a person. */
export const MOST_ENTRIES = 200_000;

const FOREIGN = new Set([
  'node_modules',
  'site-packages',
  'dist-packages',
  '__pycache__',
  'venv',
  'env',
  'build',
  'dist',
]);

/** Whether a folder of this name holds what nobody edits: other people's code, what was built, or what is hidden. */
export function isForeignFolder(name: string): boolean {
  return name.startsWith('.') || FOREIGN.has(name);
}

export function isFolderUri(uri: string): boolean {
  return uri.endsWith('/');
}

/** The text of a folder; null where it holds too much. Names that cannot stand on a line are left out. */
export function listingText(entries: readonly FolderEntry[]): string | null {
  if (entries.length > MOST_ENTRIES) return null;
  return entries
    .filter(({ name }) => name !== '' && !/[/\n]/.test(name))
    .map(({ name, isFolder }) => (isFolder ? `${name}/` : name))
    .sort((a, b) => (a < b ? -1 : 1))
    .join('\n');
}

/** @param text as `listingText` wrote it */
export function parseListing(text: string): Listing {
  const names = text === '' ? [] : text.split('\n');
  return {
    files: names.filter((name) => !name.endsWith('/')),
    folders: names.filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1)),
  };
}
