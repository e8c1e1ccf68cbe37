/** `layer(inputs)`: building on first use, symbolic and concrete calls, and what the trace sees of them. */
import type { Runtime } from '../python/runtime/api.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { NativeFunction, PyFunction, Unknown } from '../python/runtime/values.ts';
import type { CallArgs, PyObject, Value } from '../python/runtime/values.ts';
import { isFloating } from '../tensor/dtype.ts';
import { NdArray } from '../tensor/ndarray/array.ts';
import { AxisError, DataDependentShape, ShapeError } from '../tensor/shape.ts';
import { traceOf } from '../trace/trace.ts';
import { CallNode } from './graph.ts';
import { layerOf, type Layer } from './layer.ts';
import { OpenImage } from './openImage.ts';
import { quantiseLayer } from './quantisation.ts';
import { stateOf, withState } from './state.ts';
import { argumentLeaves, infosOf, leavesOf, mapArguments, mapLeaves, nestedArguments } from './structure.ts';
import { callSymbolically, isSymbolic, lostCall } from './symbolic.ts';
import { KerasTensor, shapeValue, Tensor, UnknownTensor, type SymbolicShape } from './tensor.ts';

export function callLayer(rt: Runtime, object: PyObject, given: CallArgs): Value {
  const layer = layerOf(rt, object);
  if (layer === null) throw rt.error('TypeError', `'${object.cls.name}' object is not callable`);
  const inItsType = (known: CallArgs): CallArgs => mapArguments(rt, known, (leaf) => toTensor(layer, leaf));
  const args = inItsType(given);
  const run = (known: CallArgs): Value => callConcretely(rt, layer, inItsType(known));
  const [input = null] = args.positional;
  const unknown = leavesOf(input).find((leaf) => leaf instanceof Unknown && !(leaf instanceof UnknownTensor));
  if (unknown instanceof Unknown) {
    const made = ofUnknown(rt, layer, unknown);
    if (made !== null) return made;
    const lost = lostCall(new CallNode(object, args, run), unknown);
    // Nothing tells one of them from the next, and a loop without a known end makes very many.
    return layer.nodes.length === 0 ? addNode(rt, layer, lost) : lost.result;
  }
  if (!isSymbolic(args)) return callConcretely(rt, layer, args);
  const lost = argumentLeaves(args).some((leaf) => leaf instanceof UnknownTensor)
    ? null
    : ensureBuilt(rt, layer, args);
  const declared = layer.spec?.symbolicShape;
  const node =
    lost === null
      ? callSymbolically(
          rt,
          object,
          layer.name,
          args,
          run,
          declared ? (shape) => declared(layer, shape) : null,
        )
      : lostCall(new CallNode(object, args, run), lost);
  const [first] = leavesOf(node.result);
  const shape = layer.spec?.declares?.(layer, shapesOf(leavesOf(input))) ?? null;
  if (shape !== null && first instanceof KerasTensor) {
    node.result = new KerasTensor(shape, first.dtype, layer.name, node);
  }
  return addNode(rt, layer, node);
}

/** What a layer makes of samples of which too little is known, or the layers of a sequence one after the other. */
function ofUnknown(rt: Runtime, layer: Layer, samples: Unknown): Value {
  const sequence = layer.model?.sequence ?? null;
  if (sequence === null || !stateOf(rt).preparing) return layer.spec?.ofUnknown?.(layer, samples) ?? null;
  const made = sequence.reduce<Value>((value, inner) => rt.call(inner, [value]), samples);
  return made instanceof Unknown && !(made instanceof OpenImage) ? null : made;
}

function addNode(rt: Runtime, layer: Layer, node: CallNode): Value {
  rt.journal.setField(layer, 'nodes', [...layer.nodes, node]);
  return node.result;
}

/** NumPy's arrays become tensors, and floating ones take the layer's type. */
function toTensor(layer: Layer, leaf: Value): Value {
  const compute = layer.computeDType;
  if (leaf instanceof NdArray) {
    return new Tensor(leaf.shape, isFloating(leaf.dtype) ? compute : leaf.dtype, { values: leaf.values });
  }
  if (!(leaf instanceof Tensor) || leaf.variable !== null) return leaf;
  if (!isFloating(leaf.dtype) || leaf.dtype === compute) return leaf;
  return new Tensor(leaf.shape, compute, { requiresGrad: leaf.requiresGrad, values: leaf.values });
}

/** Runs `call` on tensors of known shape; the events in between belong to the layer. */
function callConcretely(rt: Runtime, layer: Layer, args: CallArgs): Value {
  const failure = ensureBuilt(rt, layer, args);
  if (failure !== null) {
    rt.recorder.incomplete(failure);
    return failure;
  }
  const state = stateOf(rt);
  const trace = traceOf(rt);
  const method = rt.findInClass(layer.object.cls, 'call') ?? null;
  const training = trainingOf(rt, args, method);
  const module = layer.object.serial;
  const nested = layer.model === null ? undefined : nestedArguments(args.positional);
  trace.record({
    type: 'enter',
    module,
    className: layer.object.cls.name,
    training: training ?? false,
    inputs: infosOf(argumentLeaves(args), state.merged),
    ...(nested === undefined ? {} : { nested }),
    span: rt.here(),
  });
  let result: Value = null;
  try {
    result = withState(rt, 'training', training, () =>
      withState(rt, 'frozen', state.frozen || !layer.trainable, () =>
        guarded(rt, () => callMethod(rt, layer, method, args, training)),
      ),
    );
  } finally {
    trace.record({ type: 'exit', module, outputs: infosOf(leavesOf(result), state.merged) });
  }
  return result;
}

/** As `callLayer`, but what happens belongs to the layer that calls: a recurrent layer and its cell. */
export function callWithin(rt: Runtime, object: PyObject, args: CallArgs): Value {
  const layer = layerOf(rt, object);
  if (layer === null) return rt.callWith(object, args);
  const failure = ensureBuilt(rt, layer, args);
  if (failure !== null) throw new UnknownInput(failure);
  return callMethod(rt, layer, rt.findInClass(object.cls, 'call') ?? null, args, stateOf(rt).training);
}

function callMethod(
  rt: Runtime,
  layer: Layer,
  method: Value,
  args: CallArgs,
  training: boolean | null,
): Value {
  const positional = [layer.object, ...args.positional];
  const { dialect } = stateOf(rt);
  if (dialect?.isOwn(method) === true) return dialect.callOwn(rt, layer, args, training);
  if (method instanceof PyFunction) {
    const takes = method.params.some(({ name }) => name === 'training');
    const keywords = new Map(args.keywords);
    if (!takes) keywords.delete('training');
    else if (!isBound(method, 'training', args)) {
      // Keras gives it to whoever asks for it, a default or none.
      const isDemanded = method.params.some(
        ({ name, default: value }) => name === 'training' && value === undefined,
      );
      if (training !== null || isDemanded) keywords.set('training', training ?? false);
    }
    if (!method.params.some(({ name, kind }) => name === 'mask' || kind === 'var-keyword')) {
      keywords.delete('mask');
    }
    return rt.callWith(method, { ...args, positional, keywords });
  }
  return rt.callWith(method, { ...args, positional });
}

function isBound(fn: PyFunction, name: string, args: CallArgs): boolean {
  if (args.keywords.has(name)) return true;
  // The receiver stands first.
  return fn.params.findIndex((param) => param.name === name) <= args.positional.length;
}

/** The argument, else what the call around it says, else the default of `call`. */
function trainingOf(rt: Runtime, args: CallArgs, method: Value): boolean | null {
  const given = args.keywords.get('training');
  if (given !== undefined && given !== null) {
    const truth = rt.truth(given);
    if (!(truth instanceof Unknown)) return truth;
  }
  const around = stateOf(rt).training;
  if (around !== null || !(method instanceof PyFunction)) return around;
  const declared = method.params.find(({ name }) => name === 'training')?.default;
  return typeof declared === 'boolean' ? declared : null;
}

/** Turns what rules throw into Keras' exceptions and into Unknown. */
export function guarded(rt: Runtime, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    if (error instanceof AxisError) throw rt.error('ValueError', error.message);
    if (error instanceof ShapeError) throw rt.error('ValueError', error.message);
    if (error instanceof DataDependentShape) return rt.unknown(`${error.message} depends on the data`);
    if (error instanceof UnknownInput) {
      rt.recorder.incomplete(error.unknown);
      return error.unknown;
    }
    throw error;
  }
}

/** Creates the weights if they are not there yet; returns what they depend on that is unknown. */
export function ensureBuilt(rt: Runtime, layer: Layer, args: CallArgs): Unknown | null {
  if (layer.built) return null;
  const method = rt.findInClass(layer.object.cls, 'build') ?? null;
  try {
    if (method instanceof NativeFunction) {
      const leaves = buildInputs(layer, args).flatMap(leavesOf);
      const lost = leaves.find((leaf) => leaf instanceof Unknown);
      if (lost instanceof Unknown) return lost;
      buildFor(layer, shapesOf(leaves));
    } else {
      const shapes = buildArguments(rt, layer, method, args);
      const isOwn = stateOf(rt).dialect?.isOwn(method) === true;
      const result = isOwn
        ? rt.callMethod(layer.object, 'build', shapes)
        : rt.call(method, [layer.object, ...shapes]);
      if (result instanceof Unknown) throw new UnknownInput(result);
      markBuilt(layer, shapesOf(argumentLeaves(args)));
    }
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
  return null;
}

/** The arguments that the weights depend on. */
function buildInputs({ spec }: Layer, args: CallArgs): readonly Value[] {
  const first = args.positional[0] ?? [...args.keywords.values()][0] ?? null;
  if (spec?.builtFrom === undefined) return [first];
  return spec.builtFrom.flatMap((name, i) => args.keywords.get(name) ?? args.positional[i] ?? []);
}

function shapesOf(leaves: readonly Value[]): SymbolicShape[] {
  return leaves.flatMap((leaf) =>
    leaf instanceof Tensor || leaf instanceof KerasTensor ? [leaf.shape] : [],
  );
}

/** The native `build`. */
export function buildFor(layer: Layer, shapes: readonly SymbolicShape[]): void {
  if (layer.built) return;
  layer.spec?.build?.(layer, shapes);
  layer.onBuild?.(shapes);
  markBuilt(layer, shapes);
}

function markBuilt(layer: Layer, shapes: readonly SymbolicShape[]): void {
  const { journal } = layer.rt;
  if (layer.built) return;
  journal.setField(layer, 'built', true);
  journal.setField(layer, 'builtFor', shapes);
  const { quantised } = layer.policy;
  if (quantised !== undefined) quantiseLayer(layer.rt, layer, quantised.format, quantised.span);
}

/** What a `build` in Python is given: the shape of the first argument, or one by name for each. */
function buildArguments(rt: Runtime, layer: Layer, build: Value, args: CallArgs): Value[] {
  const shape = (value: Value): Value =>
    mapLeaves(rt, value, (leaf) =>
      leaf instanceof Tensor || leaf instanceof KerasTensor ? shapeValue(rt, leaf.shape) : leaf,
    );
  const first = args.positional[0] ?? [...args.keywords.values()][0] ?? null;
  if (!(build instanceof PyFunction)) return [shape(first)];
  const wanted = build.params.slice(1).filter(({ kind }) => kind === 'normal' || kind === 'positional-only');
  if (wanted.length === 0) return [];
  if (wanted.length === 1) return [shape(first)];
  const call = rt.findInClass(layer.object.cls, 'call');
  const names = call instanceof PyFunction ? call.params.slice(1).map(({ name }) => name) : [];
  return wanted.flatMap(({ name, default: fallback }, i) => {
    const argument = name.replace(/_shape$/, '');
    const at = names.indexOf(argument);
    const value = args.keywords.get(argument) ?? args.positional[at === -1 ? i : at];
    return value === undefined && fallback !== undefined ? [] : [shape(value ?? null)];
  });
}
