/**
 * `report` of a Ray trial: it counts the trial's iterations and ends it with the one that the run says to stop at.
 * https://docs.ray.io/en/latest/tune/tutorials/tune-stopping.html
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, native, nativeClass } from '../../python/runtime/native.ts';
import { PyDict, PyObject, Unknown } from '../../python/runtime/values.ts';
import { PyRaise } from '../../python/runtime/signals.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { dictItems } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { traceOf } from '../../trace/trace.ts';

/** When a trial is stopped. */
export interface Stop {
  /** Its iterations; null: nothing is said of them. */
  readonly iterations: number | Unknown | null;
  /** What else stops it, for people; null: nothing. */
  readonly besides: string | null;
}

/** `stop={"training_iteration": 30, "mean_accuracy": 0.98}`. */
export function stopOf(rt: Runtime, stop: Value): Stop {
  if (stop === null) return { iterations: null, besides: null };
  if (stop instanceof Unknown) return { iterations: stop, besides: null };
  if (!(stop instanceof PyDict)) return { iterations: null, besides: 'a stopper may end a trial' };
  if (stop.taint !== null) return { iterations: stop.taint, besides: null };
  let iterations: Stop['iterations'] = null;
  const others: string[] = [];
  for (const [key, value] of dictItems(stop)) {
    if (key !== 'training_iteration') others.push(typeof key === 'string' ? key : 'a metric');
    else {
      const known = value instanceof Unknown ? value : asInteger(value);
      iterations = known ?? rt.unknown('when a trial is stopped');
    }
  }
  return { iterations, besides: others.length === 0 ? null : `a trial is stopped by ${others.join(', ')}` };
}

const COUNT = 'iterations';

/** The trial that is running. */
class Session {
  readonly state: PyObject;
  stop: Stop = { iterations: null, besides: null };

  constructor(rt: Runtime) {
    this.state = new PyObject(rt.builtinClass('object'), null);
  }
}

const sessionOf = perRuntime((rt: Runtime) => new Session(rt));

/** No handler of the program's catches it. */
const stoppedClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass('TrialStopped', [rt.builtinClass('BaseException')], []),
);

/** Runs a trial as far as it goes. */
export function untilStopped(rt: Runtime, stop: Stop, run: () => void): void {
  const session = sessionOf(rt);
  const before = session.stop;
  session.stop = stop;
  rt.journal.mapSet<string, Value>(session.state.attrs, COUNT, 0);
  try {
    run();
  } catch (error) {
    if (!isStopped(rt, error)) throw error;
  } finally {
    session.stop = before;
  }
}

function isStopped(rt: Runtime, error: unknown): error is PyRaise {
  return error instanceof PyRaise && error.exception.cls === stoppedClass(rt);
}

function reported(rt: Runtime): Value {
  const { state, stop } = sessionOf(rt);
  const { iterations, besides } = stop;
  if (besides !== null) traceOf(rt).mayEnd(null, besides, rt.here());
  if (typeof iterations !== 'number') return null;
  const count = rt.binary('+', state.attrs.get(COUNT) ?? 0, 1);
  rt.journal.mapSet(state.attrs, COUNT, count);
  if (rt.truth(rt.compare('>=', count, iterations)) === true) {
    throw new PyRaise(new PyObject(stoppedClass(rt), rt.here()), 'the trial is stopped', rt.here());
  }
  return null;
}

export const report: NativeFunction = native('report(*args, **metrics)', reported);

/** `from ray.air import session`, of older versions. */
export const sessionClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass('session', [rt.builtinClass('object')], [['report', report]]),
);
