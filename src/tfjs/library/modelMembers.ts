/** What JavaScript sees of a model: `compile`, `fit` and their kin, by the methods of Keras' models. */
import { MEMBERS as KERAS_MEMBERS } from '../../keras/model.ts';
import { SEQUENTIAL_MEMBERS } from '../../keras/sequential.ts';
import { remembered } from '../../keras/saving.ts';
import { mapLeaves } from '../../keras/structure.ts';
import { Tensor } from '../../keras/tensor.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { asString } from '../../python/runtime/native.ts';
import { PyDict, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyProperty, Value } from '../../python/runtime/values.ts';
import { scriptGetter, scriptMethod, type Options, type ScriptCall } from '../script/native.ts';
import { isNullish, UNDEFINED } from '../script/values.ts';
import { callbacksOf } from './callbacks.ts';
import { forFit, ScriptDataset } from './data.ts';
import { layerOfCall } from './layerMembers.ts';
import { snakeCase } from './names.ts';
import { unknownShapeOf } from './unknownShapes.ts';

function keras(call: ScriptCall, name: string, keywords: Iterable<readonly [string, Value]>): Value {
  const method = [...SEQUENTIAL_MEMBERS, ...KERAS_MEMBERS].find((member) => member.name === name);
  if (method === undefined) throw new TypeError(`Keras has no method ${name}`);
  return call.rt.callWith(method, {
    positional: [call.self],
    keywords: new Map(keywords),
    unknownSpread: null,
  });
}

const orNull = (value: Value): Value => (isNullish(value) ? null : value);

/** Settings that are given, under Keras' names. */
function given(options: Options, names: Readonly<Record<string, string>>): [string, Value][] {
  return Object.entries(names).flatMap(([name, keyword]): [string, Value][] => {
    if (options.rest !== null && !options.has(name)) return [[keyword, options.rest]];
    return options.has(name) ? [[keyword, options.value(name)]] : [];
  });
}

/** A loss's name in camel case; functions, and lists and objects of both, as they are. */
function lossOf(call: ScriptCall, loss: Value): Value {
  return mapLeaves(call.rt, orNull(loss), (leaf) => {
    const name = asString(leaf);
    return name === undefined ? leaf : snakeCase(name);
  });
}

const compile = scriptMethod('compile', (call) => {
  const options = call.options(0);
  const optimizer = options.value('optimizer');
  const known = asString(optimizer);
  keras(call, 'compile', [
    ['optimizer', known === undefined ? orNull(optimizer) : known],
    ['loss', lossOf(call, options.value('loss'))],
  ]);
  return UNDEFINED;
});

/** `[x, y]`, or a data set. */
function validationOf(call: ScriptCall, value: Value): Value {
  if (value instanceof ScriptDataset) return forFit(call.js, value);
  return value instanceof PyList ? new PyTuple(value.items) : orNull(value);
}

/** `history.history.loss[0]`: numbers that depend on the data. */
function history(call: ScriptCall): Value {
  return call.js.unknown('the course of a training depends on the data');
}

const fit = scriptMethod('fit', (call) => {
  const options = call.options(2);
  keras(call, 'fit', [
    ['x', orNull(call.arg(0))],
    ['y', orNull(call.arg(1))],
    ...given(options, {
      batchSize: 'batch_size',
      epochs: 'epochs',
      initialEpoch: 'initial_epoch',
      stepsPerEpoch: 'steps_per_epoch',
      validationSplit: 'validation_split',
      validationSteps: 'validation_steps',
    }),
    ['callbacks', callbacksOf(call.rt, orNull(options.value('callbacks')))],
    ['validation_data', validationOf(call, options.value('validationData'))],
  ]);
  return history(call);
});

const fitDataset = scriptMethod('fitDataset', (call) => {
  const options = call.options(1);
  const data = call.arg(0);
  keras(call, 'fit', [
    ['x', data instanceof ScriptDataset ? forFit(call.js, data) : orNull(data)],
    ...given(options, {
      batchesPerEpoch: 'steps_per_epoch',
      epochs: 'epochs',
      initialEpoch: 'initial_epoch',
      validationBatches: 'validation_steps',
      validationBatchSize: 'validation_batch_size',
    }),
    ['callbacks', callbacksOf(call.rt, orNull(options.value('callbacks')))],
    ['validation_data', validationOf(call, options.value('validationData'))],
  ]);
  return history(call);
});

const evaluate = scriptMethod('evaluate', (call) => {
  keras(call, 'evaluate', [
    ['x', orNull(call.arg(0))],
    ['y', orNull(call.arg(1))],
    ...given(call.options(2), { batchSize: 'batch_size', steps: 'steps' }),
  ]);
  return call.js.unknown('the result of an evaluation depends on the data');
});

const evaluateDataset = scriptMethod('evaluateDataset', (call) => {
  const data = call.arg(0);
  keras(call, 'evaluate', [
    ['x', data instanceof ScriptDataset ? forFit(call.js, data) : orNull(data)],
    ...given(call.options(1), { batches: 'steps' }),
  ]);
  return call.js.unknown('the result of an evaluation depends on the data');
});

const asTensors = (call: ScriptCall, result: Value): Value =>
  mapLeaves(call.rt, result, (leaf) => (leaf instanceof NdArray ? new Tensor(leaf.shape, leaf.dtype) : leaf));

const predict = scriptMethod('predict', (call) =>
  asTensors(
    call,
    keras(call, 'predict', [
      ['x', orNull(call.arg(0))],
      ...given(call.options(1), { batchSize: 'batch_size' }),
    ]),
  ),
);

const predictOnBatch = scriptMethod('predictOnBatch', (call) =>
  asTensors(call, keras(call, 'predict_on_batch', [['x', orNull(call.arg(0))]])),
);

const trainOnBatch = scriptMethod('trainOnBatch', (call) =>
  keras(call, 'train_on_batch', [
    ['x', orNull(call.arg(0))],
    ['y', orNull(call.arg(1))],
  ]),
);

/** `getLayer('name')`, `getLayer(index)` and `getLayer(null, index)`. */
const getLayer = scriptMethod('getLayer', (call) => {
  const [first, second] = [call.arg(0), call.arg(1)];
  if (first instanceof Unknown) return first;
  const index = typeof first === 'number' ? first : isNullish(second) ? null : second;
  return keras(call, 'get_layer', [
    ['name', typeof first === 'number' ? null : orNull(first)],
    ['index', index],
  ]);
});

/** Where a model is kept, by its address: `tf.loadLayersModel` of the same one gives it again. */
const save = scriptMethod('save', (call) => {
  remembered(call.rt, call.arg(0), call.self);
  return new PyDict();
});

const firstOrAll = (name: string, keras: string): readonly [string, PyProperty] =>
  scriptGetter(name, ({ rt, self }) => {
    const all = rt.getAttribute(self, keras);
    return all instanceof PyList && all.items.length === 1 ? (all.items[0] ?? null) : all;
  });

export const MODEL_MEMBERS: readonly (NativeFunction | readonly [string, PyProperty])[] = [
  compile,
  fit,
  fitDataset,
  evaluate,
  evaluateDataset,
  predict,
  predictOnBatch,
  trainOnBatch,
  getLayer,
  save,
  firstOrAll('input', 'inputs'),
  firstOrAll('output', 'outputs'),
  ...['summary', 'setUserDefinedMetadata', 'stopTraining_', 'resetStates'].map((name) =>
    scriptMethod(name, () => UNDEFINED),
  ),
];

/** The first layer tells the input's shape; where that is unknown, so is the model. */
function addLayer(call: ScriptCall, given: Value): void {
  const isFirst = (layerOfCall(call).model?.sequence?.length ?? 0) === 0;
  const lost = isFirst ? unknownShapeOf(given) : null;
  if (lost !== null) keras(call, 'add', [['layer', lost]]);
  keras(call, 'add', [['layer', given]]);
}

/** `add(layer)` and `pop()`: Keras' own, with the arguments by position. */
export const SEQUENTIAL_OVERRIDES: readonly NativeFunction[] = [
  scriptMethod('add', (call) => {
    addLayer(call, call.arg(0));
    return UNDEFINED;
  }),
  scriptMethod('pop', (call) => {
    keras(call, 'pop', []);
    return UNDEFINED;
  }),
];
