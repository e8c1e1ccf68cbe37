/** What is left of a loop whose iterations repeat themselves: one of each kind is run, the rest is counted. */
import type { EventMark, LoopIdentity } from '../ports.ts';
import { countersOf, isSame, leaveCounters, miscounted, placeCounters, type Counter } from './counters.ts';
import {
  advanceIndexed,
  changedIn,
  forgetSums,
  growOn,
  growthOf,
  leaveIndexed,
  strayedIn,
  widenAll,
} from './induction.ts';
import type { Interpreter } from './interpreter.ts';
import { IterationClasses, type IterationClass, type Tally } from './iterationClasses.ts';
import { locationValue, type LocationState } from './locations.ts';
import { leaves, runIteration, type Iteration, type Plan, type Step } from './runIteration.ts';
import type { Completion } from './statements.ts';
import { putBackAgain, putBackOnce, type Reset } from './sawtooth.ts';
import { Indexed, Unknown } from './values.ts';
import type { LoopState } from './values.ts';

/** A loop that has settled. */
export interface Settled {
  readonly plan: Plan;
  readonly body: () => Completion;
  readonly loop: LoopState;
  readonly identity: LoopIdentity;
  /** The one that the last was like; null: there is none. */
  readonly previous: Iteration | null;
  readonly last: Iteration;
  readonly grown: readonly LocationState[];
  /** How many iterations there are is not known: their shares are. */
  readonly uncounted: Unknown | null;
}

/** What became of the examples of all classes of iterations. */
interface Explored {
  readonly classes: IterationClasses;
  readonly tally: Tally;
  readonly marks: ReadonlyMap<IterationClass, EventMark>;
  readonly writtenBy: ReadonlyMap<IterationClass, readonly LocationState[]>;
  readonly strayed: readonly LocationState[];
  readonly resets: readonly Reset[];
  readonly ending: Pick<Step, 'completion' | 'raised'>;
  readonly isAtEnd: boolean;
  /** Numbers that are not counted as was thought. */
  readonly miscounted: readonly LocationState[];
}

/** Runs that look for numbers that only some iterations change. */
const MOST_ROUNDS = 5;

/** Accounts for all iterations that follow, and leaves the heap as the end leaves it. */
export function multiply(it: Interpreter, settled: Settled): Completion {
  const { loop, last, previous } = settled;
  if (previous !== null) it.recorder.rollback(last.events);
  const conditions = [...loop.conditions];
  const refused: LocationState[] = [];
  let counters: readonly Counter[] = [];
  let classes = new IterationClasses(last.index, conditions);
  for (let round = 1; ; round++) {
    const mark = it.journal.mark();
    const events = it.recorder.mark();
    const explored = explore(it, settled, classes, counters);
    const found = round === 1 ? numbersIn(settled, explored) : nextOf(counters, explored, refused);
    const isSettled = found.length === counters.length && found.every((one, i) => one === counters[i]);
    if (round === MOST_ROUNDS || isSettled) {
      it.journal.commit(mark);
      return account(it, settled, explored, counters);
    }
    it.journal.rollback(mark);
    it.recorder.rollback(events);
    const again = found.length === 0 ? null : classesWith(it, settled, explored.classes, found);
    counters = again === null ? [] : found;
    classes = again ?? new IterationClasses(last.index, conditions);
  }
}

/** Those that are put back come first: they do not only add up. */
function numbersIn(settled: Settled, explored: Explored): readonly Counter[] {
  const putBack = putBackOnce(explored.resets, settled.loop);
  const others = countersIn(settled, explored).filter(
    ({ location }) => !putBack.some((one) => isSame(one.location, location)),
  );
  return [...putBack, ...others];
}

/** What is put back for the second time goes on so; what is not counted as was thought is left out for good. */
function nextOf(
  counters: readonly Counter[],
  { resets, miscounted: wrong }: Explored,
  refused: LocationState[],
): readonly Counter[] {
  return counters.flatMap((counter) => {
    const isWrong = wrong.some((one) => isSame(one, counter.location));
    const again = isWrong ? putBackAgain(counter, resets) : counter;
    if (again === null) refused.push(counter.location);
    return again === null ? [] : [again];
  });
}

function countersIn(
  { plan, loop, last, previous }: Settled,
  { classes, writtenBy }: Explored,
): readonly Counter[] {
  const changes = new Map([
    ...(previous === null ? [[classes.base, last.written] as const] : []),
    ...writtenBy,
  ]);
  const total = typeof plan.count === 'number' ? plan.count : Infinity;
  return countersOf(classes, last.index + 1, total, changes, loop);
}

/** Iterations that are looked at for one like the last. */
const MOST_LOOKED_AT = 1000;

/** Like the last iteration, but with the conditions that the counters are part of; null: there is none such that goes on. */
function classesWith(
  it: Interpreter,
  settled: Settled,
  before: IterationClasses,
  counters: readonly Counter[],
): IterationClasses | null {
  const { loop, last } = settled;
  const from = last.index + 1;
  const total = typeof settled.plan.count === 'number' ? settled.plan.count : Infinity;
  const to = Math.min(from + MOST_LOOKED_AT, total);
  let index = from;
  while (index < to && before.of(index) !== before.base) index += 1;
  // The last one may be like no other, and then stands for itself.
  if (index >= to && settled.previous === null) index = last.index;
  else if (index >= to) return null;
  const mark = it.journal.mark();
  const events = it.recorder.mark();
  const step = attempt(it, settled, counters, index);
  it.journal.rollback(mark);
  it.recorder.rollback(events);
  return step === null || leaves(step) ? null : new IterationClasses(index, [...loop.conditions]);
}

function attempt(
  it: Interpreter,
  { plan, body, loop, last }: Settled,
  counters: readonly Counter[],
  index: number,
): Step | null {
  advanceIndexed(it, last.written, loop, index);
  placeCounters(it, counters, loop, index);
  loop.conditions.length = 0;
  return runIteration(it, plan, body, index, loop);
}

/** Runs an example of each class of iterations, up to the end of the loop. */
function explore(
  it: Interpreter,
  settled: Settled,
  classes: IterationClasses,
  counters: readonly Counter[],
): Explored {
  const { plan, loop, identity, previous, last } = settled;
  const from = last.index + 1;
  const base = previous ?? last;
  const trains = it.recorder.hasTraining(base.events);
  const marks = new Map<IterationClass, EventMark>([[classes.base, base.events]]);
  const writtenBy = new Map<IterationClass, readonly LocationState[]>();
  const ending: Pick<Step, 'completion' | 'raised'> = { completion: 'normal', raised: null };
  const wrong: LocationState[] = [];
  let isAtEnd = false;
  const strayed: LocationState[] = previous === null ? [...changedIn(last.written, loop)] : [];
  const resets: Reset[] = [];
  const note = (index: number): void => {
    for (const location of last.written) {
      const value = locationValue(location);
      const isMoved = [location.before, location.after].some((one) => one instanceof Indexed);
      if (isMoved && typeof value === 'number') resets.push({ location, index, value });
    }
  };
  if (previous === null) note(last.index);
  const keep = (step: Step, cls: IterationClass): void => {
    const { index } = step.iteration;
    strayed.push(...strayedIn(last.written, loop, index));
    note(index);
    it.recorder.repeat(step.iteration.events, 1, identity);
    marks.set(cls, step.iteration.events);
    writtenBy.set(cls, step.iteration.written);
    if (leaves(step)) Object.assign(ending, { completion: step.completion, raised: step.raised });
    else wrong.push(...miscounted(counters, loop, step.iteration.index));
  };
  const total = typeof plan.count === 'number' ? plan.count : null;
  const tally = classes.tally(from, total, (index) => {
    const mark = it.journal.mark();
    const events = it.recorder.mark();
    const step = attempt(it, settled, counters, index);
    if (step !== null && !leaves(step)) {
      it.journal.commit(mark);
      keep(step, classes.add(index, [...loop.conditions]));
      return 'goes on';
    }
    it.journal.rollback(mark);
    it.recorder.rollback(events);
    // A loop inside may have been left in the middle of the iteration before.
    if (index > from) {
      const before = it.journal.mark();
      const earlier = attempt(it, settled, counters, index - 1);
      const wasLast = step === null && trains;
      if (earlier !== null && (leaves(earlier) || wasLast)) {
        isAtEnd = wasLast && !leaves(earlier);
        it.journal.commit(before);
        const cls: IterationClass = { example: index - 1 };
        keep(earlier, cls);
        return cls;
      }
      it.journal.rollback(before);
      it.recorder.rollback(events);
    }
    const final = attempt(it, settled, counters, index);
    if (final === null) {
      isAtEnd = true;
      return 'was over before';
    }
    keep(final, classes.add(index, [...loop.conditions]));
    return 'ends with it';
  });
  for (const { location, reset } of counters) {
    if (reset === undefined) continue;
    const index = alike(classes, reset.index, Math.min(tally.end ?? Infinity, reset.index + MOST_BETWEEN));
    if (index === null) continue;
    const value = valueAfter(it, settled, counters, index, location);
    if (value === reset.value && reset.isEndless) continue;
    wrong.push(location);
    if (value === reset.value) resets.push({ location, index, value: reset.value });
  }
  return { classes, tally, marks, writtenBy, strayed, resets, ending, isAtEnd, miscounted: wrong };
}

/** Iterations between which a number is put back that are looked at. */
const MOST_BETWEEN = 1_000_000;

/** The first iteration after this one that is of the same class, before `end`. */
function alike(classes: IterationClasses, index: number, end: number): number | null {
  const wanted = classes.of(index);
  for (let i = index + 1; i < end; i++) if (classes.of(i) === wanted) return i;
  return null;
}

/** What an iteration leaves there; the heap is as it was. */
function valueAfter(
  it: Interpreter,
  settled: Settled,
  counters: readonly Counter[],
  index: number,
  location: LocationState,
): unknown {
  const mark = it.journal.mark();
  const events = it.recorder.mark();
  attempt(it, settled, counters, index);
  const value = locationValue(location);
  it.journal.rollback(mark);
  it.recorder.rollback(events);
  return value;
}

function account(
  it: Interpreter,
  { loop, identity, previous, last, grown, uncounted }: Settled,
  { classes, tally, marks, writtenBy, strayed, resets, ending, isAtEnd }: Explored,
  counters: readonly Counter[],
): Completion {
  const { counts, end, isCrude } = tally;
  const from = last.index + 1;
  const base = previous ?? last;
  const alreadyDone = previous === null ? 1 : 2;
  if (end === null) {
    const endless = new Unknown('this loop has no end that could be determined', identity.span);
    it.recorder.recount(base.events, endless);
    it.recorder.incomplete(endless);
    widenAll(it, last.written, endless, loop);
    forgetSums(
      it,
      counters.map(({ location }) => location),
    );
    return 'normal';
  }
  const isLeft = ending.completion === 'break' || ending.completion === 'return';
  // A condition that counts ends it, unless what it goes over does so before.
  const most =
    uncounted !== null && isLeft && ending.raised === null ? 'what it goes over may end before' : null;
  for (const [cls, mark] of marks) {
    const count = (counts.get(cls) ?? 0) + (cls === classes.base ? alreadyDone : 0);
    if (uncounted === null) it.recorder.recount(mark, count);
    else if (most !== null) it.recorder.recount(mark, count, { mayEnd: most });
    else it.recorder.recount(mark, uncounted, { share: count / end });
  }
  if (uncounted !== null) {
    widenAll(it, [...last.written, ...counters.map(({ location }) => location)], uncounted, loop);
    return 'normal';
  }
  const isOpen = resets.some(({ location }) => !counters.some((one) => isSame(one.location, location)));
  if (isCrude || isOpen || loop.escaped) {
    it.recorder.assume('iterations of this loop differ in ways that are not followed', identity.span);
  }
  // Where every iteration did the same, each appended the same.
  const isUniform = marks.size === 1 && previous !== null && !isCrude;
  const unfilled = isUniform ? growOn(it, previous.written, grown, end - from) : grown;
  const branched = [...writtenBy].flatMap(([cls, written]) =>
    (counts.get(cls) ?? 0) > 1 ? growthOf(written, loop) : [],
  );
  leaveIndexed(it, last.written, [...unfilled, ...branched], loop, end, isAtEnd);
  leaveCounters(it, counters, end, isLeft);
  const changed = [...writtenBy].flatMap(([cls, written]) =>
    (counts.get(cls) ?? 0) > 1 ? changedIn(written, loop) : [],
  );
  const isCounted = (state: LocationState): boolean =>
    counters.some(({ location }) => isSame(location, state));
  forgetSums(
    it,
    [...strayed, ...changed].filter((state) => !isCounted(state)),
  );
  if (ending.raised !== null) throw ending.raised;
  return ending.completion;
}
