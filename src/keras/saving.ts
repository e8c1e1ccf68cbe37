/** Models that a script saves and loads again. */
import type { Runtime } from '../python/runtime/api.ts';
import { PyObject } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { stateOf } from './state.ts';

/** Keeps a model by the path that it is saved to, for when it is loaded again. */
export function remembered(rt: Runtime, path: Value, model: Value): void {
  if (typeof path === 'string' && model instanceof PyObject) {
    rt.journal.mapSet(stateOf(rt).saved, path, model);
  }
}
