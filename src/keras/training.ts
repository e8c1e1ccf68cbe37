/** `fit`, `evaluate` and `predict`: what they run, how often, and on what. */
import { perRuntime } from '../python/builtins/natives.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { nextSerial } from '../python/runtime/journal.ts';
import type { Args } from '../python/runtime/native.ts';
import { PyRaise } from '../python/runtime/signals.ts';
import { PyFunction, PyList, PyObject, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import type { EventMark } from '../python/ports.ts';
import { Inert } from '../python/stdlib/inert.ts';
import { NdArray } from '../tensor/ndarray/array.ts';
import { DataLoop } from '../trace/dataLoop.ts';
import type { OptimizerInfo, TensorInfo, UnknownModel } from '../trace/events.ts';
import { traceOf } from '../trace/trace.ts';
import { asTaken } from './batchAxis.ts';
import { ALL, fitData, type FitData } from './data.ts';
import { callLayer } from './invoke.ts';
import { layerArgument, type Layer } from './layer.ts';
import { History } from './history.ts';
import { computeLoss } from './losses.ts';
import type { Compiled } from './modelData.ts';
import { countOrNone, numberOrNone } from './numbers.ts';
import { recordStep } from './optimizers.ts';
import { remembered } from './saving.ts';
import { withState } from './state.ts';
import { infosOf, leavesOf, mapLeaves } from './structure.ts';
import { Tensor } from './tensor.ts';

/** Declares that the events since `mark` are a pass over data. */
function repeatOver(rt: Runtime, mark: EventMark, data: FitData): void {
  traceOf(rt).repeat(mark, data.steps, {
    serial: nextSerial(),
    source: { kind: 'host', detail: new DataLoop(data.source) },
    span: rt.here(),
  });
}

/** The model on one batch; what is missing is reported and the call left out of the trace but for its frame. */
function forward(rt: Runtime, layer: Layer, data: FitData, training: boolean): Value {
  const { inputs } = data;
  const unknown = inputs === null ? null : (leavesOf(inputs).find((leaf) => leaf instanceof Unknown) ?? null);
  if (inputs === null || unknown instanceof Unknown) {
    const why = unknown instanceof Unknown ? unknown.reason : 'the shape of its input is not known';
    const lost = rt.unknown(`the model cannot be run: ${why}`);
    rt.recorder.incomplete(lost);
    const module = layer.object.serial;
    const trace = traceOf(rt);
    trace.record({
      type: 'enter',
      module,
      className: layer.object.cls.name,
      training,
      inputs: [],
      span: rt.here(),
    });
    trace.record({ type: 'exit', module, outputs: [] });
    return lost;
  }
  const keywords = new Map<string, Value>([['training', training]]);
  return callLayer(rt, layer.object, { positional: [inputs], keywords, unknownSpread: null });
}

const DEFAULT_STEP: Compiled['optimizer'] = { name: 'RMSprop', statePerParameter: 1, parameters: null };

/** A forward pass that cannot be followed to its end takes part in the training all the same. */
function attempted(rt: Runtime, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    const lost = rt.unknown(`the forward pass raised ${error.message}`);
    rt.recorder.incomplete(lost);
    return lost;
  }
}

/** What is trained: a model, or one that could not be read. */
export type Trained = { readonly layer: Layer } | { readonly layer: null; readonly unknown: UnknownModel };

/** By the place of the step: the same object each time, so that the steps of a loop compare as equal. */
const unknownOptimizers = perRuntime(() => new Map<string, OptimizerInfo>());

/** An optimiser of which only the place is known. */
export function unknownOptimizer(rt: Runtime): OptimizerInfo {
  const span = rt.here();
  const key = `${span?.uri ?? ''}:${span?.start.line ?? ''}:${span?.start.character ?? ''}`;
  const known = unknownOptimizers(rt).get(key);
  if (known !== undefined) return known;
  const made = { name: 'an optimiser', statePerParameter: 2, parameters: null };
  unknownOptimizers(rt).set(key, made);
  return made;
}

function step(rt: Runtime, trained: Trained, data: FitData): void {
  if (trained.layer !== null) {
    trainStep(rt, trained.layer, data);
    return;
  }
  const span = rt.here();
  traceOf(rt).record({ type: 'backward', span });
  const inputs = givenInputs(data);
  const model = inputs === null ? trained.unknown : { ...trained.unknown, inputs };
  traceOf(rt).record({ type: 'step', optimizer: unknownOptimizer(rt), model, span });
}

/** What a model that could not be read is given: no texts, which it may take apart, nor a batch with its targets. */
function givenInputs({ inputs, targets }: FitData): readonly TensorInfo[] | null {
  const leaves = inputs === null ? [] : leavesOf(inputs);
  const tensors = leaves.filter((leaf) => leaf instanceof Tensor && leaf.dtype !== 'string');
  const isAll = tensors.length === leaves.length && (targets !== null || leaves.length === 1);
  return isAll && leaves.length > 0 ? infosOf(leaves) : null;
}

/** Forward, loss, backward and update, as `train_step` does it. */
function trainStep(rt: Runtime, layer: Layer, data: FitData): void {
  const custom = rt.findInClass(layer.object.cls, 'train_step');
  if (custom instanceof PyFunction) {
    customStep(rt, layer, custom, data);
    return;
  }
  const compiled = layer.model?.compiled ?? null;
  withState(rt, 'gradEnabled', true, () => {
    const output = attempted(rt, () => forward(rt, layer, data, true));
    withState(rt, 'training', true, () => computeLoss(rt, compiled?.loss ?? null, data.targets, output));
  });
  traceOf(rt).record({ type: 'backward', span: rt.here() });
  recordStep(rt, compiled?.optimizer ?? DEFAULT_STEP, null);
}

/** A `train_step` of the model's own: what it does is what counts, all of it inside of the model. */
function customStep(rt: Runtime, layer: Layer, step: PyFunction, data: FitData): void {
  const trace = traceOf(rt);
  const module = layer.object.serial;
  const inputs = data.inputs ?? rt.unknown('the shape of a batch');
  const batch = data.targets === null ? inputs : new PyTuple([inputs, data.targets]);
  trace.record({
    type: 'enter',
    module,
    className: layer.object.cls.name,
    training: true,
    inputs: leavesOf(inputs).flatMap((leaf) =>
      leaf instanceof Tensor ? [{ shape: leaf.shape, dtype: leaf.dtype }] : [],
    ),
    span: rt.here(),
  });
  const begin = trace.mark();
  try {
    attempted(rt, () => withState(rt, 'training', true, () => rt.call(step, [layer.object, batch])));
  } finally {
    trace.record({ type: 'exit', module, outputs: [] });
  }
  // What could not be followed to its end updates the model all the same.
  if (trace.since(begin).some(({ type }) => type === 'step')) return;
  trace.record({ type: 'backward', span: rt.here() });
  recordStep(rt, layer.model?.compiled?.optimizer ?? DEFAULT_STEP, null);
}

/** A forward pass over all of some data. */
function evaluatePass(rt: Runtime, layer: Layer, data: FitData): Value {
  const mark = traceOf(rt).mark();
  const custom = rt.findInClass(layer.object.cls, 'test_step');
  let output: Value;
  if (custom instanceof PyFunction) {
    const batch = new PyTuple([data.inputs ?? rt.unknown('the shape of a batch'), data.targets]);
    output = attempted(rt, () =>
      withState(rt, 'training', false, () => rt.call(custom, [layer.object, batch])),
    );
  } else {
    output = attempted(rt, () => forward(rt, layer, data, false));
    computeLoss(rt, layer.model?.compiled?.loss ?? null, data.targets, output);
  }
  repeatOver(rt, mark, data);
  return output;
}

/** `validation_data=(x, y)` or a data set; `validation_split=0.1`. */
function validationData(rt: Runtime, layer: Layer, args: Args): FitData | null {
  const steps = args.value('validation_steps');
  const batchSize = args.value('validation_batch_size') ?? args.value('batch_size');
  const split = splitOf(rt, args);
  if (split !== 0 && !(args.value('x') instanceof Unknown)) {
    const part = { split, kind: 'validation' as const };
    return fitData(rt, layer, { x: args.value('x'), y: args.value('y'), batchSize, steps, part });
  }
  const value = args.value('validation_data');
  if (value === null) return null;
  const isPair = value instanceof PyTuple || value instanceof PyList;
  const [x = null, y = null] = isPair ? value.items : [value];
  return fitData(rt, layer, { x, y, batchSize, steps, part: ALL });
}

function splitOf(rt: Runtime, args: Args): number | Unknown {
  return numberOrNone(rt, args.value('validation_split'), 'validation_split') ?? 0;
}

/** Callbacks that change how long a training takes. */
const STOPPING: Readonly<Record<string, string>> = {
  EarlyStopping: 'EarlyStopping may end the training sooner',
  TerminateOnNaN: 'TerminateOnNaN may end the training sooner',
};

/** The callbacks as they concern the training as a whole; returns why it may end sooner. */
function noteCallbacks(rt: Runtime, callbacks: Value, model: Value): readonly string[] {
  const mayEnd: string[] = [];
  for (const callback of leavesOf(callbacks)) {
    const stopping = callback instanceof PyObject ? callback.cls.mro.map(({ name }) => STOPPING[name]) : [];
    const text = stopping.find((one) => one !== undefined);
    if (text !== undefined) mayEnd.push(text);
    if (callback instanceof Inert && /PruningCallback|EarlyStopping/.test(callback.path)) {
      mayEnd.push('a callback may end the training sooner');
    }
    // A checkpoint is the model, as good as it became.
    const path = callback instanceof PyObject ? callback.attrs.get('filepath') : undefined;
    if (path !== undefined && model !== null) remembered(rt, path, model);
  }
  return mayEnd;
}

function firstEpoch(rt: Runtime, args: Args): number | Unknown {
  return countOrNone(rt, args.value('initial_epoch'), 'initial_epoch') ?? 0;
}

function epochsOf(rt: Runtime, args: Args): number | Unknown {
  const last = numberOrNone(rt, args.value('epochs'), 'epochs') ?? 1;
  const first = firstEpoch(rt, args);
  if (last instanceof Unknown) return last;
  return first instanceof Unknown ? first : Math.max(last - first, 0);
}

/** How often the validation runs: after every epoch, or after every n-th. */
function validationPasses(rt: Runtime, args: Args, epochs: number | Unknown): number | Unknown {
  const every = countOrNone(rt, args.value('validation_freq'), 'validation_freq') ?? 1;
  if (every === 1 || epochs instanceof Unknown) return epochs;
  return every instanceof Unknown ? every : Math.floor(epochs / every);
}

/** The parameters of `fit`. */
export const FIT_SIGNATURE =
  'x=None, y=None, batch_size=None, epochs=1, verbose="auto", callbacks=None, validation_split=0.0, ' +
  'validation_data=None, shuffle=True, class_weight=None, sample_weight=None, initial_epoch=0, ' +
  'steps_per_epoch=None, validation_steps=None, validation_batch_size=None, validation_freq=1, **kwargs';

export function fit(rt: Runtime, args: Args): Value {
  return fitOf(rt, { layer: layerArgument(rt, args) }, args);
}

/** Records a whole training by `fit`. */
export function fitOf(rt: Runtime, trained: Trained, args: Args): Value {
  const { layer } = trained;
  const split = splitOf(rt, args);
  const data = fitData(rt, layer, {
    x: args.value('x'),
    y: args.value('y'),
    batchSize: args.value('batch_size'),
    steps: args.value('steps_per_epoch'),
    part: split === 0 ? ALL : { split, kind: 'training' },
  });
  const model = layer?.model ?? null;
  if (model !== null) rt.journal.setField(model, 'fits', model.fits + 1);
  const mayEnd = noteCallbacks(rt, args.value('callbacks'), layer?.object ?? null);
  const epochs = epochsOf(rt, args);
  const passes = validationPasses(rt, args, epochs);
  const trace = traceOf(rt);
  const loop = { serial: nextSerial(), source: { kind: 'range' as const, detail: null }, span: rt.here() };
  const begin = trace.mark();
  const once = trace.mark();
  step(rt, trained, data);
  repeatOver(rt, once, asTaken(data, layer, trace.since(once)));
  for (const text of mayEnd) rt.recorder.mayEnd(null, text, rt.here());
  const validation = layer === null ? null : validationData(rt, layer, args);
  if (passes === epochs) {
    if (layer !== null && validation !== null) evaluatePass(rt, layer, validation);
    trace.repeat(begin, epochs, loop);
  } else {
    trace.repeat(begin, epochs, loop);
    const after = trace.mark();
    if (layer !== null && validation !== null) evaluatePass(rt, layer, validation);
    trace.repeat(after, passes, loop);
  }
  return new History(epochs, mayEnd.length > 0 ? null : firstEpoch(rt, args));
}

export function evaluate(rt: Runtime, args: Args): Value {
  const layer = layerArgument(rt, args);
  evaluatePass(rt, layer, wholeData(rt, layer, args));
  return rt.unknown('the result of an evaluation depends on the data');
}

function wholeData(rt: Runtime, layer: Layer, args: Args): FitData {
  return fitData(rt, layer, {
    x: args.value('x'),
    y: args.value('y'),
    batchSize: args.value('batch_size'),
    steps: args.value('steps'),
    part: ALL,
  });
}

/** The results of all samples, as an array of their shape. */
export function predict(rt: Runtime, args: Args): Value {
  const layer = layerArgument(rt, args);
  const data = wholeData(rt, layer, args);
  const mark = traceOf(rt).mark();
  const output = forward(rt, layer, data, false);
  repeatOver(rt, mark, data);
  const { samples } = data.source;
  return predictions(rt, output, samples.known ? samples.value : null);
}

/** Batches of results put together. */
function predictions(rt: Runtime, output: Value, samples: number | null): Value {
  if (samples === null) return rt.unknown('how many predictions there are');
  return mapLeaves(rt, output, (leaf) =>
    leaf instanceof Tensor ? new NdArray([samples, ...leaf.shape.slice(1)], leaf.dtype) : leaf,
  );
}

/** `train_on_batch(x, y)`: one step. */
export function trainOnBatch(rt: Runtime, args: Args): Value {
  const layer = layerArgument(rt, args);
  trainStep(rt, layer, oneBatch(rt, layer, args));
  return rt.unknown('the loss of a batch depends on the data');
}

export function runOnBatch(rt: Runtime, args: Args): Value {
  const layer = layerArgument(rt, args);
  return forward(rt, layer, oneBatch(rt, layer, args), false);
}

function oneBatch(rt: Runtime, layer: Layer, args: Args): FitData {
  const x = args.value('x');
  const [first] = leavesOf(x);
  const size = first === undefined || first instanceof Unknown ? null : rt.length(first);
  return fitData(rt, layer, {
    x,
    y: args.value('y'),
    batchSize: size,
    steps: null,
    part: ALL,
  });
}
