/**
 * Branches on a condition that is unknown: run one side, roll back, run the other, and compare.
 *
 * Equal outcomes join. Where only plain values differ, those become unknown. Otherwise one side is
 * taken and the assumption recorded: the one that trains, the one that does not raise, then the one
 * that does not leave the block early, then the first.
 */
import type { Interpreter } from './interpreter.ts';
import type { EventMark, Spread } from '../ports.ts';
import { nextSerial } from './journal.ts';
import { equivalent, isPlain, locationValue, sameLocations, setLocation } from './locations.ts';
import type { LocationState } from './locations.ts';
import { PyRaise } from './signals.ts';
import type { Completion } from './statements.ts';
import { Unknown } from './values.ts';
import type { Value } from './values.ts';

/** Deeper than this only the first side is tried: every level doubles the work. */
const MOST_NESTED = 4;

interface Side<T> {
  readonly outcome: T | null;
  readonly error: PyRaise | null;
  readonly result: Value;
  readonly written: readonly LocationState[];
  /** Something was trained. */
  readonly trains: boolean;
}

export function branch(
  it: Interpreter,
  condition: Unknown,
  then: () => Completion,
  otherwise: () => Completion,
): Completion {
  return decide(it, condition, then, otherwise, {
    same: (a, b) => a === b,
    join: (a, b) => (a === b ? a : null),
    leaves: (completion) => completion !== 'normal',
    reject: ({ outcome, result }) => {
      if (outcome !== 'break' && outcome !== 'return') return;
      it.frame.mayLeave = { how: outcome, by: condition };
      if (outcome === 'return') it.frame.otherwise = result;
    },
  });
}

/** The conditional expression `a if unknown else b`. */
export function choose(
  it: Interpreter,
  condition: Unknown,
  then: () => Value,
  otherwise: () => Value,
): Value {
  return decide<Value>(it, condition, then, otherwise, {
    same: (a, b) => equivalent(a, b),
    join: (a, b) => (isPlain(a) && isPlain(b) ? derived(condition) : null),
    leaves: () => false,
    reject: () => undefined,
  });
}

interface Outcomes<T> {
  /** Takes note of a side that was not taken. */
  reject(side: Side<T>): void;
  same(a: T, b: T): boolean;
  /** What stands for both; null where one has to be chosen. */
  join(a: T, b: T): T | null;
  leaves(outcome: T): boolean;
}

function decide<T>(
  it: Interpreter,
  condition: Unknown,
  whenTrue: () => T,
  whenFalse: () => T,
  outcomes: Outcomes<T>,
): T {
  const then = (): T => undecided(it, condition, whenTrue);
  const otherwise = (): T => undecided(it, condition, whenFalse);
  if (it.speculation >= MOST_NESTED) {
    it.recorder.assume(assumption(condition, true), it.here());
    return then();
  }
  const at = it.frame.at;
  const start = it.recorder.mark();
  const resultBefore = it.frame.result;
  // The side that is taken most often is run last, so that it need not be run again.
  const second = trySide(it, otherwise, true);
  const middle = it.recorder.mark();
  it.frame.result = resultBefore;
  const mark = it.journal.mark();
  const first = trySide(it, then, false);
  const joined = join(it, condition, first, second, outcomes, start, middle);
  if (joined !== undefined) {
    it.journal.commit(mark);
    it.recorder.rollback(start, middle);
    return joined;
  }
  const takeFirst = prefersFirst(condition, first, second, outcomes);
  const spread = spreadOf(it, first, second, outcomes);
  const [taken, rejected] = takeFirst ? [first, second] : [second, first];
  const isChoice = rejected.error === null || taken.error !== null;
  if (takeFirst) {
    it.journal.commit(mark);
    it.recorder.rollback(start, middle);
    if (isChoice) it.recorder.assume(assumption(condition, true), it.frame.span(at), spread);
    outcomes.reject(rejected);
    if (first.error !== null) throw first.error;
    return first.outcome as T;
  }
  it.journal.rollback(mark);
  it.recorder.rollback(start);
  it.frame.at = at;
  it.frame.result = resultBefore;
  if (isChoice) it.recorder.assume(assumption(condition, false), it.here(), spread);
  outcomes.reject(rejected);
  return otherwise();
}

/** What runs meanwhile is known to hang on the condition, unless one of its sides is to be expected. */
function undecided<T>(it: Interpreter, condition: Unknown, run: () => T): T {
  if (condition.likely !== null) return run();
  const conditions = it.frame.undecided;
  conditions.push({ condition, since: nextSerial() });
  try {
    return run();
  } finally {
    conditions.pop();
  }
}

function assumption(condition: Unknown, truth: boolean): string {
  return `a condition is taken to be ${truth ? 'true' : 'false'} that depends on this: ${condition.reason}`;
}

function trySide<T>(it: Interpreter, run: () => T, undo: boolean): Side<T> {
  const mark = it.journal.mark();
  const events = it.recorder.mark();
  const born = nextSerial();
  it.speculation += 1;
  let outcome: T | null = null;
  let error: PyRaise | null = null;
  let completed = false;
  try {
    outcome = run();
    completed = true;
  } catch (raised) {
    if (!(raised instanceof PyRaise)) throw raised;
    error = raised;
    completed = true;
  } finally {
    it.speculation -= 1;
    if (!completed) it.journal.commit(mark);
  }
  // What was created meanwhile can only be seen through what was there before.
  const written = it.journal
    .writtenSince(mark)
    .filter(({ target }) => target.serial < born)
    .map((location) => ({ ...location, after: locationValue(location) }));
  const side: Side<T> = {
    outcome,
    error,
    result: it.frame.result,
    written,
    trains: it.recorder.hasTraining(events),
  };
  if (undo) it.journal.rollback(mark);
  else it.journal.commit(mark);
  return side;
}

/** Who can see that one side was taken and not the other. */
function spreadOf<T>(it: Interpreter, first: Side<T>, second: Side<T>, outcomes: Outcomes<T>): Spread {
  const hasBoth = first.error === null && second.error === null;
  const [a, b] = [first.outcome, second.outcome] as [T, T];
  // The value of an expression, which the code at hand goes on with.
  const differ = hasBoth && !outcomes.same(a, b);
  if (differ || !equivalent(first.result, second.result)) {
    return it.frame.isTopLevel ? 'globally' : 'locally';
  }
  if (sameLocations(first.written, second.written)?.length === 0) return 'nowhere';
  const globals = new Set<object>([...it.modules.values()].map(({ vars }) => vars));
  return [...first.written, ...second.written].some(({ target }) => globals.has(target))
    ? 'globally'
    : 'locally';
}

/** Undefined: the sides differ in more than plain values. */
function join<T>(
  it: Interpreter,
  condition: Unknown,
  first: Side<T>,
  second: Side<T>,
  outcomes: Outcomes<T>,
  start: EventMark,
  middle: EventMark,
): T | undefined {
  if (first.error !== null || second.error !== null) return undefined;
  const [a, b] = [first.outcome, second.outcome] as [T, T];
  if (!it.recorder.settled(start, middle)) return undefined;
  const same = outcomes.same(a, b);
  const outcome = same ? a : outcomes.join(a, b);
  if (outcome === null && !same) return undefined;
  const returns = outcomes.leaves(a) && !equivalent(first.result, second.result);
  if (returns && !(isPlain(first.result) && isPlain(second.result))) return undefined;
  const locals = it.frame.isTopLevel ? null : it.frame.scope.vars;
  const differing = sameLocations(first.written, second.written, locals);
  if (differing === null) return undefined;
  // With a side to expect, its numbers are worth more than unknown ones.
  if (condition.likely !== null && (differing.length > 0 || returns || !same)) return undefined;
  for (const location of differing) setLocation(it, location, derived(condition));
  if (returns) it.frame.result = derived(condition);
  return outcome ?? a;
}

function derived(condition: Unknown): Unknown {
  return new Unknown(`it depends on a condition that is unknown: ${condition.reason}`, condition.span);
}

function prefersFirst<T>(
  condition: Unknown,
  first: Side<T>,
  second: Side<T>,
  outcomes: Outcomes<T>,
): boolean {
  // A script that trains is asked about for that.
  if (condition.likely === null && first.trains !== second.trains) return first.trains;
  if ((first.error === null) !== (second.error === null)) return first.error === null;
  if (condition.likely !== null) return condition.likely;
  if (first.outcome === null || second.outcome === null) return true;
  const [firstLeaves, secondLeaves] = [outcomes.leaves(first.outcome), outcomes.leaves(second.outcome)];
  return firstLeaves === secondLeaves || !firstLeaves;
}
