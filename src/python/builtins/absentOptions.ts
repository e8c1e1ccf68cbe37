/** Options that nobody gave on the command line and that have no default: they are None. */
import type { Runtime } from '../runtime/api.ts';
import type { Unknown } from '../runtime/values.ts';
import { perRuntime } from './natives.ts';

/** Replaced as a whole, so that it can be undone. */
const state = perRuntime((): { readonly serial: number; names: readonly string[] } => ({
  serial: 0,
  names: [],
}));

export function noteAbsentOption(rt: Runtime, name: string): void {
  const own = state(rt);
  if (!own.names.includes(name)) rt.journal.setField(own, 'names', [...own.names, name]);
}

/**
 * What stands for a None that the program cannot go on with, such as a path: it is never run without the option that
 * gives it. Null: no option is absent, or the program provides for the error.
 */
export function givenByOption(rt: Runtime, what: string): Unknown | null {
  const { names } = state(rt);
  if (names.length === 0 || rt.catchesTypeErrors()) return null;
  const text = `${what} is given on the command line: ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} no default`;
  rt.recorder.assume(text, rt.here());
  return rt.unknown(text);
}
