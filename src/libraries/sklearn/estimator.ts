/** What estimators have in common: parameters by name, and copies of themselves. */
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeMethod } from '../../python/runtime/native.ts';
import { PyObject } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { dictOf } from '../../python/builtins/hash.ts';
import { setAttributes } from '../trainers/fitting.ts';

/** `module__hidden=16` as `hidden=16`, for whoever `module__` belongs to. */
export function withPrefix(self: PyObject, prefix: string): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const [name, value] of self.attrs) {
    if (name.startsWith(prefix)) found.set(name.slice(prefix.length), value);
  }
  return found;
}

/** An estimator that was not trained, with the parameters of another: `sklearn.base.clone`. */
export function cloned(rt: Runtime, estimator: PyObject): PyObject {
  const copy = rt.createObject(estimator.cls);
  for (const [name, value] of estimator.attrs) {
    // What training left has a name that ends with an underscore.
    if (!name.endsWith('_')) rt.journal.mapSet(copy.attrs, name, value);
  }
  return copy;
}

export const estimatorMethods: readonly NativeFunction[] = [
  nativeMethod('set_params(self, **params)', (rt, args) => {
    setAttributes(rt, args.known('self'), args.extra);
    return args.known('self');
  }),
  nativeMethod('get_params(self, deep=True)', (rt, args) => {
    const self = args.known('self');
    const entries = self instanceof PyObject ? [...self.attrs] : [];
    return dictOf(
      rt,
      entries.filter(([name]) => !name.endsWith('_')),
    );
  }),
];
