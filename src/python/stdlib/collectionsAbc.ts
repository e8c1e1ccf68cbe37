/** `collections.abc`: what counts as iterable, callable, a mapping; and the methods a mapping gets for free. */
import type { Runtime } from '../runtime/api.ts';
import { nativeMethod } from '../runtime/native.ts';
import { PyDict, PyIterator, PyList, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value, PyClass } from '../runtime/values.ts';
import { updateDict } from '../builtins/dictMethods.ts';
import { genericItem } from '../builtins/genericAlias.ts';
import { dictItems } from '../builtins/hash.ts';
import {
  areEqual,
  elementsOf,
  isException,
  keyError,
  knownOr,
  perRuntime,
  tuple,
} from '../builtins/natives.ts';
import { OVERRIDES, abstractClass, abstractNative, setVirtualCheck } from './abc.ts';
import { libraryModule } from './module.ts';

interface Row {
  readonly name: string;
  readonly bases?: readonly string[];
  /** Builtin classes that are registered. */
  readonly builtins?: readonly string[];
  /** Methods that make any class one of these. */
  readonly methods?: readonly string[];
  readonly members?: readonly NativeFunction[];
  /** What a subclass has to define. */
  readonly abstract?: readonly string[];
}

const ITERABLE_BUILTINS = ['list', 'tuple', 'dict', 'set', 'frozenset', 'str', 'bytes', 'range'];
const ITERATORS = ['generator', 'iterator', 'zip', 'map', 'filter', 'enumerate', 'reversed'];
const VIEWS = ['dict_keys', 'dict_values', 'dict_items'];
const SEQUENCES = ['list', 'tuple', 'str', 'bytes', 'range'];

function contains(rt: Runtime, self: Value, key: Value): boolean {
  try {
    rt.getItem(self, key);
    return true;
  } catch (error) {
    if (isException(rt, error, 'KeyError')) return false;
    throw error;
  }
}

function getOr(rt: Runtime, self: Value, key: Value, otherwise: Value): Value {
  return contains(rt, self, key) ? rt.getItem(self, key) : otherwise;
}

function pairs(rt: Runtime, self: Value): Value[] {
  return elementsOf(rt, self).map((key) => tuple(key, rt.getItem(self, key)));
}

const mappingMembers: readonly NativeFunction[] = [
  nativeMethod('get(self, key, default=None)', (rt, args) =>
    getOr(rt, args.value('self'), args.value('key'), args.value('default')),
  ),
  nativeMethod('__contains__(self, key)', (rt, args) => contains(rt, args.value('self'), args.value('key'))),
  nativeMethod('keys(self)', (rt, args) => new PyList([...elementsOf(rt, args.value('self'))])),
  nativeMethod('items(self)', (rt, args) => new PyList(pairs(rt, args.value('self')))),
  nativeMethod('values(self)', (rt, args) => {
    const self = args.value('self');
    return new PyList(elementsOf(rt, self).map((key) => rt.getItem(self, key)));
  }),
  nativeMethod('__eq__(self, other)', (rt, args) => {
    const [self, other] = [args.value('self'), args.value('other')];
    if (self === other) return true;
    const [a, b] = [new PyDict(), new PyDict()];
    updateDict(rt, a, self);
    updateDict(rt, b, other);
    return rt.equals(a, b);
  }),
];

const mutableMappingMembers: readonly NativeFunction[] = [
  nativeMethod('update(self, other=None, /, **kwargs)', (rt, args) => {
    const self = args.value('self');
    const given = new PyDict();
    if (args.given('other')) updateDict(rt, given, args.value('other'));
    for (const [key, value] of [...dictItems(given), ...args.extra]) rt.setItem(self, key, value);
    return null;
  }),
  nativeMethod('setdefault(self, key, default=None)', (rt, args) => {
    const [self, key] = [args.value('self'), args.value('key')];
    if (contains(rt, self, key)) return rt.getItem(self, key);
    rt.setItem(self, key, args.value('default'));
    return args.value('default');
  }),
  nativeMethod('pop(self, key, default=None)', (rt, args) => {
    const [self, key] = [args.value('self'), args.value('key')];
    if (contains(rt, self, key)) {
      const value = rt.getItem(self, key);
      rt.deleteItem(self, key);
      return value;
    }
    if (args.given('default')) return args.value('default');
    throw keyError(rt, key);
  }),
  nativeMethod('clear(self)', (rt, args) => {
    const self = args.value('self');
    for (const key of [...elementsOf(rt, self)]) rt.deleteItem(self, key);
    return null;
  }),
];

function positions(rt: Runtime, self: Value): Value[] {
  const length = knownOr(rt.length(self));
  return Array.from({ length }, (_, i) => rt.getItem(self, i));
}

const sequenceMembers: readonly NativeFunction[] = [
  nativeMethod('__iter__(self)', (rt, args) => {
    const self = args.value('self');
    let at = 0;
    return new PyIterator('iterator', () => {
      const length = rt.length(self);
      if (length instanceof Unknown || at >= length) return undefined;
      at += 1;
      return rt.getItem(self, at - 1);
    });
  }),
  nativeMethod('__contains__(self, value)', (rt, args) =>
    positions(rt, args.value('self')).some((item) => areEqual(rt, item, args.value('value'))),
  ),
  nativeMethod('__reversed__(self)', (rt, args) => new PyList(positions(rt, args.value('self')).reverse())),
  nativeMethod('index(self, value)', (rt, args) => {
    const at = positions(rt, args.value('self')).findIndex((item) => areEqual(rt, item, args.value('value')));
    if (at < 0) throw rt.error('ValueError', 'the value is not in the sequence');
    return at;
  }),
  nativeMethod(
    'count(self, value)',
    (rt, args) =>
      positions(rt, args.value('self')).filter((item) => areEqual(rt, item, args.value('value'))).length,
  ),
];

const mutableSequenceMembers: readonly NativeFunction[] = [
  nativeMethod('append(self, value)', (rt, args) => {
    const self = args.value('self');
    rt.callMethod(self, 'insert', [knownOr(rt.length(self)), args.value('value')]);
    return null;
  }),
  nativeMethod('extend(self, values)', (rt, args) => {
    for (const value of args.elements('values')) rt.callMethod(args.value('self'), 'append', [value]);
    return null;
  }),
  nativeMethod('pop(self, index=-1)', (rt, args) => {
    const [self, index] = [args.value('self'), args.value('index')];
    const value = rt.getItem(self, index);
    rt.deleteItem(self, index);
    return value;
  }),
];

/** As in CPython's `_collections_abc`, bases first. */
const ROWS: readonly Row[] = [
  { name: 'Hashable', methods: ['__hash__'] },
  {
    name: 'Iterable',
    abstract: ['__iter__'],
    builtins: [...ITERABLE_BUILTINS, ...ITERATORS, ...VIEWS],
    methods: ['__iter__'],
  },
  {
    name: 'Iterator',
    abstract: ['__next__'],
    bases: ['Iterable'],
    builtins: ITERATORS,
    methods: ['__next__', '__iter__'],
  },
  { name: 'Generator', bases: ['Iterator'], builtins: ['generator'] },
  {
    name: 'Reversible',
    bases: ['Iterable'],
    builtins: ['list', 'tuple', 'str', 'range', 'dict'],
    methods: ['__reversed__', '__iter__'],
  },
  { name: 'Sized', abstract: ['__len__'], builtins: [...ITERABLE_BUILTINS, ...VIEWS], methods: ['__len__'] },
  {
    name: 'Container',
    abstract: ['__contains__'],
    builtins: [...ITERABLE_BUILTINS, ...VIEWS],
    methods: ['__contains__'],
  },
  {
    name: 'Collection',
    bases: ['Sized', 'Iterable', 'Container'],
    builtins: [...ITERABLE_BUILTINS, ...VIEWS],
    methods: ['__len__', '__iter__', '__contains__'],
  },
  {
    name: 'Callable',
    abstract: ['__call__'],
    builtins: ['function', 'method', 'type', 'builtin_function_or_method'],
    methods: ['__call__'],
  },
  { name: 'Awaitable', methods: ['__await__'] },
  { name: 'AsyncIterable', methods: ['__aiter__'] },
  { name: 'AsyncIterator', bases: ['AsyncIterable'], methods: ['__anext__', '__aiter__'] },
  {
    name: 'Sequence',
    abstract: ['__getitem__'],
    bases: ['Reversible', 'Collection'],
    builtins: SEQUENCES,
    members: sequenceMembers,
  },
  {
    name: 'MutableSequence',
    abstract: ['__setitem__', '__delitem__', 'insert'],
    bases: ['Sequence'],
    builtins: ['list', 'bytearray'],
    members: mutableSequenceMembers,
  },
  { name: 'ByteString', bases: ['Sequence'], builtins: ['bytes', 'bytearray'] },
  { name: 'Set', bases: ['Collection'], builtins: ['set', 'frozenset', 'dict_keys', 'dict_items'] },
  { name: 'MutableSet', bases: ['Set'], builtins: ['set'] },
  {
    name: 'Mapping',
    abstract: ['__getitem__'],
    bases: ['Collection'],
    builtins: ['dict'],
    members: mappingMembers,
  },
  {
    name: 'MutableMapping',
    abstract: ['__setitem__', '__delitem__'],
    bases: ['Mapping'],
    builtins: ['dict'],
    members: mutableMappingMembers,
  },
  { name: 'MappingView', bases: ['Sized'], builtins: VIEWS },
  { name: 'KeysView', bases: ['MappingView', 'Set'], builtins: ['dict_keys'] },
  { name: 'ItemsView', bases: ['MappingView', 'Set'], builtins: ['dict_items'] },
  { name: 'ValuesView', bases: ['MappingView', 'Collection'], builtins: ['dict_values'] },
];

/** The abstract classes by name, one of each per runtime. */
export const abstractCollections = perRuntime((rt: Runtime): ReadonlyMap<string, PyClass> => {
  const classes = new Map<string, PyClass>();
  for (const row of ROWS) {
    const bases = (row.bases ?? []).flatMap((base) => classes.get(base) ?? []);
    const cls = abstractClass(rt, row.name, bases.length === 0 ? [rt.builtinClass('object')] : bases, [
      ...(row.members === undefined ? [] : [OVERRIDES, ...row.members]),
      ...(row.abstract ?? []).map(abstractNative),
      ['__class_getitem__', genericItem],
    ]);
    setVirtualCheck(cls, membership(rt, row));
    classes.set(row.name, cls);
  }
  return classes;
});

function membership(rt: Runtime, { builtins = [], methods }: Row): (rt: Runtime, cls: PyClass) => boolean {
  const registered = builtins.map((name) => rt.builtinClass(name));
  return (inner, cls) => {
    if (registered.some((builtin) => cls.isSubclassOf(builtin))) return true;
    return (
      methods !== undefined &&
      methods.every((method) => {
        const found = inner.findInClass(cls, method);
        return found !== undefined && found !== null;
      })
    );
  };
}

export const collectionsAbc = libraryModule('collections.abc', (rt) => [...abstractCollections(rt).values()]);
