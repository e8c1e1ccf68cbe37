/** Data sets of one folder per class: as many samples as it has files of a kind. */
import type { Runtime } from '../runtime/api.ts';
import { Unknown } from '../runtime/values.ts';
import { foldersBelow, type Visited } from './folders.ts';

export interface ClassFolders {
  /** Names of the classes, sorted, and how many files each has. */
  readonly classes: ReadonlyMap<string, number>;
  /** Files of the kind in all, those outside of any class as well. */
  readonly files: number;
}

/** @param kind names of files that are samples */
export function classFolders(rt: Runtime, root: string, kind: RegExp): ClassFolders | Unknown {
  const visited = foldersBelow(rt, root);
  if (visited instanceof Unknown) return visited;
  const [top] = visited;
  const classes = new Map<string, number>();
  for (const name of top?.listing.folders ?? []) if (!name.startsWith('.')) classes.set(name, 0);
  let files = 0;
  for (const one of visited) {
    const count = one.listing.files.filter((name) => kind.test(name)).length;
    files += count;
    const owner = ownerOf(root, one);
    if (owner !== null && classes.has(owner)) classes.set(owner, (classes.get(owner) ?? 0) + count);
  }
  return { classes, files };
}

/** The class that a folder at any depth belongs to; null for the root. */
function ownerOf(root: string, { folder }: Visited): string | null {
  const inner = folder.slice(root.length).replace(/^\//, '');
  return inner === '' ? null : (inner.split('/')[0] ?? null);
}

export function totalOf(classes: ReadonlyMap<string, number>): number {
  return [...classes.values()].reduce((sum, count) => sum + count, 0);
}
