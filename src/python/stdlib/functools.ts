/** `functools`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { NOT_IMPLEMENTED, PyClass, PyDict, PyFunction, PyProperty, Unknown } from '../runtime/values.ts';
import type { CallArgs, NativeFunction, Value } from '../runtime/values.ts';
import { dictGet, dictSet, hashKey } from '../builtins/hash.ts';
import { callable, perRuntime, tuple } from '../builtins/natives.ts';
import { nativeMethod } from '../runtime/native.ts';
import { PyRaise } from '../runtime/signals.ts';
import { Partial, WrappedFunction } from './functionObjects.ts';
import { libraryModule } from './module.ts';

export const partialClass = perRuntime((rt: Runtime): PyClass => {
  const cls: PyClass = nativeClass(
    'partial',
    [rt.builtinClass('object')],
    [
      native(
        '__new__(cls, func, /, *args, **keywords)',
        (_rt, args) => new Partial(cls, args.value('func'), args.rest, args.extra),
      ),
    ],
  );
  return cls;
});

/** What `wraps` copies, as `functools.WRAPPER_ASSIGNMENTS`. */
const ASSIGNED = ['__module__', '__name__', '__qualname__', '__doc__', '__annotations__'];

function updateWrapper(rt: Runtime, wrapper: Value, wrapped: Value): Value {
  for (const name of ASSIGNED) {
    const value = rt.findAttribute(wrapped, name);
    if (value !== undefined) copyAttribute(rt, wrapper, name, value);
  }
  if (wrapped instanceof PyFunction) {
    for (const [name, value] of wrapped.attrs) copyAttribute(rt, wrapper, name, value);
  }
  copyAttribute(rt, wrapper, '__wrapped__', wrapped);
  return wrapper;
}

/** Some callables take no attributes; Python then leaves them without. */
function copyAttribute(rt: Runtime, wrapper: Value, name: string, value: Value): void {
  try {
    rt.setAttribute(wrapper, name, value);
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
  }
}

/** Calls with hashable arguments are remembered, as they are observable by their side effects. */
function cached(fn: Value): WrappedFunction {
  const results = new PyDict();
  const run = (rt: Runtime, args: CallArgs): Value => {
    const key = tuple(
      ...args.positional,
      ...Array.from(args.keywords, ([name, value]) => tuple(name, value)),
    );
    if (args.unknownSpread !== null || hashKey(rt, key) instanceof Unknown) return rt.callWith(fn, args);
    const known = dictGet(rt, results, key);
    if (known !== undefined) return known;
    const mark = rt.journal.mark();
    try {
      const result = rt.callWith(fn, args);
      // Messages that are shown once: a branch that shows one leaves nothing behind.
      const isSilent = result === null && rt.journal.writtenSince(mark).length === 0;
      if (!isSilent) dictSet(rt, results, key, result);
      return result;
    } finally {
      rt.journal.commit(mark);
    }
  };
  return new WrappedFunction(fn, run, [
    ['cache_clear', callable('cache_clear', () => null)],
    ['cache_info', callable('cache_info', (rt) => rt.unknown('how a cache is filled'))],
  ]);
}

function lruCache(_rt: Runtime, args: Args): Value {
  const first = args.value('maxsize');
  const isDecorator = typeof first === 'object' && first !== null && first.kind !== 'float';
  if (isDecorator) return cached(first);
  return callable('lru_cache', (_inner, [fn = null]) => cached(fn));
}

function reduce(rt: Runtime, args: Args): Value {
  const elements = [...args.elements('iterable')];
  const initial = args.given('initial') ? args.value('initial') : elements.shift();
  if (initial === undefined) {
    throw rt.error('TypeError', 'reduce() of empty iterable with no initial value');
  }
  return elements.reduce<Value>(
    (total, element) => rt.call(args.value('function'), [total, element]),
    initial,
  );
}

/** Each comparison from another one and `==`. */
const DERIVED: Readonly<
  Record<string, Readonly<Record<string, (less: boolean, equal: boolean) => boolean>>>
> = {
  __lt__: {
    __gt__: (lt, eq) => !lt && !eq,
    __le__: (lt, eq) => lt || eq,
    __ge__: (lt) => !lt,
  },
  __le__: {
    __ge__: (le, eq) => !le || eq,
    __lt__: (le, eq) => le && !eq,
    __gt__: (le) => !le,
  },
  __gt__: {
    __lt__: (gt, eq) => !gt && !eq,
    __ge__: (gt, eq) => gt || eq,
    __le__: (gt) => !gt,
  },
  __ge__: {
    __le__: (ge, eq) => !ge || eq,
    __gt__: (ge, eq) => ge && !eq,
    __lt__: (ge) => !ge,
  },
};

function totalOrdering(rt: Runtime, args: Args): Value {
  const cls = args.known('cls');
  if (!(cls instanceof PyClass)) throw rt.error('TypeError', 'total_ordering() takes a class');
  const root = Object.keys(DERIVED).find((name) => {
    const method = rt.findInClass(cls, name);
    return method !== undefined && method !== rt.builtinClass('object').dict.get(name);
  });
  if (root === undefined) {
    throw rt.error('ValueError', 'must define at least one ordering operation: < > <= >=');
  }
  for (const [name, derive] of Object.entries(DERIVED[root] ?? {})) {
    if (cls.dict.has(name)) continue;
    rt.journal.mapSet(cls.dict, name, derivedComparison(name, root, derive));
  }
  return cls;
}

function derivedComparison(
  name: string,
  root: string,
  derive: (result: boolean, equal: boolean) => boolean,
): NativeFunction {
  return nativeMethod(`${name}(self, other)`, (rt, args) => {
    const [self, other] = [args.value('self'), args.value('other')];
    const result = rt.callMethod(self, root, [other]);
    if (result === NOT_IMPLEMENTED) return result;
    const truth = rt.truth(result);
    const equal = rt.equals(self, other);
    if (truth instanceof Unknown) return truth;
    return equal instanceof Unknown ? equal : derive(truth, equal);
  });
}

/** `singledispatch`: by the class of one argument, nearest in its order of bases. */
function singleDispatch(args: Args, position: number): Value {
  const fallback = args.value('func');
  const registry = new Map<PyClass, Value>();
  const find = (rt: Runtime, value: Value): Value => {
    for (const cls of rt.classOf(value).mro) {
      const found = registry.get(cls);
      if (found !== undefined) return found;
    }
    return fallback;
  };
  const add = (cls: Value, fn: Value): Value => {
    if (cls instanceof PyClass) registry.set(cls, fn);
    return fn;
  };
  const register = callable('register', (rt, [first = null, fn]) => {
    if (fn !== undefined) return add(first, fn);
    if (first instanceof PyClass) return callable('register', (_inner, [later = null]) => add(first, later));
    return add(firstAnnotation(rt, first), first);
  });
  return new WrappedFunction(
    fallback,
    (rt, call) => {
      const first = call.positional[position] ?? null;
      return first instanceof Unknown ? first : rt.callWith(find(rt, first), call);
    },
    [
      ['register', register],
      [
        'dispatch',
        callable('dispatch', (_inner, [cls = null]) =>
          cls instanceof PyClass ? (registry.get(cls) ?? fallback) : fallback,
        ),
      ],
    ],
  );
}

function firstAnnotation(rt: Runtime, fn: Value): Value {
  const annotations = rt.findAttribute(fn, '__annotations__');
  if (!(annotations instanceof PyDict)) return null;
  return [...annotations.entries.values()][0] ?? null;
}

const functions: readonly NativeFunction[] = [
  native('reduce(function, iterable, initial=None, /)', reduce),
  native('wraps(wrapped, *args, **kwargs)', (_rt, args) =>
    callable('wraps', (rt, [wrapper = null]) => updateWrapper(rt, wrapper, args.value('wrapped'))),
  ),
  native('update_wrapper(wrapper, wrapped, *args, **kwargs)', (rt, args) =>
    updateWrapper(rt, args.value('wrapper'), args.value('wrapped')),
  ),
  native('lru_cache(maxsize=128, typed=False)', lruCache),
  native('cache(func, /)', (_rt, args) => cached(args.value('func'))),
  native('total_ordering(cls)', totalOrdering),
  native('singledispatch(func)', (_rt, args) => singleDispatch(args, 0)),
  native('singledispatchmethod(func)', (_rt, args) => singleDispatch(args, 1)),
  native('cmp_to_key(func)', (rt) => rt.unknown('an ordering by cmp_to_key()')),
];

export const functools = libraryModule('functools', (rt) => [
  ...functions,
  partialClass(rt),
  nativeClass(
    'cached_property',
    [rt.builtinClass('property')],
    [native('__new__(cls, func)', (_rt, args) => new PyProperty(args.value('func'), null, true))],
  ),
  nativeClass(
    'partialmethod',
    [rt.builtinClass('object')],
    [
      native(
        '__new__(cls, func, /, *args, **keywords)',
        (_rt, args) =>
          new WrappedFunction(args.value('func'), (rt, call) => {
            const [self = null, ...positional] = call.positional;
            return rt.call(
              args.value('func'),
              [self, ...args.rest, ...positional],
              new Map([...args.extra, ...call.keywords]),
            );
          }),
      ),
    ],
  ),
  ['WRAPPER_ASSIGNMENTS', tuple(...ASSIGNED)],
  ['WRAPPER_UPDATES', tuple('__dict__')],
]);
