/** `tf.callbacks`: what may end a training before its last epoch. */
import type { Runtime } from '../../python/runtime/api.ts';
import { PyClass } from '../../python/runtime/values.ts';
import { scriptOf } from '../script/api.ts';
import { Namespace, scriptFunction } from '../script/native.ts';

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

const earlyStopping = scriptFunction('earlyStopping', ({ rt }) => rt.createObject(earlyStoppingClass(rt)));

export const callbacksNamespace = (): Namespace =>
  new Namespace('tf.callbacks', (_js, name) => (name === 'earlyStopping' ? earlyStopping : undefined));
