/**
 * What only the page would run: handlers of its events, exported functions, functions that nobody calls. Each is called
 * once, after the program has come to its end.
 */
import type { EventMark } from '../../python/ports.ts';
import { BudgetExceeded, PyRaise } from '../../python/runtime/signals.ts';
import { Unknown, type Value } from '../../python/runtime/values.ts';
import { traceOf } from '../../trace/trace.ts';
import { failureText, isThrown } from './errors.ts';
import type { Script } from './script.ts';
import { JsFunction, UNDEFINED } from './values.ts';

/** Handlers that set up further handlers end somewhere. */
const MOST_CALLS = 40;
/** Steps that one call may take, of those of the whole run. */
const STEPS_OF_ONE = { steps: 100_000, depth: 180, objects: 60_000 };

/** Calls the functions that were handed to the page, in the order in which they were. */
export function callHandlers(js: Script): void {
  for (let i = 0; i < MOST_CALLS; i++) {
    const next = js.takeLater();
    if (next === null) return;
    js.rt.inFrame(next.by, () => {
      const given = next.args.length > 0 ? next.args : eventsFor(js, next.fn);
      if (next.fn instanceof JsFunction && js.wasCalled(next.fn.node)) return;
      guarded(js, next.fn, given);
    });
  }
}

/** Whatever the page gives a handler is not known. */
function eventsFor(js: Script, fn: Value): Value[] {
  const count = fn instanceof JsFunction ? fn.node.params.length : 1;
  return Array.from({ length: count }, () => js.unknown('what the page gives a handler'));
}

/**
 * Calls functions that the program defines and never calls; each stays only where it made or trained a model. Outer ones
 * first: what they call is then no longer uncalled.
 */
export function callUncalled(js: Script, functions: readonly JsFunction[]): void {
  for (const fn of functions) {
    if (js.wasCalled(fn.node)) continue;
    const { recorder, journal } = js.rt;
    const start = recorder.mark();
    const mark = journal.mark();
    let isKept = false;
    try {
      guarded(js, fn, argumentsFor(js, fn));
      isKept = makesSomething(js, start);
    } finally {
      if (isKept) journal.commit(mark);
      else {
        journal.rollback(mark);
        recorder.rollback(start);
      }
    }
    callHandlers(js);
  }
}

function makesSomething(js: Script, since: EventMark): boolean {
  const { recorder, rt } = js;
  return (
    recorder.hasTraining(since) ||
    traceOf(rt)
      .since(since)
      .some(({ type }) => type === 'construct')
  );
}

/** Defaults where there are any. */
function argumentsFor(js: Script, fn: JsFunction): Value[] {
  return fn.node.params.map((param) => {
    if (param.default !== null) return UNDEFINED;
    const name = param.target.kind === 'Identifier' ? `the argument ${param.target.name}` : 'an argument';
    return js.unknown(`${name} of ${fn.name}, which nobody calls`);
  });
}

function guarded(js: Script, fn: Value, args: readonly Value[]): void {
  within(js, () => {
    js.call(fn, UNDEFINED, args);
  });
}

/** Runs something on a budget of its own; what it raises ends only itself. */
export function within(js: Script, run: () => void): void {
  try {
    js.rt.apart(STEPS_OF_ONE, run);
  } catch (error) {
    if (error instanceof BudgetExceeded) {
      js.recorder.incomplete(new Unknown(error.message, error.span));
      return;
    }
    if (error instanceof PyRaise && !isThrown(error)) return;
    const span = error instanceof PyRaise ? error.span : null;
    js.recorder.incomplete(new Unknown(failureText(error), span));
  }
}
