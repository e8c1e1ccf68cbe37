/** `keras.Sequential`: a list of layers, called one after the other. */
import type { Runtime } from '../python/runtime/api.ts';
import { nativeMethod, type Args } from '../python/runtime/native.ts';
import { PyRaise } from '../python/runtime/signals.ts';
import { PyObject, Unknown } from '../python/runtime/values.ts';
import type { NativeFunction, Value } from '../python/runtime/values.ts';
import { callGraph } from './functional.ts';
import { buildGraph } from './graph.ts';
import { createInput, INPUT_LAYER } from './input.ts';
import { callLayer, guarded } from './invoke.ts';
import { layerArgument, layerOf, type Layer } from './layer.ts';
import { initialise } from './layerClass.ts';
import { ModelData } from './modelData.ts';
import { sizesOf } from './shapes.ts';
import { autoName, stateOf } from './state.ts';
import { leavesOf } from './structure.ts';
import { KerasTensor, Tensor, UnknownTensor, type SymbolicShape } from './tensor.ts';
import type { DType } from '../tensor/dtype.ts';

function sequenceOf(layer: Layer): { readonly data: ModelData; readonly layers: readonly PyObject[] } {
  const data = (layer.model ??= new ModelData());
  return { data, layers: data.sequence ?? [] };
}

/** Each time it is built, Keras makes an unnamed graph of it, which takes one of the names of models. */
function countRebuild(rt: Runtime, layer: Layer): void {
  const { data, layers } = sequenceOf(layer);
  if (data.graph !== null && layers.length > 0) autoName(rt, 'Functional');
}

/** Appends a layer, an input or a function. */
function add(rt: Runtime, layer: Layer, given: Value): void {
  const { data, layers } = sequenceOf(layer);
  if (given instanceof KerasTensor) {
    setInput(layer, given);
    return;
  }
  if (given instanceof Unknown) {
    rt.recorder.incomplete(given);
    rt.journal.setField(data, 'lost', given);
    return;
  }
  const inner = layerOf(rt, given);
  if (!(given instanceof PyObject) || inner === null) {
    throw rt.error(
      'ValueError',
      `Only instances of \`keras.Layer\` can be added to a Sequential model. Received: ${rt.typeName(given)}`,
    );
  }
  if (inner.spec === INPUT_LAYER) {
    const [node] = inner.nodes;
    const tensor = node?.result;
    if (tensor instanceof KerasTensor) setInput(layer, tensor);
    else setInput(layer, createInput(rt, inner.declaredShape ?? [], inner.computeDType, inner.name));
    return;
  }
  if (layers.length === 0 && data.graph === null && inner.declaredShape !== null) {
    setInput(layer, createInput(rt, inner.declaredShape, inputType(inner), null));
  }
  rt.journal.setField(data, 'sequence', [...layers, given]);
  // Another Sequential or a functional model brings its input along.
  const first = layers.length === 0 && data.graph === null ? inner.model?.graph : null;
  const [input] = first?.inputs ?? [];
  if (input instanceof KerasTensor) setInput(layer, createInput(rt, input.shape, input.dtype, null));
  else if (data.graph !== null) extend(rt, layer, given);
}

/** Of a model to which something could not be added nobody knows what is missing. */
function added(rt: Runtime, layer: Layer, given: Value): void {
  try {
    add(rt, layer, given);
  } catch (error) {
    if (error instanceof PyRaise) {
      rt.journal.setField(
        sequenceOf(layer).data,
        'lost',
        rt.unknown(`adding a layer raised ${error.message}`),
      );
    }
    throw error;
  }
}

/** Embeddings and lookups take integers. */
function inputType(layer: Layer): DType {
  return layer.object.cls.name === 'Embedding' ? 'int32' : layer.computeDType;
}

/** Starts the graph over from an input. */
function setInput(layer: Layer, input: KerasTensor): void {
  const { rt } = layer;
  const { data, layers } = sequenceOf(layer);
  rt.journal.setField(data, 'graph', buildGraph(input, input));
  for (const inner of layers) extend(rt, layer, inner);
}

/** Calls one more layer on what came out of the last. */
function extend(rt: Runtime, layer: Layer, inner: PyObject): void {
  const { data } = sequenceOf(layer);
  const { graph } = data;
  if (graph === null) return;
  const args = {
    positional: [graph.outputStructure],
    keywords: new Map<string, Value>(),
    unknownSpread: null,
  };
  const output = callLayer(rt, inner, args);
  rt.journal.setField(data, 'graph', buildGraph(graph.inputStructure, output));
  rt.journal.setField(layer, 'built', true);
}

/** Builds a model that has no input yet for the shape of what it is called on. */
export function buildSequential(layer: Layer, shape: SymbolicShape): void {
  const { data, layers } = sequenceOf(layer);
  if (data.graph !== null) return;
  const inner = layers[0] === undefined ? null : layerOf(layer.rt, layers[0]);
  const dtype = inner === null ? layer.computeDType : inputType(inner);
  // While shapes are inferred, a size may stand for an open axis.
  const { fill } = stateOf(layer.rt);
  const open = shape.slice(1).map((size) => (size === fill ? null : size));
  setInput(layer, createInput(layer.rt, [null, ...open], dtype, null));
  countRebuild(layer.rt, layer);
}

function construct(rt: Runtime, args: Args): Value {
  const object = args.known('self');
  if (!(object instanceof PyObject)) throw rt.error('TypeError', 'a model is an object');
  const common = new Map<string, Value>([...args.extra, ['trainable', args.value('trainable')]]);
  if (args.known('name') !== null) common.set('name', args.value('name'));
  const layer = initialise(rt, object, null, common);
  const data = new ModelData();
  data.sequence = [];
  layer.model = data;
  layer.onBuild = ([shape]) => {
    if (shape !== undefined) buildSequential(layer, shape);
  };
  const layers = args.value('layers');
  if (layers === null) return null;
  if (layers instanceof Unknown) {
    add(rt, layer, layers);
    return null;
  }
  const items = rt.elements(layers);
  if (items instanceof Unknown) add(rt, layer, items);
  else for (const item of items) added(rt, layer, item);
  countRebuild(rt, layer);
  return null;
}

/** One layer after the other, where the model is built or not. */
function call(rt: Runtime, layer: Layer, inputs: Value): Value {
  const { data, layers } = sequenceOf(layer);
  const lost = data.lost;
  if (lost !== null) rt.recorder.incomplete(lost);
  const [x] = leavesOf(inputs);
  if (data.graph === null && x instanceof Tensor) buildSequential(layer, x.shape);
  if (data.graph !== null && !(data.graph.outputStructure instanceof UnknownTensor)) {
    return callGraph(rt, data.graph, inputs);
  }
  let value = inputs;
  for (const inner of layers) {
    if (value instanceof Unknown) return value;
    value = rt.call(inner, [value]);
  }
  return value;
}

export const SEQUENTIAL_MEMBERS: readonly NativeFunction[] = [
  nativeMethod('__init__(self, layers=None, trainable=True, name=None, **kwargs)', construct),
  nativeMethod('add(self, layer, rebuild=True)', (rt, args) => {
    const layer = layerArgument(rt, args);
    added(rt, layer, args.value('layer'));
    countRebuild(rt, layer);
    return null;
  }),
  nativeMethod('pop(self, rebuild=True)', (rt, args) => {
    const layer = layerArgument(rt, args);
    const { data, layers } = sequenceOf(layer);
    const last = layers.at(-1) ?? null;
    rt.journal.setField(data, 'sequence', layers.slice(0, -1));
    const input = data.graph?.inputs[0];
    if (input instanceof KerasTensor) setInput(layer, input);
    countRebuild(rt, layer);
    return last;
  }),
  nativeMethod('build(self, input_shape=None)', (rt, args) => {
    const layer = layerArgument(rt, args);
    if (args.known('input_shape') === null) return null;
    buildSequential(layer, sizesOf(rt, args.value('input_shape')));
    return null;
  }),
  nativeMethod('call(self, inputs, training=None, mask=None, **kwargs)', (rt, args) =>
    guarded(rt, () => call(rt, layerArgument(rt, args), args.value('inputs'))),
  ),
];
