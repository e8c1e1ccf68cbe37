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

/** Orders sayings, the strongest first. */
export function byStrength(a: Pick<Given<unknown>, 'origin'>, b: Pick<Given<unknown>, 'origin'>): number {
  return RANK[a.origin] - RANK[b.origin];
}

/** Each entry from the strongest of the given sets; of equals, from the first. */
export function mergeOverrides(sets: readonly Overrides[]): Overrides {
  const weakestFirst = sets
    .toReversed()
    .flatMap((overrides) => Object.entries(overrides) as [keyof Overrides, Given<unknown>][])
    .sort(([, a], [, b]) => RANK[b.origin] - RANK[a.origin]);
  // Each entry keeps the key that it came under, and with it its type.
  return Object.fromEntries(weakestFirst);
}
