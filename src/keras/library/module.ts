/** Modules whose members come into being when they are asked for. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { Store } from '../../python/runtime/journal.ts';
import { PyModule } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { ensureKeras } from '../install.ts';

/** Undefined for what the module does not have. */
export type Members = (rt: Runtime, name: string) => Value | undefined;

/** Packages under which Keras can be imported. */
export const ROOTS = [
  'keras',
  'tensorflow.keras',
  'tf_keras',
  'keras_core',
  'tensorflow.python.keras',
  'keras.src',
  'keras.api',
];

/** A module of one name. */
export function moduleNamed(name: string, members: Members): LibraryModule {
  return {
    name,
    precedence: 'framework',
    create: (rt) => {
      ensureKeras(rt);
      return new PyModule(name, null, new Store<string, Value>([['__name__', name]]), (runtime, member) => {
        const found = members(runtime, member);
        if (found !== undefined) return found;
        if (member.startsWith('__') || runtime.libraries.find(`${name}.${member}`) !== null) return undefined;
        return runtime.unknown(`${name}.${member} is not modelled`);
      });
    },
  };
}

/** A part of Keras that is read from its installed source; `members` are what is known of it without. */
export function installedModule(path: string, members: Members): LibraryModule[] {
  return ROOTS.map((root) => {
    const name = `${root}.${path}`;
    return {
      name,
      precedence: 'facade',
      installedAs: root === 'keras.src' ? name : `keras.${path}`,
      create: (rt) => {
        ensureKeras(rt);
        return new PyModule(name, null, undefined, (runtime, member) =>
          runtime.libraries.find(`${name}.${member}`) === null ? members(runtime, member) : undefined,
        );
      },
    };
  });
}

/** The same module under every root: `keras.layers`, `tensorflow.keras.layers`, … */
export function kerasModule(path: string, members: Members): LibraryModule[] {
  return ROOTS.map((root) => moduleNamed(path === '' ? root : `${root}.${path}`, members));
}

/** One after the other. */
export function either(...all: readonly Members[]): Members {
  return (rt, name) => {
    for (const members of all) {
      const found = members(rt, name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Fixed members by name. */
export function fixed(members: Readonly<Record<string, Value>>): Members {
  return (_rt, name) => (Object.hasOwn(members, name) ? members[name] : undefined);
}
