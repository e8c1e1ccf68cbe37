import type { Runtime } from '../runtime/api.ts';
import type { PyClass, Value } from '../runtime/values.ts';

/** What the library does to a class once its body has run: enumerations, named tuples. */
export function finishClass(_rt: Runtime, cls: PyClass, _keywords: ReadonlyMap<string, Value>): PyClass {
  return cls;
}
