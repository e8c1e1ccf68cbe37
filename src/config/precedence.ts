/** One precedence for all inputs: flag > pragma > configuration file > workspace > code > user > default. */
import type { Found, Given, Origin } from '../units/found.ts';
import type { Overrides } from './configuration.ts';

const RANK: Readonly<Record<Origin, number>> = {
  flag: 0,
  pragma: 1,
  'config-file': 2,
  'workspace-setting': 3,
  code: 4,
  'user-setting': 5,
  default: 6,
};

/** The stronger of what a person said and what the code says; the code's reason where neither knows. */
export function stronger<T>(said: Given<T> | undefined, inCode: Found<T>): Found<T> {
  if (said === undefined) return inCode;
  if (!inCode.known) return said;
  return RANK[said.origin] <= RANK[inCode.origin] ? said : inCode;
}

/** Each entry from the strongest of the given sets; of equals, from the first. */
export function mergeOverrides(sets: readonly Overrides[]): Overrides {
  const merged: { -readonly [Key in keyof Overrides]: Overrides[Key] } = {};
  for (const overrides of sets) {
    for (const key of Object.keys(overrides) as (keyof Overrides)[]) take(merged, overrides, key);
  }
  return merged;
}

function take<Key extends keyof Overrides>(
  into: { -readonly [K in keyof Overrides]: Overrides[K] },
  from: Overrides,
  key: Key,
): void {
  const [now, other] = [into[key], from[key]];
  if (other === undefined) return;
  if (now === undefined || RANK[other.origin] < RANK[now.origin]) into[key] = other;
}
