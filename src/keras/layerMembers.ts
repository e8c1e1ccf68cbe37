/** Methods and properties that all layers have. */
import { dictSet } from '../python/builtins/hash.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { asString, native, nativeClassMethod, nativeMethod, type Args } from '../python/runtime/native.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { NativeFunction, PyDict, PyList, PyObject, PyProperty, Unknown } from '../python/runtime/values.ts';
import type { CallArgs, ClassMethod, Value } from '../python/runtime/values.ts';
import { dtypeOf, numpyDType } from '../tensor/ndarray/dtypes.ts';
import { elementCount } from '../tensor/shape.ts';
import { buildFor, callLayer } from './invoke.ts';
import { graphOf, layerArgument, type Layer } from './layer.ts';
import { policyValue } from './policy.ts';
import { QUANTISATION_MODES, quantiseLayer } from './quantisation.ts';
import { sizesOf } from './shapes.ts';
import { mapLeaves } from './structure.ts';
import { callSymbolically } from './symbolic.ts';
import { KerasTensor, shapeValue, type SymbolicShape } from './tensor.ts';
import { flattenLayers, LEARNED, membersOf, weightsOf } from './tree.ts';
import { vocabularyOf } from './vocabulary.ts';

const property = (get: (rt: Runtime, layer: Layer) => Value, set: Value = null): PyProperty =>
  new PyProperty(
    native('getter(self)', (rt, args) => get(rt, layerArgument(rt, args))),
    set,
  );

const list = (items: readonly Value[]): PyList => new PyList([...items]);

function variables(wanted: boolean | null): PyProperty {
  return property((rt, layer) => {
    const all = weightsOf(rt, layer).filter(({ trainable }) => wanted === null || trainable === wanted);
    return list(all.map(({ variable }) => variable));
  });
}

/** What went in or came out of its first call in a graph. */
function connection(side: 'input' | 'output'): PyProperty {
  return property((rt, layer) => {
    const graph = graphOf(layer);
    if (graph !== null) return side === 'input' ? unwrapped(graph.inputs) : graph.outputStructure;
    const [node] = layer.nodes;
    if (node === undefined) {
      throw rt.error(
        'AttributeError',
        `The layer ${layer.name} has never been called and thus has no defined ${side}.`,
      );
    }
    return side === 'output' ? node.result : unwrapped(node.inputs);
  });
}

function unwrapped(tensors: readonly Value[]): Value {
  return tensors.length === 1 ? (tensors[0] ?? null) : list(tensors);
}

function shapes(rt: Runtime, value: Value): Value {
  return mapLeaves(rt, value, (leaf) => (leaf instanceof KerasTensor ? shapeValue(rt, leaf.shape) : leaf));
}

/** `layer.compute_output_shape(shape)`: the shape that a call on such an input would give. */
function outputShape(rt: Runtime, layer: Layer, given: Value): Value {
  const sizes = sizesOf(rt, given);
  const input = new KerasTensor(sizes, layer.computeDType, 'input', null);
  const args: CallArgs = { positional: [input], keywords: new Map(), unknownSpread: null };
  const before = layer.nodes;
  const result = callSymbolically(rt, layer.object, layer.name, args, (known) =>
    callLayer(rt, layer.object, known),
  ).result;
  rt.journal.setField(layer, 'nodes', before);
  return shapes(rt, result);
}

/** The order of positional arguments in Keras 3, and in Keras 2, where the name comes first. */
const WEIGHT_ARGUMENTS = [
  'shape',
  'initializer',
  'dtype',
  'trainable',
  'autocast',
  'regularizer',
  'constraint',
];
const NAMED_WEIGHT_ARGUMENTS = ['name', 'shape', 'dtype', 'initializer', 'regularizer', 'trainable'];

function addWeight(rt: Runtime, args: Args): Value {
  const layer = layerArgument(rt, args);
  const order = typeof args.rest[0] === 'string' ? NAMED_WEIGHT_ARGUMENTS : WEIGHT_ARGUMENTS;
  const given = new Map([
    ...args.rest.map((value, i): [string, Value] => [order[i] ?? '', value]),
    ...args.extra,
  ]);
  const get = (name: string): Value => given.get(name) ?? null;
  const shape = get('shape');
  const name = asString(get('name')) ?? 'variable';
  const dtype = dtypeOf(get('dtype')) ?? undefined;
  const sizes = shape === null ? [] : sizesOf(rt, shape);
  const trainable = rt.truth(given.get('trainable') ?? true) !== false;
  return layer.addWeight(name, sizes, { trainable, ...(dtype === undefined ? {} : { dtype }) });
}

export const LAYER_MEMBERS: readonly NativeFunction[] = [
  new NativeFunction(
    '__call__',
    (rt, args) => {
      const [object] = args.positional;
      if (args.unknownSpread !== null) return args.unknownSpread;
      if (!(object instanceof PyObject)) throw rt.error('TypeError', 'a layer is an object');
      return callLayer(rt, object, { ...args, positional: args.positional.slice(1) });
    },
    true,
  ),
  nativeMethod('build(self, *shapes, **kwargs)', (rt, args) => {
    const layer = layerArgument(rt, args);
    const given = [...args.rest, ...args.extra.values()].flatMap((shape) => shapeLeaves(rt, shape));
    buildFor(layer, given);
    return null;
  }),
  nativeMethod('add_weight(self, *args, **kwargs)', addWeight),
  nativeMethod('add_variable(self, *args, **kwargs)', addWeight),
  nativeMethod('add_loss(self, loss, **kwargs)', () => null),
  nativeMethod('add_metric(self, value, name=None, **kwargs)', () => null),
  nativeMethod('get_weights(self)', (rt, args) =>
    list(weightsOf(rt, layerArgument(rt, args)).map(({ variable }) => variable)),
  ),
  nativeMethod('set_weights(self, weights)', () => null),
  nativeMethod('quantize(self, mode, type_check=True, config=None)', (rt, args) => {
    const mode = args.value('mode');
    const format = typeof mode === 'string' ? QUANTISATION_MODES[mode] : undefined;
    if (format !== undefined) quantiseLayer(rt, layerArgument(rt, args), format);
    return null;
  }),
  nativeMethod('count_params(self)', (rt, args) =>
    weightsOf(rt, layerArgument(rt, args)).reduce(
      (sum, { variable }) => sum + elementCount(variable.shape),
      0,
    ),
  ),
  nativeMethod('compute_output_shape(self, input_shape, **kwargs)', (rt, args) =>
    outputShape(rt, layerArgument(rt, args), args.known('input_shape')),
  ),
  // What preprocessing layers learn from data: how much that is stays unknown.
  nativeMethod('adapt(self, data=None, batch_size=None, steps=None, **kwargs)', (rt, args) => {
    const { attrs } = layerArgument(rt, args).object;
    for (const name of LEARNED) {
      if (attrs.get(name) === null) {
        rt.journal.mapSet(attrs, name, rt.unknown('what a layer learns from data'));
      }
    }
    return null;
  }),
  nativeMethod('set_vocabulary(self, vocabulary, idf_weights=None)', (rt, args) => {
    rt.journal.mapSet(layerArgument(rt, args).object.attrs, 'vocabulary', args.value('vocabulary'));
    return null;
  }),
  nativeMethod('get_vocabulary(self, include_special_tokens=True)', (rt, args) => {
    const tokens = vocabularyOf(layerArgument(rt, args));
    return tokens === null || !args.bool('include_special_tokens')
      ? rt.unknown('a vocabulary that is learnt from the data')
      : list(tokens);
  }),
  nativeMethod('vocabulary_size(self)', (rt, args) => {
    const layer = layerArgument(rt, args);
    const tokens = vocabularyOf(layer);
    if (tokens !== null) return tokens.length;
    const most = layer.object.attrs.get('max_tokens') ?? null;
    if (most === null) return rt.unknown('the size of a vocabulary that is learnt from the data');
    rt.recorder.assume('the vocabulary is taken to be as large as max_tokens allows', rt.here());
    return most;
  }),
  nativeMethod('_flatten_layers(self, include_self=True, recursive=True)', (rt, args) => {
    const layer = layerArgument(rt, args);
    const all = args.bool('recursive')
      ? flattenLayers(rt, layer).map(({ object }) => object)
      : [layer.object, ...membersOf(rt, layer).layers];
    return list(args.bool('include_self') ? all : all.slice(1));
  }),
  nativeMethod('compute_mask(self, inputs=None, previous_mask=None)', () => null),
  nativeMethod('get_config(self)', (rt, args) => configOf(rt, layerArgument(rt, args))),
  nativeMethod('get_build_config(self)', () => new PyDict()),
];

function shapeLeaves(rt: Runtime, value: Value): SymbolicShape[] {
  if (value instanceof Unknown) throw new UnknownInput(value);
  const items = rt.elements(value);
  if (items instanceof Unknown) throw new UnknownInput(items);
  const isNested = items.some(
    (item) => typeof item === 'object' && item !== null && !(item instanceof Unknown),
  );
  return isNested ? items.flatMap((item) => shapeLeaves(rt, item)) : [sizesOf(rt, value)];
}

function configOf(rt: Runtime, layer: Layer): PyDict {
  const config = new PyDict();
  dictSet(rt, config, 'name', layer.name);
  dictSet(rt, config, 'trainable', layer.trainable);
  dictSet(rt, config, 'dtype', layer.policy.name);
  const init = layer.spec === null ? undefined : rt.findInClass(layer.object.cls, '__init__');
  if (init instanceof NativeFunction) {
    for (const { name, kind } of init.params ?? []) {
      if (name !== 'self' && kind !== 'var-keyword') dictSet(rt, config, name, layer.config.value(name));
    }
  }
  return config;
}

export const LAYER_PROPERTIES: readonly (readonly [string, PyProperty])[] = [
  [
    'name',
    property(
      (_rt, layer) => layer.name,
      native('setter(self, value)', (rt, args) => {
        rt.journal.setField(layerArgument(rt, args), 'name', args.string('value'));
        return null;
      }),
    ),
  ],
  [
    'trainable',
    property(
      (_rt, layer) => layer.trainable,
      native('setter(self, value)', (rt, args) => {
        const trainable = args.bool('value');
        for (const layer of flattenLayers(rt, layerArgument(rt, args))) {
          rt.journal.setField(layer, 'trainable', trainable);
        }
        return null;
      }),
    ),
  ],
  [
    'built',
    property(
      (_rt, layer) => layer.built,
      native('setter(self, value)', (rt, args) => {
        rt.journal.setField(layerArgument(rt, args), 'built', args.bool('value'));
        return null;
      }),
    ),
  ],
  ['path', property((_rt, layer) => layer.name)],
  ['dtype', property((_rt, layer) => numpyDType(layer.policy.variable))],
  ['compute_dtype', property((_rt, layer) => layer.policy.compute)],
  ['variable_dtype', property((_rt, layer) => layer.policy.variable)],
  ['dtype_policy', property((_rt, layer) => policyValue(layer.policy))],
  ['weights', variables(null)],
  ['variables', variables(null)],
  ['trainable_weights', variables(true)],
  ['trainable_variables', variables(true)],
  ['non_trainable_weights', variables(false)],
  ['non_trainable_variables', variables(false)],
  ['losses', property(() => new PyList([]))],
  ['metrics', property(() => new PyList([]))],
  ['input', connection('input')],
  ['output', connection('output')],
  [
    'input_shape',
    property((rt, layer) => {
      const [first] = layer.nodes[0]?.inputs ?? [];
      if (first !== undefined) return shapes(rt, first);
      const shape = layer.builtFor[0];
      if (shape === undefined) {
        throw rt.error('AttributeError', `The layer ${layer.name} has never been called`);
      }
      return shapeValue(rt, shape);
    }),
  ],
  [
    'output_shape',
    property((rt, layer) => {
      const graph = graphOf(layer);
      const result = graph !== null ? graph.outputStructure : layer.nodes[0]?.result;
      if (result === undefined) {
        throw rt.error('AttributeError', `The layer ${layer.name} has never been called`);
      }
      return shapes(rt, result);
    }),
  ],
];

/** `Class.from_config(config)`. */
export const fromConfig: ClassMethod = nativeClassMethod('from_config(cls, config, **kwargs)', (rt, args) => {
  const config = args.known('config');
  const keywords = new Map<string, Value>();
  if (config instanceof PyDict) {
    for (const [key, value] of config.entries) if (typeof key === 'string') keywords.set(key, value);
  }
  return rt.call(args.value('cls'), [], keywords);
});

/** Weights are attributes: `layer.kernel`, `layer.bias`, `layer.gamma`. */
export const getWeightAttribute = nativeMethod('__getattr__(self, name)', (rt, args) => {
  const layer = layerArgument(rt, args);
  const name = args.string('name');
  const weight = layer.weights.get(name) ?? layer.weights.get(name.replace(/^_/, ''));
  if (weight !== undefined) return weight;
  throw rt.error('AttributeError', `'${layer.object.cls.name}' object has no attribute '${name}'`);
});
