/**
 * Which iterations of a loop take the same branches. An iteration that is run tells the conditions
 * on the iteration's number that it met, in order; these make a decision tree, whose leaves are
 * classes of iterations that do the same.
 */

import { CONSTANT, formOf, together, type Regular } from './iterationForms.ts';

/** Conditions worked out one by one; what follows is taken to be as the second half of them. */
const MOST_SCANNED = 2_000_000;
/** Stretches looked at between which a condition changes for good. */
const MOST_STRETCHES = 8;
const MOST_CLASSES = 32;
/** A condition that stays the same for so many iterations is taken to have settled. */
const SETTLED_AFTER = 1000;

type Condition = (iteration: number) => boolean;

/** Iterations that take the same branches, known by one that was run. */
export interface IterationClass {
  readonly example: number;
}

interface Fork {
  readonly condition: Condition;
  readonly sides: Map<boolean, Fork | IterationClass>;
}

/**
 * What became of an iteration that was run as the example of its class. A class: the loop ended
 * already with the iteration before, in ways of its own.
 */
export type Outcome = 'goes on' | 'was over before' | 'ends with it' | IterationClass;

export interface Tally {
  readonly counts: ReadonlyMap<IterationClass, number>;
  /** Number of iterations in all; null: the loop has no end that could be found. */
  readonly end: number | null;
  /** Some iterations were counted to a class without being looked at. */
  readonly isCrude: boolean;
}

export class IterationClasses {
  readonly base: IterationClass;
  #root: Fork | IterationClass | null = null;
  #size = 0;

  /** `conditions` are those that iteration `example` met. */
  constructor(example: number, conditions: readonly Condition[]) {
    this.base = this.add(example, conditions);
  }

  /** The class of an iteration; null: it takes branches that none of those run took. */
  of(iteration: number): IterationClass | null {
    let node = this.#root;
    while (node !== null && 'condition' in node) node = node.sides.get(node.condition(iteration)) ?? null;
    return node;
  }

  /** Adds what an iteration met that was run. */
  add(example: number, conditions: readonly Condition[]): IterationClass {
    const cls: IterationClass = { example };
    let put = (node: Fork | IterationClass): void => {
      this.#root = node;
    };
    let node = this.#root;
    for (const condition of conditions) {
      if (node === null) {
        node = { condition, sides: new Map() };
        put(node);
      }
      if (!('condition' in node)) return node;
      const { sides } = node;
      const side = node.condition(example);
      put = (child) => sides.set(side, child);
      node = sides.get(side) ?? null;
    }
    if (node !== null && !('condition' in node)) return node;
    if (node === null) put(cls);
    this.#size += 1;
    return cls;
  }

  /**
   * Counts the iterations of each class from `from` up to `total`, or as far as `run` finds the
   * loop to go. `run` is called, in order, for an example of every class that is not known yet.
   */
  tally(from: number, total: number | null, run: (iteration: number) => Outcome): Tally {
    const counts = new Map<IterationClass, number>();
    if (this.#root === null || !('condition' in this.#root)) {
      if (total !== null) counts.set(this.base, Math.max(total - from, 0));
      return { counts, end: total, isCrude: false };
    }
    let at = from;
    let isCrude = false;
    for (let stretch = 0; ; stretch++) {
      const seen = new Map<IterationClass, number>();
      const recent = new Map<IterationClass, number>();
      const most = Math.floor(MOST_SCANNED / this.#depth(at));
      let left = most;
      /** Counts one iteration; the number of iterations in all where it is the last. */
      const count = (i: number): number | null => {
        let cls = this.of(i);
        if (cls === null && this.#size >= MOST_CLASSES) {
          cls = this.base;
          isCrude = true;
        } else if (cls === null) {
          const outcome = run(i);
          if (outcome === 'was over before') return i;
          if (typeof outcome === 'object') {
            increment(seen, this.of(i - 1) ?? this.base, -1);
            increment(seen, outcome, 1);
            return i;
          }
          cls = this.of(i) ?? this.base;
          if (outcome === 'ends with it') {
            increment(seen, cls, 1);
            return i + 1;
          }
        }
        increment(seen, cls, 1);
        if (left <= most / 2) increment(recent, cls, 1);
        return null;
      };
      let i = at;
      const last = total ?? Infinity;
      let rhythm = this.rhythm();
      while (left > 0 && i < last) {
        const size = this.#size;
        const end = Math.min(last, rhythm?.breaks.find((turn) => turn > i) ?? Infinity);
        // A whole period tells of all that follow up to the next break.
        const isWhole = rhythm !== null && end - i >= 2 * rhythm.period;
        const before = isWhole ? new Map(seen) : null;
        const stop = isWhole ? i + (rhythm?.period ?? 1) : Math.min(end, i + left);
        for (; i < stop && this.#size === size; i++, left--) {
          const over = count(i);
          if (over !== null) return { counts: merged(counts, seen, 1), end: over, isCrude };
        }
        if (this.#size !== size) rhythm = this.rhythm();
        else if (before !== null && rhythm !== null) {
          if (end === Infinity) return { counts, end: null, isCrude };
          const times = Math.floor((end - i) / rhythm.period);
          for (const [cls, now] of [...seen]) increment(seen, cls, (now - (before.get(cls) ?? 0)) * times);
          i += times * rhythm.period;
        }
      }
      if (i >= last) return { counts: merged(counts, seen, 1), end: last, isCrude };
      const change = stretch < MOST_STRETCHES ? this.#nextChange(i, total) : null;
      if (change === null && total === null) return { counts, end: null, isCrude };
      const next = change ?? last;
      merged(counts, seen, 1);
      merged(counts, recent, (next - i) / sumOf(recent));
      isCrude = true;
      if (change === null) return { counts, end: next, isCrude };
      at = next;
    }
  }

  /** How all conditions together repeat themselves; null: of one of them nothing is known. */
  rhythm(): Regular | null {
    let all: Regular | null = CONSTANT;
    const look = (node: Fork | IterationClass | null): void => {
      if (all === null || node === null || !('condition' in node)) return;
      all = together(all, formOf(node.condition));
      for (const side of node.sides.values()) look(side);
    };
    look(this.#root);
    return all;
  }

  /** Conditions that an iteration meets, at least 1. */
  #depth(iteration: number): number {
    return Math.max(this.#path(iteration).length, 1);
  }

  #path(iteration: number): Condition[] {
    const path: Condition[] = [];
    let node = this.#root;
    while (node !== null && 'condition' in node) {
      path.push(node.condition);
      node = node.sides.get(node.condition(iteration)) ?? null;
    }
    return path;
  }

  /** The first iteration from `limit` on at which a condition changes that had settled. */
  #nextChange(limit: number, total: number | null): number | null {
    const farthest = total ?? 2 ** 50;
    let nearest: number | null = null;
    for (const condition of this.#path(limit - 1)) {
      const now = condition(limit - 1);
      const recent = Math.min(SETTLED_AFTER, limit);
      if (Array.from({ length: recent }, (_, i) => condition(limit - 1 - i)).includes(!now)) continue;
      let low = limit - 1;
      let high = limit;
      while (high < farthest && condition(high) === now) {
        low = high;
        high = Math.min(high * 2, farthest);
      }
      if (high >= farthest && (total === null || condition(farthest - 1) === now)) continue;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (condition(middle) === now) low = middle;
        else high = middle;
      }
      nearest = Math.min(nearest ?? high, high);
    }
    return nearest;
  }
}

function sumOf(counts: ReadonlyMap<IterationClass, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function increment(counts: Map<IterationClass, number>, cls: IterationClass, by: number): void {
  counts.set(cls, (counts.get(cls) ?? 0) + by);
}

/** Adds `seen`, scaled; the most frequent class takes what rounding leaves over. */
function merged(
  counts: Map<IterationClass, number>,
  seen: ReadonlyMap<IterationClass, number>,
  factor: number,
): Map<IterationClass, number> {
  const sorted = [...seen].sort(([, a], [, b]) => a - b);
  let rest = Math.round(sumOf(seen) * factor);
  for (const [i, [cls, count]] of sorted.entries()) {
    const share = i === sorted.length - 1 ? rest : Math.round(count * factor);
    increment(counts, cls, share);
    rest -= share;
  }
  return counts;
}
