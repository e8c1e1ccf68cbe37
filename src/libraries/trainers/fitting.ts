/** The loops of a training that a library runs: one step is followed, and the trace says how often it happens. */
import type { Runtime } from '../../python/runtime/api.ts';
import { nextSerial } from '../../python/runtime/journal.ts';
import { BoundMethod, PyFunction, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { LoopSource, Value } from '../../python/runtime/values.ts';
import type { LoopIdentity } from '../../python/ports.ts';
import type { OptimizerInfo } from '../../trace/events.ts';
import { DataLoop } from '../../trace/dataLoop.ts';
import { traceOf } from '../../trace/trace.ts';
import { optimizerInfo } from '../../torch/optim.ts';
import { stateIfAny, withGrad } from '../../torch/state.ts';
import { unlessRaised, type Batches } from './batches.ts';

export type Count = number | Unknown;

export interface Schedule {
  /** Passes over the data. */
  readonly epochs: Count;
  /** Updates in all, where these end the training and not the epochs. */
  readonly updates: Count | null;
  /** What says so, for people. */
  readonly updatesBy?: string;
  /** Backward passes between two updates. */
  readonly passes: Count;
  /** Why the training may end sooner. */
  readonly mayEnd: readonly string[];
}

export interface FitParts {
  /** One batch: forward, loss, backward, update. */
  readonly step: (batch: Value) => void;
  /** What happens besides; `each` is how often in one turn of the loop around. */
  readonly besides?: (each: (count: Count, run: () => void) => void) => void;
}

function loopOf(rt: Runtime, source: LoopSource): LoopIdentity {
  return { serial: nextSerial(), source, span: rt.here() };
}

const RANGE: LoopSource = { kind: 'range', detail: null };

/** Records what `run` does as happening `count` times. */
export function repeated(rt: Runtime, count: Count, run: () => void, source: LoopSource = RANGE): void {
  if (count === 0) return;
  const trace = traceOf(rt);
  const mark = trace.mark();
  const loop = loopOf(rt, source);
  run();
  trace.repeat(mark, count, loop);
}

export function times(a: Count, b: Count): Count {
  if (a instanceof Unknown) return a;
  return b instanceof Unknown ? b : a * b;
}

export function over(a: Count, b: Count): Count {
  if (a instanceof Unknown) return a;
  return b instanceof Unknown ? b : a / b;
}

/** Runs a training. */
export function runFit(rt: Runtime, batches: Batches, schedule: Schedule, parts: FitParts): void {
  const trace = traceOf(rt);
  const { epochs, updates, updatesBy = 'the steps are counted', passes, mayEnd } = schedule;
  const cut = (): void => {
    for (const text of mayEnd) trace.mayEnd(null, text, rt.here());
  };
  const besides = (turns: Count): void => {
    parts.besides?.((count, run) => {
      repeated(rt, over(count, turns), run);
    });
  };
  if (updates !== null) {
    const detail = new DataLoop({ ...batches.source, isEndless: true, endlessBy: updatesBy });
    const turns = times(updates, passes);
    repeated(
      rt,
      turns,
      () => {
        parts.step(batches.element());
        besides(turns);
        cut();
      },
      { kind: 'host', detail },
    );
    return;
  }
  repeated(rt, epochs, () => {
    repeated(
      rt,
      batches.count,
      () => {
        parts.step(batches.element());
      },
      { kind: 'host', detail: new DataLoop(batches.source) },
    );
    besides(epochs);
    cut();
  });
}

/** A pass over data without gradients. */
export function runPass(rt: Runtime, batches: Batches, step: (batch: Value) => void): void {
  const pass = (): void => {
    repeated(
      rt,
      batches.count,
      () => {
        step(batches.element());
      },
      { kind: 'host', detail: new DataLoop(batches.source) },
    );
  };
  // a script whose network could not be read may never have come to import PyTorch
  if (stateIfAny(rt) === undefined) pass();
  else withGrad(rt, false, pass);
}

/** At most so many batches of a pass. */
export function limited(batches: Batches, most: number): Batches {
  const { count } = batches;
  return { ...batches, count: count instanceof Unknown ? count : Math.min(count, most) };
}

/**
 * Runs something that calls the model. Where the call could not be followed as far as the model, its frame is recorded
 * all the same, so that the training is known to be this model's.
 */
export function calling(rt: Runtime, model: Value, run: () => Value): Value {
  const trace = traceOf(rt);
  const mark = trace.mark();
  const result = unlessRaised(rt, run);
  if (!(model instanceof PyObject)) return result;
  if (result instanceof Unknown) rt.recorder.incomplete(result);
  if (trace.since(mark).some(({ type }) => type === 'enter')) return result;
  const module = model.serial;
  const training = model.attrs.get('training') !== false;
  trace.record({
    type: 'enter',
    module,
    className: model.cls.name,
    training,
    inputs: [],
    span: rt.here(),
  });
  trace.record({ type: 'exit', module, outputs: [] });
  return result;
}

const ANY_OPTIMIZER: OptimizerInfo = {
  name: 'an optimiser that is not known',
  statePerParameter: 2,
  parameters: null,
};

/** The optimiser's update rule; one that is not known keeps as much as Adam does. */
export function infoOf(optimizer: Value): OptimizerInfo {
  return optimizer instanceof PyObject ? optimizerInfo(optimizer) : ANY_OPTIMIZER;
}

/** The optimiser of a model; one that could not be read is trained all the same. */
export function updating(rt: Runtime, optimizer: OptimizerInfo, model: Value): OptimizerInfo {
  if (!(model instanceof Unknown)) return optimizer;
  const unknown = { serial: model.birth, name: null, givenTo: null, why: model, mainLine: rt.mainLine() };
  return { ...optimizer, parameters: null, unknown };
}

export function backward(rt: Runtime): void {
  traceOf(rt).record({ type: 'backward', span: rt.here() });
}

export function update(rt: Runtime, optimizer: OptimizerInfo, passes: Count): void {
  const whole = passes === 1 ? {} : { passes };
  traceOf(rt).record({ type: 'step', optimizer, ...whole, span: rt.here() });
}

/** Runs in a precision (null: as it is), and goes back to the one before. */
export function inPrecision(rt: Runtime, value: string | Unknown | null, run: () => void): void {
  if (value === null) {
    run();
    return;
  }
  const trace = traceOf(rt);
  const before = trace.setting('precision');
  trace.record({ type: 'setting', name: 'precision', value, span: rt.here() });
  run();
  trace.record({ type: 'setting', name: 'precision', value: before ?? 'fp32', span: rt.here() });
}

/** Whether the program itself defines the method. */
export function isOwn(rt: Runtime, object: Value, name: string): boolean {
  return object instanceof PyObject && rt.findInClass(object.cls, name) instanceof PyFunction;
}

/** Calls with as many of the arguments as the function takes, as libraries with optional arguments do. */
export function callWithAsMany(rt: Runtime, callee: Value, args: readonly Value[]): Value {
  const fn = callee instanceof BoundMethod ? callee.fn : callee;
  if (!(fn instanceof PyFunction)) return rt.call(callee, args);
  const bound = callee instanceof BoundMethod ? 1 : 0;
  const takesAll = fn.params.some(({ kind }) => kind === 'var-positional');
  const most = fn.params.filter(({ kind }) => kind === 'normal' || kind === 'positional-only').length - bound;
  return rt.call(callee, takesAll ? args : args.slice(0, Math.max(most, 0)));
}

export function setAttributes(rt: Runtime, object: Value, values: Iterable<readonly [string, Value]>): void {
  if (!(object instanceof PyObject)) return;
  for (const [name, value] of values) rt.journal.mapSet(object.attrs, name, value);
}
