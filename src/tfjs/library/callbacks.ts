/** `tf.callbacks`: what may end a training before its last epoch. */
import type { Runtime } from '../../python/runtime/api.ts';
import { PyClass, PyList } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { leavesOf } from '../../keras/structure.ts';
import { scriptOf } from '../script/api.ts';
import { Namespace, scriptFunction } from '../script/native.ts';
import { JsFunction } from '../script/values.ts';

const classes = new WeakMap<Runtime, PyClass>();

/** By the name that tells Keras' `fit` what it does. */
function earlyStoppingClass(rt: Runtime): PyClass {
  let cls = classes.get(rt);
  if (cls === undefined) {
    cls = new PyClass({ name: 'EarlyStopping', bases: [scriptOf(rt).builtinClass('Object')] });
    classes.set(rt, cls);
  }
  return cls;
}

/** A callback that ends a training by `model.stopTraining = true`. */
function setsStopTraining(callback: Value): boolean {
  return callback instanceof JsFunction && JSON.stringify(callback.node).includes('"stopTraining"');
}

/** Callbacks as `fit` of Keras takes them: functions of the program matter where they may end the training. */
export function callbacksOf(rt: Runtime, callbacks: Value): Value {
  const leaves = leavesOf(callbacks);
  if (!leaves.some(setsStopTraining)) return callbacks;
  return new PyList([...leaves, rt.createObject(earlyStoppingClass(rt))]);
}

const earlyStopping = scriptFunction('earlyStopping', ({ rt }) => rt.createObject(earlyStoppingClass(rt)));

export const callbacksNamespace = (): Namespace =>
  new Namespace('tf.callbacks', (_js, name) => (name === 'earlyStopping' ? earlyStopping : undefined));
