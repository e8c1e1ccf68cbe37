/** `keras.Model`: graphs and subclasses, `compile`, and what people ask of a model. */
import { Store } from '../python/runtime/journal.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { native, nativeMethod, type Args } from '../python/runtime/native.ts';
import {
  NativeFunction,
  PyClass,
  PyDict,
  PyList,
  PyObject,
  PyProperty,
  Unknown,
} from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { Inert } from '../python/stdlib/inert.ts';
import { traceOf } from '../trace/trace.ts';
import { callGraph, isGraphArgument } from './functional.ts';
import { buildGraph } from './graph.ts';
import { guarded } from './invoke.ts';
import { graphOf, layerArgument, layerOf, type Layer } from './layer.ts';
import { initialise, remember } from './layerClass.ts';
import { computeLoss } from './losses.ts';
import { ModelData } from './modelData.ts';
import { optimizerInfo, optimizerObject } from './optimizers.ts';
import { remembered } from './saving.ts';
import { QUANTISATION_MODES, quantiseModel } from './quantisation.ts';
import { sizesOf } from './shapes.ts';
import { stateOf } from './state.ts';
import { KerasTensor, type SymbolicShape } from './tensor.ts';
import { evaluate, fit, FIT_SIGNATURE, predict, runOnBatch, trainOnBatch } from './training.ts';
import { membersOf } from './tree.ts';

function dataOf(layer: Layer): ModelData {
  return (layer.model ??= new ModelData());
}

/** `Model(inputs, outputs)` is a Functional; subclasses stay what they are. */
const create = new NativeFunction('__new__', (rt, args) => {
  const [cls, ...positional] = args.positional;
  if (!(cls instanceof PyClass)) throw rt.error('TypeError', 'X is not a type object');
  const { classes } = stateOf(rt);
  const isGraph =
    positional.some(isGraphArgument) || args.keywords.has('inputs') || args.keywords.has('outputs');
  const object = rt.createObject(cls === classes.Model && isGraph ? classes.Functional : cls);
  remember(rt, object, args);
  return object;
});

function construct(rt: Runtime, args: Args): Value {
  const object = args.known('self');
  if (!(object instanceof PyObject)) throw rt.error('TypeError', 'a model is an object');
  const [first, second, name] = args.rest;
  const isOpen = first instanceof Unknown || (first instanceof PyDict && first.taint !== null);
  const isGiven = isGraphArgument(first) || (isOpen && second !== undefined);
  const inputs = args.extra.get('inputs') ?? (isGiven ? first : undefined);
  const outputs = args.extra.get('outputs') ?? (inputs === undefined ? undefined : second);
  const common = new Map(args.extra);
  if (inputs !== undefined && name !== undefined) common.set('name', name);
  const layer = initialise(rt, object, null, common);
  const data = dataOf(layer);
  if (inputs === undefined || outputs === undefined) return null;
  const open = inputs instanceof PyDict ? inputs.taint : null;
  if (inputs instanceof Unknown || open !== null || (outputs instanceof Unknown && !('node' in outputs))) {
    const lost = open ?? (inputs instanceof Unknown ? inputs : outputs);
    if (lost instanceof Unknown) data.lost = lost;
    return null;
  }
  data.graph = buildGraph(inputs, outputs);
  layer.built = true;
  return null;
}

function compile(rt: Runtime, args: Args): Value {
  const layer = layerArgument(rt, args);
  const optimizer = args.value('optimizer');
  rt.journal.setField(dataOf(layer), 'compiled', {
    optimizer: optimizerInfo(rt, optimizer),
    optimizerObject: optimizerObject(rt, optimizer),
    loss: args.value('loss'),
  });
  const isJit = args.value('jit_compile');
  if (typeof isJit === 'boolean') {
    const value = isJit ? 'compiled' : 'eager';
    const module = layer.object.serial;
    traceOf(rt).record({ type: 'setting', name: 'mode', value, span: rt.here(), module });
  }
  return null;
}

/** `get_layer(name)` and `get_layer(index=n)`. */
function getLayer(rt: Runtime, args: Args): Value {
  const layers = topLayers(rt, layerArgument(rt, args));
  const index = args.intOrNone('index');
  const name = args.value('name');
  if (name instanceof Unknown) return name;
  const found =
    index === null ? layers.find((object) => layerOf(rt, object)?.name === name) : layers.at(index);
  if (found !== undefined) return found;
  const closed = layers.find((object) => layerOf(rt, object)?.spec?.isWhole === true);
  if (closed !== undefined) return rt.unknown(`the layers inside ${closed.cls.name}`);
  throw rt.error('ValueError', `No such layer: ${index ?? (typeof name === 'string' ? name : '')}.`);
}

function topLayers(rt: Runtime, layer: Layer): readonly PyObject[] {
  return membersOf(rt, layer).layers;
}

const property = (get: (rt: Runtime, layer: Layer) => Value): PyProperty =>
  new PyProperty(
    native('getter(self)', (rt, args) => get(rt, layerArgument(rt, args))),
    null,
  );

const list = (items: readonly Value[]): PyList => new PyList([...items]);

/** Writable: models of users keep things under these names. */
function stored(name: string, get: (layer: Layer) => Value): PyProperty {
  return new PyProperty(
    native('getter(self)', (rt, args) => {
      const layer = layerArgument(rt, args);
      return layer.object.attrs.get(name) ?? get(layer);
    }),
    native('setter(self, value)', (rt, args) => {
      rt.journal.mapSet(layerArgument(rt, args).object.attrs, name, args.value('value'));
      return null;
    }),
  );
}

const PROPERTIES: readonly (readonly [string, PyProperty])[] = [
  ['layers', property((rt, layer) => list(topLayers(rt, layer)))],
  [
    'inputs',
    property((_rt, layer) => {
      const graph = graphOf(layer);
      return graph === null ? null : list(graph.inputs);
    }),
  ],
  [
    'outputs',
    property((_rt, layer) => {
      const output = layer.model?.graph?.outputStructure ?? null;
      return output === null || output instanceof PyList ? output : list([output]);
    }),
  ],
  [
    'input_names',
    property((_rt, layer) =>
      list(
        (layer.model?.graph?.inputs ?? []).flatMap((input) =>
          input instanceof KerasTensor ? [input.name] : [],
        ),
      ),
    ),
  ],
  ['optimizer', stored('optimizer', (layer) => layer.model?.compiled?.optimizerObject ?? null)],
  ['loss', stored('loss', (layer) => layer.model?.compiled?.loss ?? null)],
  ['metrics_names', property(() => new PyList(['loss']))],
  ['history', stored('history', () => new Inert('model.history'))],
  ['distribute_strategy', property(() => null)],
  ['stop_training', stored('stop_training', () => false)],
];

export const MEMBERS: readonly NativeFunction[] = [
  nativeMethod('__init__(self, *args, **kwargs)', construct),
  nativeMethod('call(self, inputs, training=None, mask=None, **kwargs)', (rt, args) =>
    guarded(rt, () => {
      const layer = layerArgument(rt, args);
      const data = dataOf(layer);
      if (data.graph !== null) return callGraph(rt, data.graph, args.value('inputs'));
      if (data.lost === null) {
        throw rt.error(
          'NotImplementedError',
          `Model ${layer.object.cls.name} does not have a \`call()\` method implemented.`,
        );
      }
      rt.recorder.incomplete(data.lost);
      return data.lost;
    }),
  ),
  nativeMethod('build(self, *shapes, **kwargs)', (rt, args) => {
    const layer = layerArgument(rt, args);
    const [given = null] = [...args.rest, ...args.extra.values()];
    if (layer.built || given === null) return null;
    const shape: SymbolicShape = sizesOf(rt, given);
    rt.journal.setField(layer, 'builtFor', [shape]);
    // A `build` of the class that ends in this one has made its weights; to call the model would begin it anew.
    if (!(rt.findInClass(layer.object.cls, 'build') instanceof NativeFunction)) {
      rt.journal.setField(layer, 'built', true);
    }
    rt.call(layer.object, [new KerasTensor(shape, layer.computeDType, 'input', null)]);
    return null;
  }),
  nativeMethod(
    'compile(self, optimizer="rmsprop", loss=None, loss_weights=None, metrics=None, weighted_metrics=None, run_eagerly=False, steps_per_execution=1, jit_compile="auto", auto_scale_loss=True, **kwargs)',
    compile,
  ),
  nativeMethod(`fit(self, ${FIT_SIGNATURE})`, fit),
  nativeMethod(
    'fit_generator(self, generator, steps_per_epoch=None, epochs=1, verbose=1, callbacks=None, validation_data=None, validation_steps=None, **kwargs)',
    (rt, args) =>
      rt.call(rt.getAttribute(args.value('self'), 'fit'), [args.value('generator')], keywordsOf(args)),
  ),
  nativeMethod('evaluate_generator(self, generator, steps=None, **kwargs)', (rt, args) =>
    rt.call(rt.getAttribute(args.value('self'), 'evaluate'), [args.value('generator')], stepsOf(args)),
  ),
  nativeMethod('predict_generator(self, generator, steps=None, **kwargs)', (rt, args) =>
    rt.call(rt.getAttribute(args.value('self'), 'predict'), [args.value('generator')], stepsOf(args)),
  ),
  nativeMethod(
    'evaluate(self, x=None, y=None, batch_size=None, verbose="auto", sample_weight=None, steps=None, callbacks=None, return_dict=False, **kwargs)',
    evaluate,
  ),
  nativeMethod(
    'predict(self, x, y=None, batch_size=None, verbose="auto", steps=None, callbacks=None, **kwargs)',
    predict,
  ),
  nativeMethod(
    'train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, return_dict=False, **kwargs)',
    trainOnBatch,
  ),
  nativeMethod(
    'test_on_batch(self, x, y=None, sample_weight=None, return_dict=False, **kwargs)',
    (rt, args) => {
      runOnBatch(rt, args);
      return rt.unknown('the result of an evaluation depends on the data');
    },
  ),
  nativeMethod('predict_on_batch(self, x, y=None)', runOnBatch),
  nativeMethod('save(self, filepath, *args, **kwargs)', (rt, args) => {
    remembered(rt, args.value('filepath'), args.value('self'));
    return null;
  }),
  nativeMethod('get_layer(self, name=None, index=None)', getLayer),
  nativeMethod('summary(self, *args, **kwargs)', () => null),
  nativeMethod(
    'compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True, **kwargs)',
    (rt, args) => {
      const loss = layerArgument(rt, args).model?.compiled?.loss ?? null;
      return computeLoss(rt, loss, args.value('y'), args.value('y_pred'));
    },
  ),
  nativeMethod('compiled_loss(self, y_true, y_pred, *args, **kwargs)', (rt, args) => {
    const loss = layerArgument(rt, args).model?.compiled?.loss ?? null;
    return computeLoss(rt, loss, args.value('y_true'), args.value('y_pred'));
  }),
  nativeMethod('compute_metrics(self, *args, **kwargs)', () => new Inert('model.compute_metrics()')),
  nativeMethod('to_json(self, **kwargs)', (rt) =>
    rt.unknown('the configuration of a model is not written out'),
  ),
  nativeMethod('quantize(self, mode, config=None, **options)', (rt, args) => {
    const mode = args.value('mode');
    const format = typeof mode === 'string' ? QUANTISATION_MODES[mode] : undefined;
    const layer = layerArgument(rt, args);
    if (format !== undefined) quantiseModel(rt, layer, format);
    else rt.recorder.taint(layer.object, rt.unknown('the mode of quantize is not modelled'));
    return null;
  }),
  ...[
    'save_weights',
    'load_weights',
    'export',
    'zero_grad',
    'reset_metrics',
    'reset_states',
    'make_train_function',
    'make_predict_function',
    '_set_save_spec',
    'enable_lora',
  ].map((name) => nativeMethod(`${name}(self, *args, **kwargs)`, () => null)),
];

const stepsOf = (args: Args): ReadonlyMap<string, Value> => new Map([['steps', args.value('steps')]]);

function keywordsOf(args: Args): ReadonlyMap<string, Value> {
  const names = ['steps_per_epoch', 'epochs', 'callbacks', 'validation_data', 'validation_steps'];
  return new Map(names.map((name) => [name, args.value(name)]));
}

const compiledMetrics = property(() => new Inert('model.compiled_metrics'));

export function modelClass(layerClass: PyClass): PyClass {
  const members: [string, Value][] = [
    ['__new__', create],
    ['compiled_metrics', compiledMetrics],
    ...PROPERTIES.map(([name, value]): [string, Value] => [name, value]),
    ...MEMBERS.map((member): [string, Value] => [member.name, member]),
  ];
  return new PyClass({ name: 'Model', bases: [layerClass], dict: new Store(members) });
}
