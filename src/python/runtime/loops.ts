/**
 * Loops. They are run iteration by iteration; a loop that trains, or that repeats the same work, is
 * run until two iterations are alike, and the rest is multiplied.
 */
import type { Expr, ForStmt, WhileStmt } from '../syntax/ast.ts';
import type { LoopIdentity } from '../ports.ts';
import { assignTarget } from './assignment.ts';
import { evaluate } from './expressions.ts';
import type { HostIteration } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import { iterate, mayEndOf, nextOf } from './iteration.ts';
import { nextSerial } from './journal.ts';
import { equivalent } from './locations.ts';
import {
  advanceIndexed,
  compareIterations,
  endIndexed,
  forgetSums,
  startIndexed,
  widenAll,
} from './induction.ts';
import { linear, withForm } from './iterationForms.ts';
import { goesOnText } from './leaving.ts';
import { multiply } from './multiply.ts';
import { hasNumbers, numberedElements, type ElementAt } from './numberedElements.ts';
import { Patience } from './patience.ts';
import { runForgetting, runIteration, type Iteration, type Plan } from './runIteration.ts';
import { BudgetExceeded, PyRaise } from './signals.ts';
import { executeBlock, type Completion } from './statements.ts';
import { Indexed, PyIterator, PyList, PyRange, Unknown } from './values.ts';
import { isFlat } from './generators.ts';
import type { LoopElements, LoopState, Value } from './values.ts';

/** A training loop whose iterations keep differing is cut here and the last one multiplied. */
const MOST_UNLIKE = 6;
/** Iterations that are run all the same where a loop collects what they give. */
const FEW_LEFT = 16;
/** Iterations over which those of a loop of unknown length are compared: a multiple of all usual periods. */
const NOMINAL = 100_800;
/** Elements that are drained from an iterator to learn how many there are. */
const MOST_DRAINED = 50_000;

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
  const elements = isWalkedOnce(iterable) ? { first: undefined, isWhole: false } : undefined;
  const plan = planOver(iterate(it, iterable), bind, elements);
  const isRange = iterable instanceof Unknown && isRangeCall(node.iterable);
  return isRange ? { ...plan, source: { kind: 'range', detail: null } } : plan;
}

/** What one loop over it goes through from its beginning to its end. */
function isWalkedOnce(iterable: Value): boolean {
  return iterable instanceof PyList || (iterable instanceof PyIterator && isFlat(iterable));
}

/** A range of nobody knows how many numbers goes over no data. */
function isRangeCall(expr: Expr): boolean {
  return expr.kind === 'Call' && expr.callee.kind === 'Name' && expr.callee.name === 'range';
}

/** `bind` gives an element to the program. */
export function planOver(
  source: Iterator<Value> | HostIteration | Unknown,
  bind: (value: Value) => true,
  elements?: LoopElements,
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
  return planOverIterator(source, bind, elements);
}

function planOverIterator(
  source: Iterator<Value>,
  bind: (value: Value) => true,
  elements?: LoopElements,
): Plan {
  const ahead: Value[] = [];
  const begun: Value[] = [];
  let numbered: ElementAt | null | undefined;
  const next = (value: Value): true => {
    if (typeof numbered !== 'function') begun.push(value);
    if (elements !== undefined) elements.first ??= value;
    return bind(value);
  };
  // Only asked once the loop looks repetitive: then learn how much is left.
  const isDrained = (): boolean => {
    for (let i = 0; i < MOST_DRAINED; i++) {
      const step = nextOf(source);
      if (step instanceof Unknown) return false;
      if (step.done === true) {
        if (mayEndOf(source) !== null) return false;
        plan.count ??= begun.length + ahead.length;
        return true;
      }
      ahead.push(step.value);
      if (mayEndOf(source) !== null) return false;
    }
    return false;
  };
  const plan: Plan = {
    source: { kind: 'sequence', detail: null, ...(elements === undefined ? {} : { elements }) },
    count: null,
    get isUniform() {
      if (typeof numbered === 'function') return true;
      return isDrained() && ahead.every((value) => equivalent(value, begun[0] ?? null));
    },
    isEager: false,
    follow() {
      const last = begun.at(-1);
      if (numbered !== undefined || last === undefined || !hasNumbers(last)) return false;
      numbered = isDrained() ? numberedElements([...begun, ...ahead]) : null;
      if (numbered === null) return false;
      begun.push(...ahead.splice(0));
      return true;
    },
    begin(i, loop): boolean | Unknown {
      const value = begun[i];
      if (typeof numbered === 'function') {
        return value !== undefined && next(loop === null ? value : numbered(i, loop));
      }
      if (ahead.length > 0) return next(ahead.shift() ?? null);
      const step = nextOf(source);
      if (step instanceof Unknown) {
        next(step);
        return step;
      }
      if (step.done === true) return false;
      const mayEnd = mayEndOf(source);
      next(step.value);
      return mayEnd ?? true;
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
    const completion = runSettling(it, plan, body, loop, identity);
    const { elements } = plan.source;
    if (elements !== undefined) elements.isWhole = completion === 'normal';
    return completion;
  } catch (error) {
    if (error instanceof PyRaise) {
      const { count } = plan;
      error.loops.push({ serial: loop.serial, count: typeof count === 'number' ? count : null });
    }
    if (error instanceof BudgetExceeded) {
      if (plan.events !== undefined) it.recorder.repeat(plan.events, 1, identity);
      error.loops.push({ serial: loop.serial, count: null });
    }
    throw error;
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
      if (alike && plan.follow?.() === true) {
        previous = step.isForgotten ? null : iteration;
        continue;
      }
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
          const { grown } = change;
          return multiply(it, { plan, body, loop, identity, previous, last: iteration, grown, uncounted });
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
          const rest = { previous: null, last: iteration, grown: [], uncounted };
          return multiply(it, { plan, body, loop, identity, ...rest });
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

/** Its elements never come to an end. */
function isEndless(plan: Plan): boolean {
  return !plan.isUniform && plan.count === null;
}
