/** How modules of the standard library are written: a name, and its members per runtime. */
import type { LibraryModule } from '../ports.ts';
import type { Runtime } from '../runtime/api.ts';
import { Store } from '../runtime/journal.ts';
import { NativeFunction, PyClass, PyFloat, PyModule } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { Opaque } from './opaque.ts';

/** A native or a class goes by its own name. */
export type Member = NativeFunction | PyClass | readonly [string, Value];

export interface ModuleOptions {
  /** What a name gives that is not listed: 'missing' raises as Python does, for complete models. */
  readonly others?: 'missing' | 'opaque';
}

/** A module whose functions are the same for every runtime; classes come from `members(rt)`. */
export function libraryModule(
  name: string,
  members: readonly Member[] | ((rt: Runtime) => readonly Member[]),
  { others = 'opaque' }: ModuleOptions = {},
): LibraryModule {
  return {
    name,
    precedence: 'framework',
    create(rt) {
      const vars = new Store<string, Value>();
      vars.set('__name__', name);
      for (const member of typeof members === 'function' ? members(rt) : members) {
        if (member instanceof NativeFunction || member instanceof PyClass) vars.set(member.name, member);
        else vars.set(member[0], member[1]);
      }
      const lazy = others === 'missing' ? null : notModelled(name);
      return new PyModule(name, null, vars, lazy);
    },
  };
}

function notModelled(module: string): NonNullable<PyModule['lazy']> {
  return (rt, name) =>
    name.startsWith('__') || rt.libraries.find(`${module}.${name}`) !== null
      ? undefined
      : new Opaque(`${module}.${name}`);
}

export function float(value: number): PyFloat {
  return new PyFloat(value);
}
