/** `Map`, `Set` and their weak forms; iterators. */
import { UnknownInput } from '../../../python/runtime/signals.ts';
import { PyFloat, PyIterator, Unknown } from '../../../python/runtime/values.ts';
import type { Value, NativeFunction } from '../../../python/runtime/values.ts';
import { thrown } from '../errors.ts';
import { returnedBy } from '../generators.ts';
import { iteratorOf, iteratorResult } from '../iteration.ts';
import { scriptMethod, type ScriptBody, type ScriptCall } from '../native.ts';
import {
  isNullish,
  JsMap,
  JsSet,
  UNDEFINED,
  type MapKey,
  type NativeConstruction,
  orUndefined,
} from '../values.ts';
import { callbackArg, escaped, known, scriptBehind } from './helpers.ts';

/** Numbers by value, and all else by identity. */
function mapKey(value: Value): MapKey {
  const plain = escaped(value);
  if (plain instanceof Unknown) throw new UnknownInput(plain);
  if (plain instanceof PyFloat) return Object.is(plain.value, -0) ? 0 : plain.value;
  return plain;
}

function mapSelf(call: ScriptCall): JsMap {
  if (!(call.self instanceof JsMap)) {
    throw call.js.error('TypeError', 'Method is called on an incompatible receiver');
  }
  if (call.self.taint !== null) throw new UnknownInput(call.self.taint);
  return call.self;
}

function setSelf(call: ScriptCall): JsSet {
  if (!(call.self instanceof JsSet)) {
    throw call.js.error('TypeError', 'Method is called on an incompatible receiver');
  }
  if (call.self.taint !== null) throw new UnknownInput(call.self.taint);
  return call.self;
}

/** A write under a key that is unknown may be to any. */
function writing(target: JsMap | JsSet, call: ScriptCall, write: (key: MapKey) => void): Value {
  const key = escaped(call.arg(0));
  if (key instanceof Unknown) {
    if (target instanceof JsMap) call.rt.journal.setField(target, 'taint', key);
    else call.rt.journal.setField(target, 'taint', key);
  } else write(mapKey(key));
  return target;
}

function both(name: string, body: ScriptBody): NativeFunction {
  return scriptMethod(name, body);
}

export const MAP_METHODS: readonly NativeFunction[] = [
  both('get', (call) => orUndefined(mapSelf(call).entries.get(mapKey(call.arg(0)))?.[1])),
  both('has', (call) => mapSelf(call).entries.has(mapKey(call.arg(0)))),
  both('set', (call) => {
    const map = mapSelf(call);
    return writing(map, call, (key) => {
      call.rt.journal.mapSet(map.entries, key, [escaped(call.arg(0)), call.arg(1)] as const);
    });
  }),
  both('delete', (call) => call.rt.journal.mapDelete(mapSelf(call).entries, mapKey(call.arg(0)))),
  both('clear', (call) => {
    call.rt.journal.mapClear(mapSelf(call).entries);
    return UNDEFINED;
  }),
  both('forEach', (call) => {
    const fn = callbackArg(call, 0);
    const map = mapSelf(call);
    scriptBehind(call.js).forEach(pairs(call).values(), (pair) => {
      const [key = UNDEFINED, value = UNDEFINED] = known(call.js.elements(pair));
      call.js.call(fn, call.arg(1), [value, key, map]);
    });
    return UNDEFINED;
  }),
  both('keys', (call) =>
    iteratorOf(
      [...mapSelf(call).entries.values()].map(([key]) => key),
      'Map Iterator',
    ),
  ),
  both('values', (call) =>
    iteratorOf(
      [...mapSelf(call).entries.values()].map(([, value]) => value),
      'Map Iterator',
    ),
  ),
  both('entries', (call) => iteratorOf(pairs(call), 'Map Iterator')),
  both('@@Symbol.iterator', (call) => iteratorOf(pairs(call), 'Map Iterator')),
];

function pairs(call: ScriptCall): Value[] {
  return [...mapSelf(call).entries.values()].map(([key, value]) => call.js.list([key, value]));
}

export const SET_METHODS: readonly NativeFunction[] = [
  both('has', (call) => setSelf(call).entries.has(mapKey(call.arg(0)))),
  both('add', (call) => {
    const set = setSelf(call);
    return writing(set, call, (key) => {
      if (!set.entries.has(key)) call.rt.journal.mapSet(set.entries, key, escaped(call.arg(0)));
    });
  }),
  both('delete', (call) => call.rt.journal.mapDelete(setSelf(call).entries, mapKey(call.arg(0)))),
  both('clear', (call) => {
    call.rt.journal.mapClear(setSelf(call).entries);
    return UNDEFINED;
  }),
  both('forEach', (call) => {
    const fn = callbackArg(call, 0);
    const set = setSelf(call);
    scriptBehind(call.js).forEach(set.entries.values(), (value) => {
      call.js.call(fn, call.arg(1), [value, value, set]);
    });
    return UNDEFINED;
  }),
  ...['keys', 'values', '@@Symbol.iterator'].map((name) =>
    both(name, (call) => iteratorOf([...setSelf(call).entries.values()], 'Set Iterator')),
  ),
  both('entries', (call) =>
    iteratorOf(
      [...setSelf(call).entries.values()].map((value) => call.js.list([value, value])),
      'Set Iterator',
    ),
  ),
];

export const MAP_CONSTRUCTION: NativeConstruction = {
  create: (js, cls, [source = UNDEFINED]) => {
    const map = new JsMap(cls);
    js.rt.spend(1);
    if (isNullish(source)) return map;
    const elements = js.elements(source);
    if (elements instanceof Unknown) map.taint = elements;
    else {
      for (const pair of elements) {
        const [key = UNDEFINED, value = UNDEFINED] = known(js.elements(pair));
        map.entries.set(mapKey(key), [escaped(key), value]);
      }
    }
    return map;
  },
  call: null,
};

export const SET_CONSTRUCTION: NativeConstruction = {
  create: (js, cls, [source = UNDEFINED]) => {
    const set = new JsSet(cls);
    if (isNullish(source)) return set;
    const elements = js.elements(source);
    const lost = elements instanceof Unknown ? elements : elements.find((one) => one instanceof Unknown);
    if (lost instanceof Unknown) set.taint = lost;
    else if (!(elements instanceof Unknown)) {
      for (const value of elements) {
        if (!set.entries.has(mapKey(value))) set.entries.set(mapKey(value), escaped(value));
      }
    }
    return set;
  },
  call: null,
};

function iterator(call: ScriptCall): PyIterator {
  if (call.self instanceof PyIterator) return call.self;
  throw call.js.error('TypeError', 'next method called on incompatible receiver');
}

export const ITERATOR_METHODS: readonly NativeFunction[] = [
  scriptMethod('next', (call) => {
    const self = iterator(call);
    const value = self.send === null ? self.next() : self.send(call.arg(0));
    if (value !== undefined) return iteratorResult(scriptBehind(call.js), value);
    return call.js.object([
      ['value', returnedBy(self)],
      ['done', true],
    ]);
  }),
  scriptMethod('return', (call) =>
    call.js.object([
      ['value', call.arg(0)],
      ['done', true],
    ]),
  ),
  scriptMethod('throw', (call) => {
    const self = iterator(call);
    const error = thrown(scriptBehind(call.js), call.arg(0));
    if (self.raise === null) throw error;
    return iteratorResult(scriptBehind(call.js), self.raise(error));
  }),
  scriptMethod('@@Symbol.iterator', (call) => call.self),
  scriptMethod('@@Symbol.asyncIterator', (call) => call.self),
  scriptMethod('toArray', (call) => call.js.list(known(call.js.elements(call.self)))),
  scriptMethod('map', (call) =>
    call.js.list(
      known(call.js.elements(call.self)).map((one, i) => call.js.call(call.arg(0), UNDEFINED, [one, i])),
    ),
  ),
  scriptMethod('forEach', (call) => {
    const fn = callbackArg(call, 0);
    const js = scriptBehind(call.js);
    js.forEach(js.iterate(call.self), (one) => {
      js.call(fn, UNDEFINED, [one]);
    });
    return UNDEFINED;
  }),
];
