/** What lies in folders: names that fit a pattern, and everything below. Only what is in the snapshot is known. */
import { isFolderUri, parseListing, type Listing } from '../imports/listing.ts';
import { NeedsFiles } from '../ports.ts';
import type { Runtime } from '../runtime/api.ts';
import { Unknown } from '../runtime/values.ts';
import { fileUri } from './files.ts';

/** Beyond so many folders nobody looks. */
const MOST_FOLDERS = 5000;
const MOST_LEVELS = 12;

/** Why what a folder holds is not known. */
function absent(rt: Runtime, folder: string): Unknown {
  return rt.unknown(`what the folder '${folder}' holds: it is not in the workspace`);
}

function listingUri(rt: Runtime, folder: string): string | null {
  const uri = fileUri(rt, folder === '' ? '.' : folder);
  return uri === null || isFolderUri(uri) ? uri : `${uri}/`;
}

/**
 * The listings of folders, in their order; null: there is no such folder. Those that are missing are asked for
 * together, not one by one.
 */
export function listingsOf(rt: Runtime, folders: readonly string[]): readonly (Listing | null)[] {
  const uris = folders.map((folder) => listingUri(rt, folder)).map((uri) => (maySee(rt, uri) ? uri : null));
  const needed = uris.flatMap((uri) => (uri !== null && rt.files.get(uri) === undefined ? [uri] : []));
  if (needed.length > 0) throw new NeedsFiles(needed);
  return uris.map((uri) => {
    const text = uri === null ? null : rt.files.get(uri);
    return typeof text === 'string' ? parseListing(text) : null;
  });
}

/** A library finds what lies beside its own source, such as configurations; the program's data is not its own. */
function maySee(rt: Runtime, uri: string | null): boolean {
  const origin = rt.origin();
  if (origin?.isUserCode !== false) return true;
  return uri?.startsWith(origin.uri.slice(0, origin.uri.lastIndexOf('/') + 1)) === true;
}

export function isFolder(rt: Runtime, folder: string): boolean {
  return listingsOf(rt, [folder]).some((listing) => listing !== null);
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

export interface Visited {
  readonly folder: string;
  readonly listing: Listing;
}

/** The folder and all below it, from the top down. */
export function foldersBelow(rt: Runtime, folder: string): readonly Visited[] | Unknown {
  const visited: Visited[] = [];
  let level: readonly string[] = [folder];
  for (let depth = 0; level.length > 0 && depth < MOST_LEVELS; depth++) {
    if (visited.length + level.length > MOST_FOLDERS) return rt.unknown(`'${folder}' holds too many folders`);
    const listings = listingsOf(rt, level);
    const next: string[] = [];
    for (const [i, one] of level.entries()) {
      const listing = listings[i] ?? null;
      if (listing === null) {
        if (depth === 0) return absent(rt, folder);
        continue;
      }
      visited.push({ folder: one, listing });
      next.push(...listing.folders.map((name) => joined(one, name)));
    }
    level = next;
  }
  rt.spend(visited.length);
  return visited;
}

/** The names in a folder: files and folders. */
export function namesIn(rt: Runtime, folder: string): readonly string[] | Unknown {
  const [listing = null] = listingsOf(rt, [folder]);
  return listing === null ? absent(rt, folder) : [...listing.files, ...listing.folders].sort();
}

/** `*`, `?`, `[seq]`, `[!seq]` as an expression of JavaScript. */
export function shellPattern(pattern: string): RegExp {
  const special = /[.*+?^${}()|[\]\\/]/g;
  let text = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? '';
    if (character === '*') text += '.*';
    else if (character === '?') text += '.';
    else if (character === '[') {
      const first = pattern[i + 1] === '!' ? i + 2 : i + 1;
      const end = pattern.indexOf(']', first + 1);
      if (end < 0) text += '\\[';
      else {
        const set = pattern.slice(first, end).replaceAll(/[\\\]^]/g, '\\$&');
        text += first === i + 2 ? `[^${set}]` : `[${set}]`;
        i = end;
      }
    } else text += character.replaceAll(special, '\\$&');
  }
  return new RegExp(`^(?:${text})$`, 'su');
}

const MAGIC = /[*?[]/;

/** Paths that fit a pattern, as `glob.glob` finds them; `**` is any number of folders where `recursive`. */
export function pathsMatching(rt: Runtime, pattern: string, recursive: boolean): readonly string[] | Unknown {
  const isAbsolute = pattern.startsWith('/');
  const parts = pattern.split('/').filter((part) => part !== '');
  const fixed = parts.findIndex((part) => MAGIC.test(part));
  const start = (isAbsolute ? '/' : '') + parts.slice(0, fixed < 0 ? parts.length - 1 : fixed).join('/');
  let found: readonly string[] = [start];
  const rest = parts.slice(fixed < 0 ? parts.length - 1 : fixed);
  for (const [i, part] of rest.entries()) {
    const isLast = i === rest.length - 1;
    const next =
      part === '**' && recursive ? below(rt, found, isLast) : inEach(rt, found, part, isLast, start);
    if (next instanceof Unknown) return next;
    found = next;
  }
  rt.spend(found.length / 10);
  return found;
}

/** The folders themselves and all below them; at the end of a pattern the files as well. */
function below(rt: Runtime, folders: readonly string[], withFiles: boolean): readonly string[] | Unknown {
  const found: string[] = [];
  for (const folder of folders) {
    const visited = foldersBelow(rt, folder);
    if (visited instanceof Unknown) return visited;
    for (const { folder: one, listing } of visited) {
      found.push(one);
      if (withFiles) found.push(...listing.files.map((name) => joined(one, name)));
    }
  }
  return found;
}

function inEach(
  rt: Runtime,
  folders: readonly string[],
  part: string,
  withFiles: boolean,
  start: string,
): readonly string[] | Unknown {
  if (folders.length > MOST_FOLDERS) return rt.unknown('too many folders fit a pattern');
  const expression = shellPattern(part);
  const found: string[] = [];
  for (const [i, listing] of listingsOf(rt, folders).entries()) {
    const folder = folders[i] ?? '';
    if (listing === null) {
      if (folder === start) return absent(rt, folder === '' ? '.' : folder);
      continue;
    }
    const names = withFiles ? [...listing.files, ...listing.folders] : listing.folders;
    const isHidden = (name: string): boolean => name.startsWith('.') && !part.startsWith('.');
    const fitting = names.filter((name) => expression.test(name) && !isHidden(name));
    found.push(...fitting.sort().map((name) => joined(folder, name)));
  }
  return found;
}
