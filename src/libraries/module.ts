/** How the libraries beside the frameworks are written: members that are made when they are asked for. */
import type { LibraryModule } from '../python/ports.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { Store } from '../python/runtime/journal.ts';
import { PyList, PyModule } from '../python/runtime/values.ts';
import type { NativeFunction, Value } from '../python/runtime/values.ts';
import { Inert } from '../python/stdlib/inert.ts';

/** A member, or how to make it once per run. */
export type Member = NativeFunction | ((rt: Runtime) => Value);

export interface ModuleSpec {
  readonly name: string;
  readonly precedence: LibraryModule['precedence'];
  readonly members: Readonly<Record<string, Member>>;
  /** Members that have no effect on models: loggers, plots. 'all': every other member. */
  readonly inert?: readonly string[] | 'all';
  /** Why a name that is not listed is unknown. */
  readonly otherwise?: string;
  /** Parts of the package that are not modelled are read from its source, where that is there. */
  readonly readsSource?: boolean;
}

/** A module whose members come into being when the program reads them. */
export function lazyModule(spec: ModuleSpec): LibraryModule {
  const { name, precedence, members } = spec;
  const inert = new Set(spec.inert === 'all' ? [] : spec.inert);
  return {
    name,
    precedence,
    ...(spec.readsSource === undefined ? {} : { readsSource: spec.readsSource }),
    create: () =>
      new PyModule(name, null, new Store<string, Value>([['__name__', name]]), (rt, attribute) => {
        if (Object.hasOwn(members, attribute)) {
          const member = members[attribute];
          return typeof member === 'function' ? member(rt) : member;
        }
        if (inert.has(attribute)) return new Inert(`${name}.${attribute}`);
        if (attribute === '__all__') return new PyList(Object.keys(members));
        if (attribute.startsWith('__') || rt.libraries.find(`${name}.${attribute}`) !== null) {
          return undefined;
        }
        if (spec.inert === 'all') return new Inert(`${name}.${attribute}`);
        return rt.unknown(spec.otherwise ?? `${name}.${attribute} is not modelled`);
      }),
  };
}
