/** `dict`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClassMethod, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { HostObject } from '../runtime/host.ts';
import { PyDict, PyObject, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { genericItem } from './genericAlias.ts';
import {
  dictClear,
  dictCopy,
  dictDelete,
  dictGet,
  dictHas,
  dictItems,
  dictKeys,
  dictSet,
  taint,
} from './hash.ts';
import { cursor } from './iterators.ts';
import { elementsOf, keyError, receiver, subclassOrNull, tuple, untainted } from './natives.ts';
import { DictView } from './views.ts';

function self(rt: Runtime, args: Args): PyDict {
  return receiver(rt, args, PyDict, 'dict');
}

/** `dict.update`: a mapping, or an iterable of pairs. What is unknown taints the dictionary. */
export function updateDict(rt: Runtime, dict: PyDict, source: Value): void {
  if (source instanceof Unknown) {
    taint(rt, dict, source);
    return;
  }
  if (source instanceof PyDict && (source.cls === null || source.cls.definition === null)) {
    for (const [key, value] of dictItems(source)) dictSet(rt, dict, key, value);
    if (source.taint !== null) taint(rt, dict, source.taint);
    return;
  }
  const hasKeys = source instanceof PyDict || source instanceof PyObject || source instanceof HostObject;
  const keys = hasKeys ? rt.findAttribute(source, 'keys') : undefined;
  if (keys !== undefined) {
    const names = rt.elements(rt.call(keys, []));
    if (names instanceof Unknown) taint(rt, dict, names);
    else for (const name of names) dictSet(rt, dict, name, rt.getItem(source, name));
    return;
  }
  const pairs = rt.elements(source);
  if (pairs instanceof Unknown) {
    taint(rt, dict, pairs);
    return;
  }
  for (const [i, pair] of pairs.entries()) {
    if (pair instanceof Unknown) {
      taint(rt, dict, pair);
      continue;
    }
    const [key, value, ...more] = elementsOf(rt, pair);
    if (key === undefined || value === undefined || more.length > 0) {
      const length = key === undefined ? 0 : value === undefined ? 1 : 2 + more.length;
      throw rt.error(
        'ValueError',
        `dictionary update sequence element #${i} has length ${length}; 2 is required`,
      );
    }
    dictSet(rt, dict, key, value);
  }
}

function updateFrom(rt: Runtime, dict: PyDict, args: Args): null {
  if (args.given('other')) updateDict(rt, dict, args.value('other'));
  for (const [name, value] of args.extra) dictSet(rt, dict, name, value);
  return null;
}

function pop(rt: Runtime, dict: PyDict, args: Args): Value {
  const key = args.known('key');
  const value = dictGet(rt, dict, key);
  if (value !== undefined) {
    dictDelete(rt, dict, key);
    return value;
  }
  if (dict.taint !== null) return dict.taint;
  if (args.given('default')) return args.value('default');
  throw keyError(rt, key);
}

function popItem(rt: Runtime, dict: PyDict, last: boolean): Value {
  const item = dictItems(untainted(dict)).at(last ? -1 : 0);
  if (item === undefined) throw keyError(rt, 'popitem(): dictionary is empty');
  dictDelete(rt, dict, item[0]);
  return tuple(...item);
}

function setDefault(rt: Runtime, dict: PyDict, args: Args): Value {
  const key = args.value('key');
  const value = dictGet(rt, dict, key);
  if (value !== undefined) return value;
  if (dict.taint !== null) return dict.taint;
  dictSet(rt, dict, key, args.value('default'));
  return args.value('default');
}

function getItem(rt: Runtime, dict: PyDict, key: Value): Value {
  const value = dictGet(rt, dict, key);
  if (value !== undefined) return value;
  if (dict.taint !== null) return dict.taint;
  if (dict.defaultFactory !== undefined && dict.defaultFactory !== null) {
    const created = rt.call(dict.defaultFactory, []);
    dictSet(rt, dict, key, created);
    return created;
  }
  const missing = dict.cls === null ? undefined : rt.findInClass(dict.cls, '__missing__');
  if (missing !== undefined) return rt.call(missing, [dict, key]);
  throw keyError(rt, key);
}

/** A plain dictionary over the same entries: the builtin behaviour, whatever a subclass overrides. */
function plain(rt: Runtime, dict: PyDict): PyDict {
  return dictCopy(rt, dict);
}

function copy(rt: Runtime, dict: PyDict): PyDict {
  const result = dictCopy(rt, dict);
  // `dict.copy` of a user's subclass is a plain dict; OrderedDict, defaultdict and Counter keep theirs.
  if (dict.cls?.definition === null) result.cls = dict.cls;
  result.defaultFactory = dict.defaultFactory;
  return result;
}

function moveToEnd(rt: Runtime, dict: PyDict, args: Args): null {
  const key = args.value('key');
  const value = dictGet(rt, dict, key);
  if (value === undefined) throw keyError(rt, key);
  dictDelete(rt, dict, key);
  if (args.bool('last')) {
    dictSet(rt, dict, key, value);
    return null;
  }
  const rest = dictItems(dict);
  dictClear(rt, dict);
  for (const [name, item] of [[key, value] as const, ...rest]) dictSet(rt, dict, name, item);
  return null;
}

export const dictMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  ['__hash__', null],
  native('__new__(cls, *args, **kwargs)', (rt, args) => {
    const dict = new PyDict();
    dict.cls = subclassOrNull(rt, args, 'dict');
    return dict;
  }),
  nativeMethod('__init__(self, other=None, /, **kwargs)', (rt, args) => updateFrom(rt, self(rt, args), args)),
  nativeMethod('update(self, other=None, /, **kwargs)', (rt, args) => updateFrom(rt, self(rt, args), args)),
  nativeMethod('get(self, key, default=None, /)', (rt, args) => {
    const dict = self(rt, args);
    const value = dictGet(rt, dict, args.known('key'));
    return value === undefined ? (dict.taint ?? args.value('default')) : value;
  }),
  nativeMethod('pop(self, key, default=None, /)', (rt, args) => pop(rt, self(rt, args), args)),
  nativeMethod('popitem(self)', (rt, args) => popItem(rt, self(rt, args), true)),
  nativeMethod('setdefault(self, key, default=None, /)', (rt, args) => setDefault(rt, self(rt, args), args)),
  nativeMethod('keys(self)', (rt, args) => new DictView('keys', self(rt, args))),
  nativeMethod('values(self)', (rt, args) => new DictView('values', self(rt, args))),
  nativeMethod('items(self)', (rt, args) => new DictView('items', self(rt, args))),
  nativeMethod('copy(self)', (rt, args) => copy(rt, self(rt, args))),
  nativeMethod('clear(self)', (rt, args) => {
    const dict = self(rt, args);
    dictClear(rt, dict);
    rt.journal.setField(dict, 'taint', null);
    return null;
  }),
  [
    'fromkeys',
    nativeClassMethod('fromkeys(cls, iterable, value=None, /)', (rt, args) => {
      const dict = rt.call(args.value('cls'), []);
      for (const key of args.elements('iterable')) rt.setItem(dict, key, args.value('value'));
      return dict;
    }),
  ],
  nativeMethod('__len__(self)', (rt, args) => untainted(self(rt, args)).entries.size),
  nativeMethod('__iter__(self)', (rt, args) =>
    cursor(rt, 'dict_keyiterator', tuple(...dictKeys(untainted(self(rt, args))))),
  ),
  nativeMethod('__reversed__(self)', (rt, args) =>
    cursor(rt, 'dict_reversekeyiterator', tuple(...dictKeys(untainted(self(rt, args))).reverse())),
  ),
  nativeMethod('__getitem__(self, key)', (rt, args) => getItem(rt, self(rt, args), args.known('key'))),
  nativeMethod('__setitem__(self, key, value)', (rt, args) => {
    dictSet(rt, self(rt, args), args.value('key'), args.value('value'));
    return null;
  }),
  nativeMethod('__delitem__(self, key)', (rt, args) => {
    const key = args.value('key');
    if (!dictDelete(rt, self(rt, args), key)) throw keyError(rt, key);
    return null;
  }),
  nativeMethod('__contains__(self, key)', (rt, args) => dictHas(rt, self(rt, args), args.value('key'))),
  nativeMethod('__eq__(self, other)', (rt, args) =>
    rt.equals(plain(rt, self(rt, args)), args.value('other')),
  ),
  nativeMethod('__or__(self, other)', (rt, args) =>
    rt.binary('|', plain(rt, self(rt, args)), args.value('other')),
  ),
  ['__class_getitem__', genericItem],
];

/** What `collections.OrderedDict` adds. */
export const orderedDictMembers: readonly NativeFunction[] = [
  nativeMethod('move_to_end(self, key, last=True)', (rt, args) => moveToEnd(rt, self(rt, args), args)),
  nativeMethod('popitem(self, last=True)', (rt, args) => popItem(rt, self(rt, args), args.bool('last'))),
];
