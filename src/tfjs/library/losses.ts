/** `tf.losses` and `tf.metrics`: functions of what should come out and what did. */
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { toTensor } from '../../keras/opCall.ts';
import { lossPerSample } from '../../keras/ops/losses.ts';
import { reduce } from '../../keras/ops/reductions.ts';
import { guarded } from '../../keras/invoke.ts';
import { Namespace, scriptFunction, type ScriptCall } from '../script/native.ts';

/** By name: the loss of Keras, and whether it is given logits. */
interface LossRow {
  readonly keras: string;
  readonly fromLogits?: boolean;
}

/** @tensorflow/tfjs-core 4.22.0, `src/ops/losses/`: each takes labels first and gives one number by default. */
const LOSSES: Readonly<Record<string, LossRow>> = {
  absoluteDifference: { keras: 'mean_absolute_error' },
  cosineDistance: { keras: 'cosine_similarity' },
  hingeLoss: { keras: 'hinge' },
  huberLoss: { keras: 'huber' },
  logLoss: { keras: 'binary_crossentropy' },
  meanSquaredError: { keras: 'mean_squared_error' },
  sigmoidCrossEntropy: { keras: 'binary_crossentropy', fromLogits: true },
  softmaxCrossEntropy: { keras: 'categorical_crossentropy', fromLogits: true },
  computeWeightedLoss: { keras: 'mean_absolute_error' },
};

/** @tensorflow/tfjs-layers 4.22.0, `src/exports_metrics.ts`: one number for each sample. */
const METRICS: Readonly<Record<string, string>> = {
  binaryAccuracy: 'mean_absolute_error',
  binaryCrossentropy: 'binary_crossentropy',
  categoricalAccuracy: 'mean_absolute_error',
  categoricalCrossentropy: 'categorical_crossentropy',
  sparseCategoricalAccuracy: 'mean_absolute_error',
  cosineProximity: 'cosine_similarity',
  meanAbsoluteError: 'mean_absolute_error',
  meanAbsolutePercentageError: 'mean_absolute_percentage_error',
  meanSquaredError: 'mean_squared_error',
  mse: 'mean_squared_error',
  MSE: 'mean_squared_error',
  mape: 'mean_absolute_percentage_error',
  precision: 'mean_absolute_error',
  recall: 'mean_absolute_error',
};

function computed(call: ScriptCall, { keras, fromLogits = false }: LossRow, isMean: boolean): Value {
  const { rt } = call;
  return guarded(rt, () => {
    const prediction = call.known(1);
    const tensor = toTensor(rt, prediction);
    if (tensor === undefined) throw call.js.error('Error', `${call.name} takes tensors`);
    const each = lossPerSample(rt, keras, tensor, fromLogits);
    return isMean && each.shape.length > 0 ? reduce(rt, 'mean', each, null, false) : each;
  });
}

function namespace(name: string, make: (member: string) => NativeFunction | undefined): Namespace {
  const made = new Map<string, NativeFunction | undefined>();
  return new Namespace(name, (_js, member) => {
    if (!made.has(member)) made.set(member, make(member));
    return made.get(member);
  });
}

export const lossesNamespace = (): Namespace =>
  namespace('tf.losses', (name) => {
    const row = Object.hasOwn(LOSSES, name) ? LOSSES[name] : undefined;
    return row === undefined ? undefined : scriptFunction(name, (call) => computed(call, row, true));
  });

export const metricsNamespace = (): Namespace =>
  namespace('tf.metrics', (name) => {
    const keras = Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;
    return keras === undefined ? undefined : scriptFunction(name, (call) => computed(call, { keras }, false));
  });
