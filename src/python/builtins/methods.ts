import type { Runtime } from '../runtime/api.ts';
import { NativeFunction } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';

/**
 * The method of a builtin type by name, unbound: it takes the receiver as its first argument.
 * Methods live in the classes' dictionaries, so a user's subclass and `super()` find them too.
 */
export function builtinMethod(rt: Runtime, value: Value, name: string): NativeFunction | undefined {
  const method = rt.findInClass(rt.classOf(value), name);
  return method instanceof NativeFunction ? method : undefined;
}
