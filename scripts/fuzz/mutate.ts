/** Source files as they are while someone edits them: lines cut, swapped, doubled, and the rest not there yet. */

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Mutation = (lines: string[], random: () => number) => void;

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'cut a line': (lines, random) => {
    lines.splice(below(random, lines.length), 1);
  },
  'cut some lines': (lines, random) => {
    lines.splice(below(random, lines.length), 1 + below(random, 5));
  },
  'swap two neighbours': (lines, random) => {
    swap(lines, below(random, lines.length - 1), 1);
  },
  'swap two lines': (lines, random) => {
    swap(lines, below(random, lines.length), below(random, lines.length));
  },
  'double a line': (lines, random) => {
    const at = below(random, lines.length);
    lines.splice(at, 0, lines[at] ?? '');
  },
  'cut the end of a line': (lines, random) => {
    const at = below(random, lines.length);
    const line = lines[at] ?? '';
    lines[at] = line.slice(0, below(random, line.length + 1));
  },
  truncate: (lines, random) => {
    lines.length = 1 + below(random, lines.length);
  },
};

function swap(lines: string[], at: number, distance: number): void {
  const other = (at + distance) % Math.max(lines.length, 1);
  const line = lines[at] ?? '';
  lines[at] = lines[other] ?? '';
  lines[other] = line;
}

export interface Mutant {
  readonly text: string;
  readonly mutations: readonly string[];
}

/** One or two mutations of a text. */
export function mutate(text: string, random: () => number): Mutant {
  const lines = text.split('\n');
  const names = Object.keys(MUTATIONS);
  const mutations: string[] = [];
  const count = random() < 0.8 ? 1 : 2;
  for (let i = 0; i < count; i++) {
    const name = names[below(random, names.length)] ?? 'truncate';
    MUTATIONS[name]?.(lines, random);
    mutations.push(name);
  }
  return { text: lines.join('\n'), mutations };
}
