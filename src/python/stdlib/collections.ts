/** `collections`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyClass, PyDict, PyIterator, PyList, PyObject, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { orderedDictMembers, updateDict } from '../builtins/dictMethods.ts';
import { dictCopy, dictDelete, dictGet, dictItems, dictSet } from '../builtins/hash.ts';
import {
  classArgument,
  elementsOf,
  isTrue,
  keyError,
  perRuntime,
  receiver,
  tuple,
} from '../builtins/natives.ts';
import { asPyNumber, compareNumbers } from '../builtins/numbers.ts';
import { sortValues } from '../builtins/sorting.ts';
import { OVERRIDES } from './abc.ts';
import { abstractCollections } from './collectionsAbc.ts';
import { dequeMembers } from './deque.ts';
import { libraryModule } from './module.ts';
import { namedTuple } from './namedTuples.ts';

type Members = readonly (readonly [string, Value])[];

function named(members: readonly NativeFunction[]): Members {
  return members.map((member) => [member.name, member] as const);
}

function dict(rt: Runtime, args: Args): PyDict {
  return receiver(rt, args, PyDict, 'dict');
}

export const orderedDictClass = perRuntime((rt: Runtime) =>
  nativeClass(
    'OrderedDict',
    [rt.builtinClass('dict')],
    [
      OVERRIDES,
      ...named(orderedDictMembers),
      ['__eq__', nativeMethod('__eq__(self, other)', orderedEqual)],
      ['__repr__', nativeMethod('__repr__(self)', (inner, args) => orderedRepr(inner, dict(inner, args)))],
    ],
  ),
);

/** The order counts between two of them. */
function orderedEqual(rt: Runtime, args: Args): Value {
  const [self, other] = [dict(rt, args), args.value('other')];
  if (!(other instanceof PyDict)) return false;
  const isOrdered = other.cls?.isSubclassOf(orderedDictClass(rt)) === true;
  const [a, b] = [[...self.entries.keys()], [...other.entries.keys()]];
  if (isOrdered && !a.every((key, i) => key === b[i])) return false;
  return rt.equals(dictCopy(rt, self), dictCopy(rt, other));
}

function orderedRepr(rt: Runtime, value: PyDict): Value {
  const name = value.cls?.name ?? 'OrderedDict';
  if (value.entries.size === 0) return `${name}()`;
  const items = dictItems(value).map(([key, item]) => tuple(key, item));
  const text = rt.repr(new PyList(items));
  return text instanceof Unknown ? text : `${name}(${text})`;
}

export const defaultDictClass = perRuntime((rt: Runtime) =>
  nativeClass(
    'defaultdict',
    [rt.builtinClass('dict')],
    [
      [
        '__init__',
        nativeMethod('__init__(self, default_factory=None, other=None, /, **kwargs)', (inner, args) => {
          const self = dict(inner, args);
          inner.journal.setField(self, 'defaultFactory', args.value('default_factory'));
          if (args.given('other')) updateDict(inner, self, args.value('other'));
          for (const [name, value] of args.extra) dictSet(inner, self, name, value);
          return null;
        }),
      ],
      ['__repr__', nativeMethod('__repr__(self)', (inner, args) => defaultRepr(inner, dict(inner, args)))],
    ],
  ),
);

function defaultRepr(rt: Runtime, value: PyDict): Value {
  const plain = new PyDict(value.entries);
  for (const [hashed, key] of value.keys) plain.keys.set(hashed, key);
  const [factory, text] = [rt.repr(value.defaultFactory ?? null), rt.repr(plain)];
  if (factory instanceof Unknown) return factory;
  return text instanceof Unknown ? text : `defaultdict(${factory}, ${text})`;
}

/** Adds counts: of a mapping as they are, of any other iterable one for each element. */
function count(rt: Runtime, counter: PyDict, source: Value, sign: 1 | -1): void {
  const add = (key: Value, amount: Value): void => {
    const before = dictGet(rt, counter, key) ?? 0;
    dictSet(rt, counter, key, rt.binary(sign > 0 ? '+' : '-', before, amount));
  };
  if (source instanceof PyDict) for (const [key, amount] of dictItems(source)) add(key, amount);
  else for (const element of elementsOf(rt, source)) add(element, 1);
}

function counted(name: string, sign: 1 | -1): NativeFunction {
  return nativeMethod(`${name}(self, iterable=None, /, **kwds)`, (rt, args) => {
    const self = dict(rt, args);
    if (args.value('iterable') !== null) count(rt, self, args.value('iterable'), sign);
    for (const [key, amount] of args.extra) {
      dictSet(rt, self, key, rt.binary(sign > 0 ? '+' : '-', dictGet(rt, self, key) ?? 0, amount));
    }
    return null;
  });
}

function isPositive(value: Value): boolean {
  return compareNumbers('>', value, 0) === true;
}

/** `+`, `-`, `&`, `|` of counters keep positive counts only. */
function combined(name: string, combine: (rt: Runtime, a: Value, b: Value) => Value): NativeFunction {
  return nativeMethod(`${name}(self, other)`, (rt, args) => {
    const [self, other] = [dict(rt, args), args.known('other')];
    const result = new PyDict();
    result.cls = counterClass(rt);
    if (!(other instanceof PyDict)) throw rt.error('TypeError', 'unsupported operand for a Counter');
    const keys = [...dictItems(self), ...dictItems(other)].map(([key]) => key);
    for (const key of keys) {
      const value = combine(rt, dictGet(rt, self, key) ?? 0, dictGet(rt, other, key) ?? 0);
      if (isPositive(value)) dictSet(rt, result, key, value);
    }
    return result;
  });
}

const smaller = (a: Value, b: Value): Value => (compareNumbers('<', a, b) === true ? a : b);
const larger = (a: Value, b: Value): Value => (compareNumbers('<', a, b) === true ? b : a);

function mostCommonPairs(rt: Runtime, counter: PyDict): PyList {
  const pairs = dictItems(counter).map(([key, amount]) => tuple(key, amount));
  const byCount = native('count(pair)', (inner, call) => inner.getItem(call.value('pair'), 1));
  return new PyList(sortValues(rt, pairs, byCount, true));
}

function mostCommon(rt: Runtime, args: Args): Value {
  const sorted = mostCommonPairs(rt, dict(rt, args)).items;
  const limit = args.intOrNone('n');
  return new PyList(limit === null ? sorted : sorted.slice(0, limit));
}

export const counterClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'Counter',
    [rt.builtinClass('dict')],
    [
      OVERRIDES,
      ...named([
        counted('__init__', 1),
        counted('update', 1),
        counted('subtract', -1),
        nativeMethod('__missing__(self, key)', () => 0),
        nativeMethod('most_common(self, n=None)', mostCommon),
        nativeMethod('total(self)', (inner, args) =>
          dictItems(dict(inner, args)).reduce<Value>((sum, [, amount]) => inner.binary('+', sum, amount), 0),
        ),
        nativeMethod('elements(self)', (inner, args) => {
          const repeated = dictItems(dict(inner, args)).flatMap(([key, amount]) => {
            const times = Number(asPyNumber(amount) ?? 0);
            return Array.from({ length: Math.max(0, times) }, () => key);
          });
          return new PyList(repeated);
        }),
        combined('__add__', (inner, a, b) => inner.binary('+', a, b)),
        combined('__sub__', (inner, a, b) => inner.binary('-', a, b)),
        combined('__or__', (_inner, a, b) => larger(a, b)),
        combined('__and__', (_inner, a, b) => smaller(a, b)),
        nativeMethod('__repr__(self)', (inner, args) => {
          const self = dict(inner, args);
          if (self.entries.size === 0) return 'Counter()';
          const sorted = new PyDict();
          updateDict(inner, sorted, mostCommonPairs(inner, self));
          const text = inner.repr(sorted);
          return text instanceof Unknown ? text : `Counter(${text})`;
        }),
      ]),
    ],
  ),
);

export const dequeClass = perRuntime((rt: Runtime) =>
  nativeClass('deque', [rt.builtinClass('object')], dequeMembers),
);

/** The mappings of a `ChainMap`, first one first. */
function maps(rt: Runtime, self: Value): readonly Value[] {
  const list = self instanceof PyObject ? self.attrs.get('maps') : undefined;
  return list === undefined ? [] : elementsOf(rt, list);
}

function lookUp(rt: Runtime, self: Value, key: Value): Value | undefined {
  for (const mapping of maps(rt, self)) {
    if (!isTrue(rt, rt.compare('in', key, mapping))) continue;
    return rt.getItem(mapping, key);
  }
  return undefined;
}

function chainKeys(rt: Runtime, self: Value): Value[] {
  const merged = new PyDict();
  for (const mapping of maps(rt, self).toReversed()) updateDict(rt, merged, mapping);
  return dictItems(merged).map(([key]) => key);
}

function chainMapMembers(): Members {
  return named([
    native('__new__(cls, *maps)', (rt, args) => {
      const object = rt.createObject(classArgument(rt, args));
      const given = args.rest.length === 0 ? [new PyDict()] : [...args.rest];
      rt.journal.mapSet(object.attrs, 'maps', new PyList(given));
      return object;
    }),
    nativeMethod('__init__(self, *maps)', () => null),
    nativeMethod('__getitem__(self, key)', (rt, args) => {
      const value = lookUp(rt, args.value('self'), args.value('key'));
      if (value === undefined) throw keyError(rt, args.value('key'));
      return value;
    }),
    nativeMethod('__contains__(self, key)', (rt, args) =>
      maps(rt, args.value('self')).some((mapping) =>
        isTrue(rt, rt.compare('in', args.value('key'), mapping)),
      ),
    ),
    nativeMethod('__setitem__(self, key, value)', (rt, args) => {
      rt.setItem(maps(rt, args.value('self'))[0] ?? null, args.value('key'), args.value('value'));
      return null;
    }),
    nativeMethod('__delitem__(self, key)', (rt, args) => {
      const [first] = maps(rt, args.value('self'));
      if (!(first instanceof PyDict) || !dictDelete(rt, first, args.value('key'))) {
        throw keyError(rt, args.value('key'));
      }
      return null;
    }),
    nativeMethod('__iter__(self)', (rt, args) => {
      const keys = chainKeys(rt, args.value('self')).values();
      return new PyIterator('iterator', () => keys.next().value);
    }),
    nativeMethod('__len__(self)', (rt, args) => chainKeys(rt, args.value('self')).length),
    nativeMethod('new_child(self, m=None)', (rt, args) => {
      const self = args.value('self');
      const child = args.value('m') === null ? new PyDict() : args.value('m');
      return rt.call(rt.classOf(self), [child, ...maps(rt, self)]);
    }),
  ]);
}

/** `UserDict` and `UserList` keep their content in `data`; here they are the builtin itself. */
function userClasses(rt: Runtime): PyClass[] {
  return (['dict', 'list'] as const).map((builtin) => {
    const name = builtin === 'dict' ? 'UserDict' : 'UserList';
    return nativeClass(name, [rt.builtinClass(builtin)], []);
  });
}

export const collections = libraryModule('collections', (rt) => {
  const mutableMapping = abstractCollections(rt).get('MutableMapping') ?? rt.builtinClass('object');
  const chainMap = new PyClass({
    name: 'ChainMap',
    bases: [mutableMapping],
    dict: nativeClass('ChainMap', [], chainMapMembers()).dict,
  });
  return [
    orderedDictClass(rt),
    defaultDictClass(rt),
    counterClass(rt),
    dequeClass(rt),
    chainMap,
    namedTuple,
    ...userClasses(rt),
  ];
});
