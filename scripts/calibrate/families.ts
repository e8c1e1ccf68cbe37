/** Architecture families of timm, by prefix of the name: what a split keeps together. */
import { readFileSync } from 'node:fs';

interface FamilyTable {
  /** Of ported weights; no architecture of their own. */
  readonly ignored: readonly string[];
  /** Families by the prefixes of their members. */
  readonly families: Readonly<Record<string, readonly string[]>>;
}

const TABLE = JSON.parse(readFileSync(new URL('families.json', import.meta.url), 'utf8')) as FamilyTable;

const PREFIXES = Object.entries(TABLE.families)
  .flatMap(([family, prefixes]) => prefixes.map((prefix) => ({ family, prefix })))
  .sort((a, b) => b.prefix.length - a.prefix.length);

/** The family with the longest prefix that fits; else what stands before the first digit or underscore. */
export function familyOf(model: string): string {
  const ignored = TABLE.ignored.find((prefix) => model.startsWith(prefix)) ?? '';
  const name = model.slice(ignored.length);
  const known = PREFIXES.find(({ prefix }) => name.startsWith(prefix));
  return known?.family ?? name.split(/[_\d]/)[0] ?? name;
}

/** The part of a split that a group belongs to: groups in alphabetic order, dealt in turn. */
export function folds(groups: readonly string[], parts: number): ReadonlyMap<string, number> {
  return new Map([...new Set(groups)].sort().map((group, i) => [group, i % parts]));
}
