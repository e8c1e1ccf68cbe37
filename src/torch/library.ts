/** Modules of PyTorch as the program sees them: members come into being when they are read. */
import type { LibraryModule } from '../python/ports.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { Store } from '../python/runtime/journal.ts';
import { PyModule } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { Inert } from '../python/stdlib/inert.ts';
import { ensureTorch } from './classes.ts';

/** Undefined: not a member. */
export type Lookup = (rt: Runtime, name: string) => Value | undefined;

export interface LibrarySpec {
  readonly name: string;
  readonly find: Lookup;
  /** Members without an effect on models. */
  readonly inert?: readonly string[];
}

export function torchLibrary({ name, find, inert = [] }: LibrarySpec): LibraryModule {
  return {
    name,
    precedence: 'framework',
    create(rt) {
      ensureTorch(rt);
      return new PyModule(name, null, new Store<string, Value>([['__name__', name]]), (runtime, member) => {
        const found = find(runtime, member);
        if (found !== undefined) return found;
        if (inert.includes(member)) return new Inert(`${name}.${member}`);
        const isSubmodule = runtime.libraries.find(`${name}.${member}`) !== null;
        if (isSubmodule || member.startsWith('__')) return undefined;
        return runtime.unknown(`${name}.${member} is not modelled`);
      });
    },
  };
}

/** The first of several lookups that knows the name. */
export function firstOf(...lookups: readonly Lookup[]): Lookup {
  return (rt, name) => {
    for (const lookup of lookups) {
      const found = lookup(rt, name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Members by name; functions are called with the runtime once. */
export function table(members: Readonly<Record<string, Value | ((rt: Runtime) => Value)>>): Lookup {
  return (rt, name) => {
    if (!Object.hasOwn(members, name)) return undefined;
    const member = members[name];
    return typeof member === 'function' ? member(rt) : member;
  };
}
