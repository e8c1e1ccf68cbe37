/** `keras.losses` and what `compile(loss=…)` adds to a step. */
import { perRuntime } from '../python/builtins/natives.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { nativeClass, nativeMethod } from '../python/runtime/native.ts';
import { PyRaise, UnknownInput } from '../python/runtime/signals.ts';
import { PyClass, PyDict, PyObject, Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { Store } from '../python/runtime/journal.ts';
import { guarded } from './invoke.ts';
import { toTensor } from './opCall.ts';
import { lossPerSample, LOSS_NAMES } from './ops/losses.ts';
import { operation } from './ops/table.ts';
import { reduce } from './ops/reductions.ts';
import { snakeCase } from './state.ts';
import { leavesOf } from './structure.ts';
import { Tensor } from './tensor.ts';

/** `keras.losses.MeanSquaredError` and its like, by the function that they call. */
const CLASSES: Readonly<Record<string, string>> = {
  MeanSquaredError: 'mean_squared_error',
  MeanAbsoluteError: 'mean_absolute_error',
  MeanAbsolutePercentageError: 'mean_absolute_percentage_error',
  MeanSquaredLogarithmicError: 'mean_squared_logarithmic_error',
  BinaryCrossentropy: 'binary_crossentropy',
  BinaryFocalCrossentropy: 'binary_focal_crossentropy',
  CategoricalCrossentropy: 'categorical_crossentropy',
  CategoricalFocalCrossentropy: 'categorical_focal_crossentropy',
  SparseCategoricalCrossentropy: 'sparse_categorical_crossentropy',
  KLDivergence: 'kl_divergence',
  Poisson: 'poisson',
  Hinge: 'hinge',
  SquaredHinge: 'squared_hinge',
  CategoricalHinge: 'categorical_hinge',
  Huber: 'huber',
  LogCosh: 'log_cosh',
  CosineSimilarity: 'cosine_similarity',
  CTC: 'ctc',
  Dice: 'dice',
  Tversky: 'tversky',
  Circle: 'circle',
};

/** Short names that `loss=` takes. */
const SHORT: Readonly<Record<string, string>> = {
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  mape: 'mean_absolute_percentage_error',
  msle: 'mean_squared_logarithmic_error',
  bce: 'binary_crossentropy',
  kld: 'kl_divergence',
  kullback_leibler_divergence: 'kl_divergence',
  logcosh: 'log_cosh',
  crossentropy: 'categorical_crossentropy',
};

function standardName(name: string): string | undefined {
  const plain = SHORT[name.toLowerCase()] ?? CLASSES[name] ?? snakeCase(name);
  return LOSS_NAMES.includes(plain) ? plain : undefined;
}

/** Calls `self.call` and reduces to one number, unless it is asked not to. */
const callLoss = nativeMethod('__call__(self, y_true, y_pred, sample_weight=None, **kwargs)', (rt, args) =>
  guarded(rt, () => {
    const self = args.value('self');
    const each = rt.callMethod(self, 'call', [args.value('y_true'), args.value('y_pred')]);
    const reduction = rt.findAttribute(self, 'reduction') ?? null;
    const keeps = reduction === null || reduction === 'none' || reduction === 'NONE';
    const tensor = each instanceof Unknown ? undefined : toTensor(rt, each);
    if (tensor === undefined || keeps || tensor.shape.length === 0) return each;
    return reduce(rt, 'mean', tensor, null, false);
  }),
);

const baseClass = perRuntime((rt) =>
  nativeClass(
    'Loss',
    [rt.builtinClass('object')],
    [
      nativeMethod(
        '__init__(self, name=None, reduction="sum_over_batch_size", dtype=None, **kwargs)',
        (_rt, args) => {
          const object = args.known('self');
          if (object instanceof PyObject) {
            object.attrs.set('name', args.value('name'));
            object.attrs.set('reduction', args.value('reduction'));
          }
          return null;
        },
      ),
      callLoss,
      nativeMethod('call(self, y_true, y_pred)', (rt) => {
        throw rt.error('NotImplementedError', 'a loss defines call');
      }),
    ],
  ),
);

function classFor(rt: Runtime, className: string, name: string): PyClass {
  const init = nativeMethod(
    '__init__(self, *args, from_logits=False, reduction="sum_over_batch_size", name=None, **kwargs)',
    (_rt, args) => {
      const object = args.known('self');
      if (!(object instanceof PyObject)) return null;
      const first = args.rest[0];
      const takesLogits = name.endsWith('crossentropy') && typeof first === 'boolean';
      object.attrs.set('from_logits', takesLogits ? first : args.value('from_logits'));
      object.attrs.set('reduction', args.value('reduction'));
      object.attrs.set('name', args.value('name') ?? name);
      return null;
    },
  );
  const call = nativeMethod('call(self, y_true, y_pred)', (_rt, args) => {
    const prediction = args.value('y_pred');
    const tensor = prediction instanceof Unknown ? undefined : toTensor(rt, prediction);
    if (tensor === undefined) {
      throw new UnknownInput(prediction instanceof Unknown ? prediction : rt.unknown('a prediction'));
    }
    return lossPerSample(
      rt,
      name,
      tensor,
      rt.truth(rt.getAttribute(args.value('self'), 'from_logits')) === true,
    );
  });
  const members: [string, Value][] = [
    ['__init__', init],
    ['call', call],
  ];
  return new PyClass({ name: className, bases: [baseClass(rt)], dict: new Store(members) });
}

const classes = perRuntime((rt) => {
  const made = new Map<string, PyClass>([['Loss', baseClass(rt)]]);
  for (const [className, name] of Object.entries(CLASSES)) made.set(className, classFor(rt, className, name));
  return made;
});

export function lossMember(rt: Runtime, name: string): Value | undefined {
  const cls = classes(rt).get(name);
  if (cls !== undefined) return cls;
  const standard = standardName(name);
  return standard === undefined ? undefined : operation(standard);
}

/**
 * Records what the loss of one step costs and returns it as one number. A loss that cannot be followed counts
 * for nothing, and is reported.
 */
export function computeLoss(rt: Runtime, loss: Value, target: Value, output: Value): Value {
  const outputs = leavesOf(output);
  const targets = leavesOf(target);
  const parts = lossParts(loss, outputs.length);
  const results = outputs.map((prediction, i) => {
    const own = parts[i] ?? null;
    return own === null || !(prediction instanceof Tensor)
      ? null
      : partOf(rt, own, targets[i] ?? null, prediction);
  });
  return results.find((result) => result !== null) ?? null;
}

/** One loss for each output: a single one is for all of them. */
function lossParts(loss: Value, count: number): readonly Value[] {
  if (loss instanceof PyDict) return [...loss.entries.values()];
  const leaves = leavesOf(loss);
  return leaves.length === 1 ? new Array<Value>(count).fill(leaves[0] ?? null) : leaves;
}

function partOf(rt: Runtime, loss: Value, target: Value, prediction: Tensor): Value {
  try {
    if (typeof loss === 'string') {
      const name = standardName(loss);
      if (name === undefined) throw rt.error('ValueError', `Could not interpret loss identifier: ${loss}`);
      return guarded(rt, () => reduce(rt, 'mean', lossPerSample(rt, name, prediction, false), null, false));
    }
    // What is learnt looks like what comes out, where the code does not tell.
    const given =
      target === null || target instanceof Unknown ? new Tensor(prediction.shape, prediction.dtype) : target;
    return rt.call(loss, [given, prediction]);
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    rt.recorder.assume(`the loss is taken to cost nothing: it raised ${error.message}`, rt.here());
    return null;
  }
}
