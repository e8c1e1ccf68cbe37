/**
 * Numbers that only some iterations of a loop change, each time by the same amount: steps of an optimiser, counted where
 * it makes one. Which iterations these are is known, so that the number at the start of any iteration is, too.
 */
import type { Interpreter } from './interpreter.ts';
import type { IterationClass, IterationClasses } from './iterationClasses.ts';
import { locationValue, setLocation } from './locations.ts';
import type { LocationState } from './locations.ts';
import { Indexed } from './values.ts';
import type { LoopState, Value } from './values.ts';

export interface Counter {
  readonly location: LocationState;
  /** By how much iterations of each class change it; by nothing where a class is none of these. */
  readonly steps: Map<IterationClass, number>;
  /** Its value at the start of an iteration. */
  readonly at: (iteration: number) => number;
  /** Of one that an iteration puts back: the last that is known to do so, to what, and whether again and again. */
  readonly reset?: { readonly index: number; readonly value: number; readonly isEndless: boolean };
}

/** Iterations that are looked at one by one. */
const MOST_ADDED = 2_000_000;
/** Later iterations in which an example must have counted as it did. */
const CHECKED = [0, 1, 7, 100];

/**
 * The numbers that classes of iterations were seen to change, from the start of iteration `from` on.
 * @param total number of iterations in all; infinite where nobody knows it yet
 * @param changes what an example of each class wrote, in the order in which they were run
 */
export function countersOf(
  classes: IterationClasses,
  from: number,
  total: number,
  changes: ReadonlyMap<IterationClass, readonly LocationState[]>,
  loop: LoopState,
): Counter[] {
  const found: Omit<Counter, 'at'>[] = [];
  const lost: LocationState[] = [];
  const starts: number[] = [];
  for (const [cls, written] of changes) {
    for (const location of written) {
      const { target, before, after } = location;
      if (target.serial >= loop.serial || before === after) continue;
      if (typeof before !== 'number' || typeof after !== 'number') {
        lost.push(location);
        continue;
      }
      const known = found.findIndex((one) => isSame(one.location, location));
      const at = known < 0 ? found.length : known;
      if (known < 0) {
        starts.push(cls === classes.base ? after : before);
        found.push({ location, steps: new Map() });
      }
      found[at]?.steps.set(cls, after - before);
    }
  }
  return found.flatMap(({ location, steps }, i) => {
    const start = starts[i];
    if (start === undefined || lost.some((one) => isSame(one, location))) return [];
    const added = sums(classes, from, total, steps);
    if (added === null) return [];
    return [{ location, steps, at: (iteration: number): number => start + added(iteration) }];
  });
}

export function isSame(a: LocationState, b: LocationState): boolean {
  return a.target === b.target && a.key === b.key;
}

/** What the iterations from `from` up to another one add. Null: too many have to be looked at. */
function sums(
  classes: IterationClasses,
  from: number,
  total: number,
  steps: ReadonlyMap<IterationClass, number>,
): ((iteration: number) => number) | null {
  const known = [0];
  const upTo = (count: number): number => {
    let last = known.at(-1) ?? 0;
    while (known.length <= count) {
      const cls = classes.of(from + known.length - 1);
      last += cls === null ? 0 : (steps.get(cls) ?? 0);
      known.push(last);
    }
    return known[count] ?? last;
  };
  const rhythm = classes.rhythm();
  const settled = Math.max(0, ...(rhythm?.breaks ?? []).map((at) => at - from));
  if (rhythm === null || settled + rhythm.period > MOST_ADDED) {
    return total - from > MOST_ADDED ? null : (iteration) => upTo(Math.max(iteration - from, 0));
  }
  const { period } = rhythm;
  return (iteration) => {
    const count = Math.max(iteration - from, 0);
    if (count <= settled) return upTo(count);
    const whole = upTo(settled + period) - upTo(settled);
    return upTo(settled + ((count - settled) % period)) + whole * Math.floor((count - settled) / period);
  };
}

/** Gives the counters the values that they have at the start of an iteration. */
export function placeCounters(
  it: Interpreter,
  counters: readonly Counter[],
  loop: LoopState,
  index: number,
): void {
  for (const { location, at } of counters) {
    setLocation(it, location, new Indexed(at(index), new Map([[loop, at]])));
  }
}

/** Those of which iteration `index`, that was just run, did not make what the next one is thought to begin with. */
export function miscounted(
  counters: readonly Counter[],
  loop: LoopState,
  index: number,
): readonly LocationState[] {
  return counters.flatMap(({ location, at, reset }) => {
    const now = locationValue(location);
    if (reset !== undefined && now === reset.value) return at(index + 1) === now ? [] : [location];
    const form = now instanceof Indexed ? now.by.get(loop) : undefined;
    if (form === undefined || form(index) !== at(index + 1)) return [location];
    // What is set, and not added to, does not move with what it was before.
    const step = at(index + 1) - at(index);
    if (reset !== undefined) return [];
    return CHECKED.every((later) => form(index + later) === at(index + later) + step) ? [] : [location];
  });
}

/** After the loop: what its last iteration left, where that ended it, else what the next one would begin with. */
export function leaveCounters(
  it: Interpreter,
  counters: readonly Counter[],
  end: number,
  isLeft: boolean,
): void {
  for (const { location, at } of counters) {
    const now = locationValue(location);
    const left: Value = now instanceof Indexed ? now.value : at(end);
    setLocation(it, location, isLeft ? left : at(end));
  }
}
