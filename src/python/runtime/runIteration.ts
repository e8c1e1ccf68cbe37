/** One iteration of a loop, and what it did. */
import type { EventMark } from '../ports.ts';
import type { Interpreter } from './interpreter.ts';
import { noteLeaving } from './leaving.ts';
import { locationValue } from './locations.ts';
import type { LocationState } from './locations.ts';
import { PyRaise } from './signals.ts';
import type { Completion } from './statements.ts';
import { Unknown } from './values.ts';
import type { LoopSource, LoopState } from './values.ts';

/** How a loop gets from one iteration to the next. */
export interface Plan {
  readonly source: LoopSource;
  /** Null: only known by trying. */
  count: number | Unknown | null;
  /** The elements are alike as far as this is known. */
  readonly isUniform: boolean;
  /** Look for repetition from the start. */
  readonly isEager: boolean;
  /** Of a test that is unknown, another part ends the loop at some time. */
  readonly isBounded?: () => boolean;
  /** What its iterations give is collected: only a training is not run to its end. */
  readonly collects?: boolean;
  /** Learns the elements that are left; true where from now on they are numbers that the iteration tells. */
  follow?(): boolean;
  /** Of the loop's execution, once it runs. */
  serial?: number;
  /** Where the events of the iteration in progress begin. */
  events?: EventMark;
  /** Binds the target or evaluates the test; false when the loop is over. */
  begin(iteration: number, loop: LoopState | null): boolean | Unknown;
}

export interface Iteration {
  readonly index: number;
  readonly events: EventMark;
  readonly written: readonly LocationState[];
}

export interface Step {
  readonly completion: Completion;
  readonly iteration: Iteration;
  /** The test of a `while` whose outcome is unknown. */
  readonly test: Unknown | null;
  /** What it wrote is not known. */
  readonly isForgotten: boolean;
  /** A condition that is unknown may have ended the loop. */
  readonly left: Unknown | null;
  /** It ended with this exception, as a `break` would end it. */
  readonly raised: PyRaise | null;
}

/** Null: the loop was over before this iteration. */
export function runIteration(
  it: Interpreter,
  plan: Plan,
  body: () => Completion,
  index: number,
  loop: LoopState | null,
): Step | null {
  it.spend(1);
  const mark = it.journal.mark();
  const events = it.recorder.mark();
  plan.events = events;
  let written: LocationState[] = [];
  let completion: Completion;
  let test: Unknown | null = null;
  let left: Unknown | null = null;
  let raised: PyRaise | null = null;
  try {
    const goesOn = plan.begin(index, loop);
    if (goesOn === false) return null;
    if (goesOn instanceof Unknown) test = goesOn;
    completion = body();
    left = noteLeaving(it, plan.serial, plan.isBounded?.() === true ? test : null);
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    raised = error;
    completion = 'break';
  } finally {
    written = it.journal
      .writtenSince(mark)
      .map((location) => ({ ...location, after: locationValue(location) }));
    it.journal.commit(mark);
  }
  return { completion, iteration: { index, events, written }, test, isForgotten: false, left, raised };
}

/** An iteration of a loop that has not repeated anything so far: nothing is going to be compared with it. */
export function runForgetting(
  it: Interpreter,
  plan: Plan,
  body: () => Completion,
  index: number,
): Step | null {
  it.spend(1);
  const events = it.recorder.mark();
  plan.events = events;
  const goesOn = plan.begin(index, null);
  if (goesOn === false) return null;
  if (goesOn instanceof Unknown) return runIteration(it, { ...plan, begin: () => goesOn }, body, index, null);
  const completion = body();
  const left = noteLeaving(it, plan.serial, null);
  const iteration = { index, events, written: [] };
  return { completion, iteration, test: null, isForgotten: true, left, raised: null };
}

export function leaves({ completion }: Step): boolean {
  return completion === 'break' || completion === 'return';
}
