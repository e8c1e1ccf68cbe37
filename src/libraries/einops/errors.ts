/** `EinopsError`, which wrong patterns raise. */
import { exceptionOf, perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass } from '../../python/runtime/native.ts';
import type { Value } from '../../python/runtime/values.ts';
import { guarded } from '../../torch/call.ts';
import { PatternError } from './pattern.ts';

export const einopsError = perRuntime((rt: Runtime) =>
  nativeClass('EinopsError', [rt.builtinClass('RuntimeError')], []),
);

/** Runs what may meet a wrong pattern. */
export function checked(rt: Runtime, body: () => Value): Value {
  return guarded(rt, true, () => {
    try {
      return body();
    } catch (error) {
      if (error instanceof PatternError) {
        throw exceptionOf(rt, einopsError(rt), [error.message], error.message);
      }
      throw error;
    }
  });
}
