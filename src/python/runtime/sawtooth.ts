/**
 * Numbers that grow by the same amount in every iteration until one of these puts them back: the samples that a buffer
 * holds, the steps since the last update. From the first time on they repeat themselves.
 */
import { isSame, type Counter } from './counters.ts';
import { withForm } from './iterationForms.ts';
import type { LocationState } from './locations.ts';
import { Indexed } from './values.ts';
import type { LoopState } from './values.ts';

/** A number that an iteration left as another than the ones before made expect. */
export interface Reset {
  readonly location: LocationState;
  readonly index: number;
  readonly value: number;
}

/** Beyond the first iteration that puts it back, some in which it must grow as before. */
const CHECKED = [1, 2, 7, 100];

/** The first reset of each number: from there on it grows as it did before, as far as is known yet. */
export function putBackOnce(resets: readonly Reset[], loop: LoopState): Counter[] {
  const found: Counter[] = [];
  for (const reset of resets) {
    const { location, index, value } = reset;
    if (found.some((one) => isSame(one.location, location))) continue;
    const at = startsOf(location, loop);
    const step = at(index) - at(index - 1);
    const isEven = CHECKED.every((later) => at(index + later) - at(index) === later * step);
    if (step === 0 || !Number.isSafeInteger(step) || !isEven) continue;
    const from = index + 1;
    found.push({
      location,
      steps: new Map(),
      at: (iteration) => (iteration < from ? at(iteration) : value + step * (iteration - from)),
      reset: { index, value, isEndless: false },
    });
  }
  return found;
}

/** The same number, once it has been put back to the same for the second time: so it goes on. */
export function putBackAgain(counter: Counter, again: readonly Reset[]): Counter | null {
  const { location, at, reset, steps } = counter;
  if (reset === undefined || reset.isEndless) return null;
  const [next] = again
    .filter((one) => isSame(one.location, location) && one.index > reset.index)
    .sort((a, b) => a.index - b.index);
  if (next?.value !== reset.value) return null;
  const period = next.index - reset.index;
  const from = reset.index + 1;
  const forever = (iteration: number): number =>
    at(iteration < from ? iteration : from + ((iteration - from) % period));
  const form = { kind: 'regular', period, breaks: [from] } as const;
  return {
    location,
    steps,
    at: withForm(forever, form),
    reset: { ...reset, index: next.index, isEndless: true },
  };
}

/** What it would be at the start of each iteration. */
function startsOf({ before, after }: LocationState, loop: LoopState): (iteration: number) => number {
  const left = after instanceof Indexed ? after.by.get(loop) : undefined;
  const found = before instanceof Indexed ? before.by.get(loop) : undefined;
  return (iteration) => Number(left?.(iteration - 1) ?? found?.(iteration));
}
