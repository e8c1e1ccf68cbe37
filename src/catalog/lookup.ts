/** What a search by name gives: the thing, or the names that come closest. */
export type Lookup<T> =
  | { readonly found: true; readonly value: T }
  | { readonly found: false; readonly suggestions: readonly string[] };

export function found<T>(value: T): Lookup<T> {
  return { found: true, value };
}

/** What people add to or leave out of a product's name without meaning another product. */
const NOISE =
  /\((?:r|tm|c)\)|[®™©]|\b(?:nvidia|geforce|tesla|amd|intel|google|instinct|processors?|cpu|gpu|graphics|accelerator|tensor core|\d+-core|\d+(?:st|nd|rd|th) gen)\b|@.*$/g;

/** `NVIDIA Tesla V100-SXM2-16GB` and `v100 sxm2 16gb` are one name: `v100sxm216gb`. */
export function normalise(name: string): string {
  const lower = name.toLowerCase();
  const bare = lower.replace(NOISE, ' ').replace(/[^a-z0-9+]/g, '');
  // a name that is nothing but noise ("CPU") stands for itself
  return bare === '' ? lower.replace(/[^a-z0-9+]/g, '') : bare;
}

/** An index from every name, normalised, to its thing. The first of two equal names wins. */
export function indexByName<T>(
  things: Iterable<T>,
  namesOf: (thing: T) => readonly string[],
): Map<string, T> {
  const index = new Map<string, T>();
  for (const thing of things) {
    for (const name of namesOf(thing)) {
      const key = normalise(name);
      if (!index.has(key)) index.set(key, thing);
    }
  }
  return index;
}

/** The `count` candidates that come closest to `wanted`, best first: those that hold it, then by edit distance. */
export function closest(wanted: string, candidates: readonly string[], count = 5): readonly string[] {
  const key = normalise(wanted);
  if (key === '') return [];
  const scored = candidates.map((candidate) => {
    const other = normalise(candidate);
    const within = other.includes(key) || (other.length > 2 && key.includes(other));
    return { candidate, score: within ? Math.abs(other.length - key.length) / 100 : distance(key, other) };
  });
  const limit = Math.max(2, Math.ceil(key.length / 3));
  return scored
    .filter(({ score }) => score <= limit)
    .sort((a, b) => a.score - b.score || a.candidate.localeCompare(b.candidate, 'en'))
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** Levenshtein's distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
