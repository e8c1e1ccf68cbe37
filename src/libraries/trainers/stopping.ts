/** Callbacks that may end a training before its limit. */
import { Inert } from '../../python/stdlib/inert.ts';
import { PyObject } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';

/** By the last name of their class, in whichever library. */
const STOPPING =
  /(?:^|\.)(EarlyStopping\w*|EarlyStopper|Timer|TerminateOnNan|NoImprovementHandler|TimeLimit|\w*PruningCallback|PruningHandler)(?:\(\))?$/i;

/** Why a training with this callback may end sooner; null: it does not. */
export function stoppingBy(callback: Value): string | null {
  const path =
    callback instanceof Inert ? callback.path : callback instanceof PyObject ? classNames(callback) : '';
  const found = STOPPING.exec(path);
  return found?.[1] === undefined ? null : `${found[1]} may end the training sooner`;
}

function classNames(object: PyObject): string {
  return object.cls.mro.find(({ name }) => STOPPING.test(name))?.name ?? '';
}
