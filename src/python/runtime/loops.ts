/**
 * Loops. They are run iteration by iteration; a loop that trains, or that repeats the same work, is
 * run until two iterations are alike, and the rest is multiplied.
 */
import type { Expr, ForStmt, WhileStmt } from '../syntax/ast.ts';
import type { EventMark, LoopIdentity } from '../ports.ts';
import { assignTarget } from './assignment.ts';
import { evaluate } from './expressions.ts';
import type { HostIteration } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import { iterate } from './iteration.ts';
import { nextSerial } from './journal.ts';
import { equivalent, locationValue } from './locations.ts';
import type { LocationState } from './locations.ts';
import {
  advanceIndexed,
  changedIn,
  compareIterations,
  endIndexed,
  forgetSums,
  growOn,
  growthOf,
  leaveIndexed,
  startIndexed,
  strayedIn,
  widenAll,
} from './induction.ts';
import { IterationClasses } from './iterationClasses.ts';
import { linear, withForm } from './iterationForms.ts';
import type { IterationClass } from './iterationClasses.ts';
import { goesOnText, noteLeaving } from './leaving.ts';
import { Patience } from './patience.ts';
import { PyRaise } from './signals.ts';
import { executeBlock, type Completion } from './statements.ts';
import { Indexed, PyRange, Unknown } from './values.ts';
import type { LoopSource, LoopState, Value } from './values.ts';

/** A training loop whose iterations keep differing is cut here and the last one multiplied. */
const MOST_UNLIKE = 6;
/** Iterations that are run all the same where a loop collects what they give. */
const FEW_LEFT = 16;
/** Iterations over which those of a loop of unknown length are compared: a multiple of all usual periods. */
const NOMINAL = 100_800;
/** Elements that are drained from an iterator to learn how many there are. */
const MOST_DRAINED = 50_000;

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
  /** Of the loop's execution, once it runs. */
  serial?: number;
  /** Binds the target or evaluates the test; false when the loop is over. */
  begin(iteration: number, loop: LoopState | null): boolean | Unknown;
}

interface Iteration {
  readonly index: number;
  readonly events: EventMark;
  readonly written: readonly LocationState[];
}

export function executeFor(it: Interpreter, node: ForStmt): Completion {
  const { frame } = it;
  const iterable = evaluate(it, node.iterable);
  frame.at = node.iterable.at;
  const plan = planFor(it, node, iterable);
  return finish(
    it,
    runLoop(it, plan, () => executeBlock(it, node.body)),
    node.otherwise,
  );
}

export function executeWhile(it: Interpreter, node: WhileStmt): Completion {
  let isBounded = false;
  const test = (expr: Expr): boolean | Unknown => {
    if (expr.kind !== 'Bool' || expr.op !== 'and') return it.truth(evaluate(it, expr));
    const left = test(expr.left);
    if (left === false) return false;
    const right = test(expr.right);
    if (right === false) return false;
    isBounded ||= left === true || right === true;
    return left instanceof Unknown ? left : right;
  };
  const plan: Plan = { ...planWhile(() => test(node.test)), isBounded: () => isBounded };
  return finish(
    it,
    runLoop(it, plan, () => executeBlock(it, node.body)),
    node.otherwise,
  );
}

/** A loop that goes on while a condition holds. */
export function planWhile(begin: Plan['begin']): Plan {
  return { source: { kind: 'while', detail: null }, count: null, isUniform: true, isEager: false, begin };
}

function finish(it: Interpreter, completion: Completion, otherwise: ForStmt['otherwise']): Completion {
  if (completion === 'break') return 'normal';
  return completion === 'return' ? completion : executeBlock(it, otherwise);
}

function planFor(it: Interpreter, node: ForStmt, iterable: Value): Plan {
  const bind = (value: Value): true => {
    assignTarget(it, node.target, value);
    return true;
  };
  if (iterable instanceof PyRange) {
    const at = withForm(
      (i: number): number => iterable.start + i * iterable.step,
      linear(iterable.start, iterable.step),
    );
    return {
      source: { kind: 'range', detail: null },
      count: iterable.length,
      isUniform: true,
      isEager: false,
      begin: (i, loop) => bind(loop === null ? at(i) : new Indexed(at(i), new Map([[loop, at]]))),
    };
  }
  const plan = planOver(iterate(it, iterable), bind);
  const isRange = iterable instanceof Unknown && isRangeCall(node.iterable);
  return isRange ? { ...plan, source: { kind: 'range', detail: null } } : plan;
}

/** A range of nobody knows how many numbers goes over no data. */
function isRangeCall(expr: Expr): boolean {
  return expr.kind === 'Call' && expr.callee.kind === 'Name' && expr.callee.name === 'range';
}

/** `bind` gives an element to the program. */
export function planOver(
  source: Iterator<Value> | HostIteration | Unknown,
  bind: (value: Value) => true,
): Plan {
  if (source instanceof Unknown) {
    return {
      source: { kind: 'unknown', detail: null },
      count: source,
      isUniform: true,
      isEager: true,
      begin: () => bind(source),
    };
  }
  if ('kind' in source) {
    return {
      source: source.source,
      // An endless one ends by a condition in its body.
      count: source.count === Infinity ? null : source.count,
      isUniform: true,
      isEager: true,
      begin: (i, loop) =>
        bind(
          source.element(
            loop === null ? i : new Indexed(i, new Map([[loop, withForm((j: number) => j, linear(0, 1))]])),
          ),
        ),
    };
  }
  return planOverIterator(source, bind);
}

function planOverIterator(source: Iterator<Value>, bind: (value: Value) => true): Plan {
  const ahead: Value[] = [];
  let first: Value | undefined;
  let begun = 0;
  const next = (value: Value): true => {
    begun += 1;
    first ??= value;
    return bind(value);
  };
  const plan: Plan = {
    source: { kind: 'sequence', detail: null },
    count: null,
    get isUniform() {
      // Only asked once the loop looks repetitive: then learn how much is left, and whether it is alike.
      for (let i = 0; i < MOST_DRAINED; i++) {
        const step = source.next();
        if (step.done === true) {
          plan.count = begun + ahead.length;
          return ahead.every((value) => equivalent(value, first ?? null));
        }
        ahead.push(step.value);
      }
      return false;
    },
    isEager: false,
    begin(): boolean {
      if (ahead.length > 0) return next(ahead.shift() ?? null);
      const step = source.next();
      return step.done === true ? false : next(step.value);
    },
  };
  return plan;
}

/** Runs a loop until it has settled, and accounts for what is left of it. */
export function runLoop(it: Interpreter, plan: Plan, body: () => Completion): Completion {
  const loop: LoopState = { serial: nextSerial(), escaped: false, conditions: [] };
  const identity: LoopIdentity = { serial: loop.serial, source: plan.source, span: it.here() };
  plan.serial = loop.serial;
  // What was met before concerns the loops around.
  const { frame } = it;
  const before = frame.mayLeave;
  frame.mayLeave = null;
  try {
    return runSettling(it, plan, body, loop, identity);
  } finally {
    frame.mayLeave ??= before;
  }
}

function runSettling(
  it: Interpreter,
  plan: Plan,
  body: () => Completion,
  loop: LoopState,
  identity: LoopIdentity,
): Completion {
  let previous: Iteration | null = null;
  let isTracked = plan.isEager;
  /** The numbers that depend on the iteration are set for its beginning already. */
  let hasJustStarted = false;
  let unlike = 0;
  const patience = new Patience(it.stepsTaken);
  /** How many iterations there are is not known: their shares are. */
  let uncounted: Unknown | null = null;
  // What a library does while it is imported is no training.
  let isRemembered = isTracked || !it.importer.isRunningInstalled;
  for (let i = 0; ; i++) {
    if (typeof plan.count === 'number' && i >= plan.count) return 'normal';
    loop.conditions.length = 0;
    const isSettling = patience.isLooking(i);
    if (previous !== null && isSettling && !hasJustStarted) advanceIndexed(it, previous.written, loop, i);
    hasJustStarted = false;
    const step = isRemembered
      ? runIteration(it, plan, body, i, isTracked && isSettling ? loop : null)
      : runForgetting(it, plan, body, i);
    if (step === null) return 'normal';
    const { completion, iteration, test, left, raised } = step;
    const trains = it.recorder.hasTraining(iteration.events);
    const isRepeatable = it.recorder.isRepeatable(iteration.events);
    isTracked ||=
      trains || (plan.collects !== true && (patience.isSpent(i, it.stepsTaken) || (i > 0 && isRepeatable)));
    isRemembered = isTracked || (isRepeatable && plan.collects !== true);
    if (isTracked) it.recorder.repeat(iteration.events, 1, identity);
    if (raised !== null) throw raised;
    if (completion === 'break' || completion === 'return') return completion;
    let unknownCount = test ?? (plan.count instanceof Unknown ? plan.count : null);
    if (test !== null && trains && plan.isBounded?.() === true) {
      unknownCount = null;
      it.recorder.assume(goesOnText(test), identity.span);
    } else if (test === null && unknownCount !== null && trains) {
      // Which of its iterations update is told by their number.
      uncounted = unknownCount;
      unknownCount = null;
      plan.count = NOMINAL;
    }
    if (unknownCount !== null) {
      if (!isTracked) it.recorder.repeat(iteration.events, unknownCount, identity);
      else it.recorder.recount(iteration.events, unknownCount);
      widenAll(it, iteration.written, unknownCount, loop);
      return 'normal';
    }
    if (trains && left !== null && plan.source.kind === 'sequence' && isEndless(plan)) {
      it.recorder.recount(iteration.events, left);
      it.recorder.incomplete(left);
      widenAll(it, iteration.written, left, loop);
      return 'normal';
    }
    if (!isTracked || !isSettling) continue;
    if (previous !== null) {
      const alike = it.recorder.settled(previous.events, iteration.events);
      const compared =
        alike || trains ? compareIterations(previous.written, iteration.written, loop, i) : null;
      const change = alike ? compared : null;
      if (change !== null && change.sums.length > 0) {
        if (trains || plan.isEager || isRepeatable) forgetSums(it, change.sums);
        else {
          endIndexed(it, iteration.written, loop);
          patience.giveUp();
        }
        previous = step.isForgotten ? null : iteration;
        continue;
      }
      const mayMultiply = trains || plan.isEager || !loop.escaped;
      if (change !== null && mayMultiply && plan.isUniform) {
        const isShort = typeof plan.count === 'number' && plan.count - i <= FEW_LEFT;
        if (change.grown.length > 0 && isShort && !trains) {
          // What it collects may differ between its iterations: cheaper to run than to tell.
          previous = step.isForgotten ? null : iteration;
          continue;
        }
        if (change.inductions.length === 0) {
          return multiply(it, plan, body, loop, identity, previous, iteration, change.grown, uncounted);
        }
        startIndexed(it, change.inductions, loop, i + 1);
        hasJustStarted = true;
      } else if (trains && mayMultiply && plan.source.kind !== 'sequence') {
        unlike += 1;
        if (unlike >= MOST_UNLIKE) {
          it.recorder.assume(
            'the further iterations of this loop are taken to be like the ones before',
            identity.span,
          );
          return multiply(it, plan, body, loop, identity, null, iteration, [], uncounted);
        }
        if (compared !== null && compared.inductions.length > 0) {
          // What its iterations do may be told by numbers that go on, also where two in a row do not do the same.
          startIndexed(it, compared.inductions, loop, i + 1);
          hasJustStarted = true;
        }
      }
      if ((change === null || !mayMultiply) && !trains && patience.noteUnlike(i)) {
        endIndexed(it, iteration.written, loop);
        previous = null;
        continue;
      }
    }
    previous = step.isForgotten ? null : iteration;
  }
}

interface Step {
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

/** Its elements never come to an end. */
function isEndless(plan: Plan): boolean {
  return !plan.isUniform && plan.count === null;
}

/** Null: the loop was over before this iteration. */
function runIteration(
  it: Interpreter,
  plan: Plan,
  body: () => Completion,
  index: number,
  loop: LoopState | null,
): Step | null {
  it.spend(1);
  const mark = it.journal.mark();
  const events = it.recorder.mark();
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
function runForgetting(it: Interpreter, plan: Plan, body: () => Completion, index: number): Step | null {
  it.spend(1);
  const events = it.recorder.mark();
  const goesOn = plan.begin(index, null);
  if (goesOn === false) return null;
  if (goesOn instanceof Unknown) return runIteration(it, { ...plan, begin: () => goesOn }, body, index, null);
  const completion = body();
  const left = noteLeaving(it, plan.serial, null);
  const iteration = { index, events, written: [] };
  return { completion, iteration, test: null, isForgotten: true, left, raised: null };
}

function leaves({ completion }: Step): boolean {
  return completion === 'break' || completion === 'return';
}

/** Two iterations were alike: account for all that follow, and leave the heap as the end leaves it. */
function multiply(
  it: Interpreter,
  plan: Plan,
  body: () => Completion,
  loop: LoopState,
  identity: LoopIdentity,
  previous: Iteration | null,
  last: Iteration,
  grown: readonly LocationState[],
  uncounted: Unknown | null,
): Completion {
  const from = last.index + 1;
  const total = typeof plan.count === 'number' ? plan.count : null;
  const base = previous ?? last;
  const trains = it.recorder.hasTraining(base.events);
  const alreadyDone = previous === null ? 1 : 2;
  if (previous !== null) it.recorder.rollback(last.events);
  const classes = new IterationClasses(last.index, [...loop.conditions]);
  const marks = new Map<IterationClass, EventMark>([[classes.base, base.events]]);
  const writtenBy = new Map<IterationClass, readonly LocationState[]>();
  const ending: Pick<Step, 'completion' | 'raised'> = { completion: 'normal', raised: null };
  let isAtEnd = false;
  const attempt = (index: number): Step | null => {
    advanceIndexed(it, last.written, loop, index);
    loop.conditions.length = 0;
    return runIteration(it, plan, body, index, loop);
  };
  const strayed: LocationState[] = previous === null ? [...changedIn(last.written, loop)] : [];
  const keep = (step: Step, cls: IterationClass): void => {
    strayed.push(...strayedIn(last.written, loop, step.iteration.index));
    it.recorder.repeat(step.iteration.events, 1, identity);
    marks.set(cls, step.iteration.events);
    writtenBy.set(cls, step.iteration.written);
    if (leaves(step)) Object.assign(ending, { completion: step.completion, raised: step.raised });
  };
  const { counts, end, isCrude } = classes.tally(from, total, (index) => {
    const mark = it.journal.mark();
    const events = it.recorder.mark();
    const step = attempt(index);
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
      const earlier = attempt(index - 1);
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
    const final = attempt(index);
    if (final === null) {
      isAtEnd = true;
      return 'was over before';
    }
    keep(final, classes.add(index, [...loop.conditions]));
    return 'ends with it';
  });
  if (end === null) {
    const endless = new Unknown('this loop has no end that could be determined', identity.span);
    it.recorder.recount(base.events, endless);
    it.recorder.incomplete(endless);
    widenAll(it, last.written, endless, loop);
    return 'normal';
  }
  for (const [cls, mark] of marks) {
    const count = (counts.get(cls) ?? 0) + (cls === classes.base ? alreadyDone : 0);
    if (uncounted === null) it.recorder.recount(mark, count);
    else it.recorder.recount(mark, uncounted, count / end);
  }
  if (uncounted !== null) {
    widenAll(it, last.written, uncounted, loop);
    return 'normal';
  }
  if (isCrude || loop.escaped) {
    it.recorder.assume('iterations of this loop differ in ways that are not followed', identity.span);
  }
  // Where every iteration did the same, each appended the same.
  const isUniform = marks.size === 1 && previous !== null && !isCrude;
  const unfilled = isUniform ? growOn(it, previous.written, grown, end - from) : grown;
  const branched = [...writtenBy].flatMap(([cls, written]) =>
    (counts.get(cls) ?? 0) > 1 ? growthOf(written, loop) : [],
  );
  leaveIndexed(it, last.written, [...unfilled, ...branched], loop, end, isAtEnd);
  const changed = [...writtenBy].flatMap(([cls, written]) =>
    (counts.get(cls) ?? 0) > 1 ? changedIn(written, loop) : [],
  );
  forgetSums(it, [...strayed, ...changed]);
  if (ending.raised !== null) throw ending.raised;
  return ending.completion;
}
