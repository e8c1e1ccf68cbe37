/** How the modules of PyTorch are written: members that come into being when the program reads them. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { Store } from '../../python/runtime/journal.ts';
import { native, nativeClass, type Args } from '../../python/runtime/native.ts';
import { NativeFunction, PyClass, PyList, PyModule } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { ensureTorch } from '../classes.ts';
import { stateOf } from '../state.ts';

/** A member, or how to make it once per run. */
export type Member = NativeFunction | ((rt: Runtime) => Value);

export interface ModuleDefinition {
  readonly name: string;
  readonly members?: Readonly<Record<string, Member>>;
  /** Functions by their own names. */
  readonly functions?: Iterable<NativeFunction>;
  /** Names without effect on the counts. */
  readonly inert?: readonly string[] | 'all';
  /** Looks further names up; undefined where there is none. */
  readonly find?: (rt: Runtime, name: string) => Value | undefined;
}

/** A library module; what it does not know is an Unknown that names it. */
export function torchModule(definition: ModuleDefinition): LibraryModule {
  const { name, members = {}, find } = definition;
  const functions = new Map([...(definition.functions ?? [])].map((fn) => [fn.name, fn]));
  const inert = new Set(definition.inert === 'all' ? [] : definition.inert);
  const lookup = (rt: Runtime, attribute: string): Value | undefined => {
    if (Object.hasOwn(members, attribute)) {
      const member = members[attribute];
      return typeof member === 'function' ? member(rt) : member;
    }
    const found = functions.get(attribute) ?? find?.(rt, attribute);
    if (found !== undefined) return found;
    if (inert.has(attribute)) return new Inert(`${name}.${attribute}`);
    if (attribute === '__all__') return new PyList([...Object.keys(members), ...functions.keys()]);
    if (attribute.startsWith('__') || rt.libraries.find(`${name}.${attribute}`) !== null) return undefined;
    if (definition.inert === 'all') return new Inert(`${name}.${attribute}`);
    return rt.unknown(`${name}.${attribute} is not modelled`);
  };
  return {
    name,
    precedence: 'framework',
    create(rt) {
      ensureTorch(rt);
      return new PyModule(name, null, new Store<string, Value>([['__name__', name]]), lookup);
    },
  };
}

/** A class made once per run, under a name of its own. */
export function ownClass(rt: Runtime, key: string, make: (rt: Runtime) => PyClass): PyClass {
  const { library } = stateOf(rt);
  let cls = library.get(key);
  if (cls === undefined) library.set(key, (cls = make(rt)));
  return cls;
}

/** A plain class of `object`. */
export function plainClass(
  name: string,
  members: (rt: Runtime) => Iterable<readonly [string, Value]>,
): (rt: Runtime) => PyClass {
  return (rt) => ownClass(rt, name, () => nativeClass(name, [rt.builtinClass('object')], members(rt)));
}

/** A function without effect on the counts that gives always the same. */
export function constant(name: string, value: Value): NativeFunction {
  return native(`${name}(*args, **kwargs)`, () => value);
}

/** A function whose result is not known before the run. */
export function unknowable(name: string, reason: string): NativeFunction {
  return native(`${name}(*args, **kwargs)`, (rt) => rt.unknown(reason));
}

/** A decorator that leaves what it decorates as it is, with or without arguments. */
export function passThrough(name: string): NativeFunction {
  return native(`${name}(*args, **kwargs)`, (_rt, args: Args) => {
    const [first] = args.rest;
    if (isDecorable(first)) return first;
    return native(`${name}(fn)`, (_runtime, inner) => inner.value('fn'));
  });
}

/** Something that a decorator or wrapper may be given: a function, a class or a module. */
export function isDecorable(value: Value | undefined): value is Exclude<Value, null | undefined> {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value instanceof NativeFunction ||
      value instanceof PyClass ||
      value.kind === 'function' ||
      value.kind === 'method' ||
      value.kind === 'object')
  );
}
