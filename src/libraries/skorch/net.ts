/** skorch: networks of PyTorch as estimators (skorch/net.py, classifier.py, regressor.py, dataset.py, 1.0). */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asNumber, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyRaise } from '../../python/runtime/signals.ts';
import { PyList, PyObject, PyRange, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { datasetClass } from '../../torch/data/dataset.ts';
import { batchesOf, loaderOver, type Batches } from '../trainers/batches.ts';
import {
  backward,
  calling,
  infoOf,
  isOwn,
  runFit,
  runPass,
  setAttributes,
  update,
} from '../trainers/fitting.ts';
import { stoppingBy } from '../trainers/stopping.ts';
import { otherMembers } from '../otherMembers.ts';
import { estimatorMethods, withPrefix } from '../sklearn/estimator.ts';
import { ensureTorch } from '../torchvision/picture.ts';

const DEFAULTS: Readonly<Record<string, Value>> = {
  optimizer: null,
  lr: 0.01,
  max_epochs: 10,
  batch_size: 128,
  train_split: 'default',
  callbacks: null,
  warm_start: false,
};

/** Criterion where none is given. */
const CRITERIA: Readonly<Record<string, string | null>> = {
  NeuralNet: null,
  NeuralNetClassifier: 'NLLLoss',
  NeuralNetBinaryClassifier: 'BCEWithLogitsLoss',
  NeuralNetRegressor: 'MSELoss',
};

/** What `ValidSplit(5)` holds back: `train_split` where nothing is said. */
const DEFAULT_FOLDS = 5;

function option(self: PyObject, name: string): Value {
  return self.attrs.get(name) ?? null;
}

function torchMember(rt: Runtime, module: string, name: string): Value {
  return rt.getAttribute(rt.importModule(module), name);
}

/** A class, or an object that is taken as it is. */
function made(
  rt: Runtime,
  given: Value,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Value {
  const isModel = given instanceof PyObject;
  return isModel ? given : rt.call(given, positional, keywords);
}

/** Splits that are estimators of skorch: how many samples validate. */
export const validSplitClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'ValidSplit',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, cv=5, **options)', (_rt, args) => {
        setAttributes(rt, args.known('self'), [['cv', args.value('cv')]]);
        return null;
      }),
    ],
  ),
);

/** `predefined_split(dataset)`: nothing of the training data is held back. */
export const predefinedSplitClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'predefined_split',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, dataset)', (_rt, args) => {
        setAttributes(rt, args.known('self'), [['validation', args.value('dataset')]]);
        return null;
      }),
    ],
  ),
);

interface Parts {
  readonly training: Value;
  readonly validation: Value;
}

/** Samples held back: the first of so many folds, or a share. */
function heldBack(rt: Runtime, split: Value, samples: number): number | Unknown | null {
  const cv =
    split === 'default' ? DEFAULT_FOLDS : split instanceof PyObject ? split.attrs.get('cv') : undefined;
  if (cv === undefined) return rt.unknown('a split of skorch that is not followed');
  const share = asNumber(cv);
  if (share === undefined) return rt.unknown('the split into training and validation');
  if (share <= 0) return null;
  return share < 1 ? Math.ceil(samples * share) : Math.ceil(samples / share);
}

/** The data set of arrays, or the one that is given; `fit(dataset, y=None)` gives one. */
function datasetOf(rt: Runtime, X: Value, y: Value): Value {
  const isArray = X instanceof NdArray || X instanceof TorchTensor;
  if (!isArray) return X;
  const cls = datasetClass(rt, 'TensorDataset');
  if (cls === undefined) return X;
  const tensors = [X, y].flatMap((array) =>
    array instanceof NdArray || array instanceof TorchTensor
      ? [new TorchTensor(array.shape, array.dtype === 'float64' ? 'float32' : array.dtype)]
      : [],
  );
  return rt.call(cls, tensors);
}

function part(rt: Runtime, dataset: Value, from: number, to: number): Value {
  const cls = datasetClass(rt, 'Subset');
  return cls === undefined ? dataset : rt.call(cls, [dataset, new PyRange(from, to, 1)]);
}

function partsOf(rt: Runtime, self: PyObject, dataset: Value): Parts {
  const split = option(self, 'train_split');
  if (split === null || split === false) return { training: dataset, validation: null };
  const validation = split instanceof PyObject ? split.attrs.get('validation') : undefined;
  if (validation !== undefined) return { training: dataset, validation };
  if (split instanceof Unknown) return { training: split, validation: null };
  const samples = rt.length(dataset);
  const held = samples instanceof Unknown ? samples : heldBack(rt, split, samples);
  if (held instanceof Unknown) return { training: held, validation: null };
  if (held === null || samples instanceof Unknown) return { training: dataset, validation: null };
  return {
    training: part(rt, dataset, 0, samples - held),
    validation: part(rt, dataset, samples - held, samples),
  };
}

function batches(rt: Runtime, dataset: Value, batch: Value): Batches {
  const size = asInteger(batch);
  const whole = rt.length(dataset);
  // -1 is all of the data at once.
  return batchesOf(rt, loaderOver(rt, dataset, { batch: size === -1 ? whole : batch }));
}

function pairOf(batch: Value): readonly [Value, Value] {
  const [x = null, y = null] = batch instanceof PyTuple || batch instanceof PyList ? batch.items : [batch];
  return [x, y];
}

/** The loss only adds its few operations to the step; what is unlike PyTorch's own rules is left out. */
function lossOf(rt: Runtime, self: PyObject, output: Value, target: Value): void {
  const prediction = output instanceof PyTuple ? (output.items[0] ?? null) : output;
  try {
    if (isOwn(rt, self, 'get_loss')) rt.callMethod(self, 'get_loss', [prediction, target]);
    else rt.call(option(self, 'criterion_'), [prediction, target]);
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
  }
}

function initialise(rt: Runtime, self: PyObject, kind: string): void {
  const module = made(rt, option(self, 'module'), [], withPrefix(self, 'module__'));
  const fallback = CRITERIA[kind] ?? null;
  const criterion =
    option(self, 'criterion') ?? (fallback === null ? null : torchMember(rt, 'torch.nn', fallback));
  const optimizer = option(self, 'optimizer') ?? torchMember(rt, 'torch.optim', 'SGD');
  const keywords = new Map<string, Value>([['lr', option(self, 'lr')], ...withPrefix(self, 'optimizer__')]);
  setAttributes(rt, self, [
    ['module_', module],
    ['criterion_', criterion === null ? null : made(rt, criterion, [], withPrefix(self, 'criterion__'))],
    [
      'optimizer_',
      module instanceof Unknown
        ? module
        : rt.call(optimizer, [rt.callMethod(module, 'parameters')], keywords),
    ],
    ['initialized_', true],
  ]);
}

function listed(callbacks: Value): readonly Value[] {
  if (!(callbacks instanceof PyList || callbacks instanceof PyTuple)) return [];
  return callbacks.items.map((one) => (one instanceof PyTuple ? (one.items[1] ?? one) : one));
}

function train(rt: Runtime, self: PyObject, X: Value, y: Value): void {
  const module = option(self, 'module_');
  const parts = partsOf(rt, self, datasetOf(rt, X, y));
  const iteratorBatch = option(self, 'iterator_train__batch_size') ?? option(self, 'batch_size');
  const training = batches(rt, parts.training, iteratorBatch);
  const validation = parts.validation === null ? null : batches(rt, parts.validation, iteratorBatch);
  const epochs = option(self, 'max_epochs');
  const schedule = {
    epochs: epochs instanceof Unknown ? epochs : (asInteger(epochs) ?? rt.unknown('max_epochs')),
    updates: null,
    passes: 1,
    mayEnd: listed(option(self, 'callbacks')).flatMap((callback) => stoppingBy(callback) ?? []),
  };
  const forward = (batch: Value): void => {
    const [x, target] = pairOf(batch);
    const output = calling(rt, module, () => rt.call(module, [x]));
    lossOf(rt, self, output, target);
  };
  if (module instanceof PyObject) rt.callMethod(module, 'train');
  runFit(rt, training, schedule, {
    step: (batch) => {
      forward(batch);
      backward(rt);
      update(rt, infoOf(option(self, 'optimizer_')), 1);
    },
    besides: (each) => {
      if (validation === null) return;
      each(schedule.epochs, () => {
        rt.callMethod(module, 'eval');
        runPass(rt, validation, forward);
        rt.callMethod(module, 'train');
      });
    },
  });
}

function fit(rt: Runtime, args: Args, kind: string, isPartial: boolean): Value {
  ensureTorch(rt);
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  const isGoingOn = isPartial || rt.truth(option(self, 'warm_start')) === true;
  if (!isGoingOn || option(self, 'initialized_') !== true) initialise(rt, self, kind);
  train(rt, self, args.value('X'), args.value('y'));
  return self;
}

function netClass(rt: Runtime, kind: string): PyClass {
  return nativeClass(
    kind,
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, module, criterion=None, *args, **options)', (inner, args) => {
        setAttributes(inner, args.known('self'), [
          ...Object.entries(DEFAULTS),
          ['module', args.value('module')],
          ['criterion', args.value('criterion')],
          ...args.extra,
        ]);
        return null;
      }),
      nativeMethod('initialize(self)', (inner, args) => {
        ensureTorch(inner);
        const self = args.known('self');
        if (self instanceof PyObject) initialise(inner, self, kind);
        return self;
      }),
      nativeMethod('fit(self, X, y=None, **options)', (inner, args) => fit(inner, args, kind, false)),
      nativeMethod('partial_fit(self, X, y=None, classes=None, **options)', (inner, args) =>
        fit(inner, args, kind, true),
      ),
      nativeMethod('fit_loop(self, X, y=None, epochs=None, **options)', (inner, args) =>
        fit(inner, args, kind, true),
      ),
      nativeMethod('get_loss(self, y_pred, y_true, X=None, training=False)', (inner, args) => {
        const self = args.known('self');
        const criterion = self instanceof PyObject ? option(self, 'criterion_') : null;
        return inner.call(criterion, [args.value('y_pred'), args.value('y_true')]);
      }),
      ...['predict', 'predict_proba', 'score', 'forward', 'evaluation_step'].map((name) =>
        nativeMethod(`${name}(self, *data, **options)`, (inner) =>
          inner.unknown(`what ${name} gives depends on the data`),
        ),
      ),
      ...['save_params', 'load_params', 'set_params_on_callbacks', 'notify'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, () => null),
      ),
      ...estimatorMethods,
      otherMembers('skorch'),
    ],
  );
}

export const netClasses: Readonly<Record<string, (rt: Runtime) => PyClass>> = Object.fromEntries(
  Object.keys(CRITERIA).map((kind) => [kind, perRuntime((rt) => netClass(rt, kind))]),
);
