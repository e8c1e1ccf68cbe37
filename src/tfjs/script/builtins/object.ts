/** `Object` and `Function`: what every object and every function has, and the functions that look into objects. */
import { UnknownInput } from '../../../python/runtime/signals.ts';
import { Store } from '../../../python/runtime/journal.ts';
import { PyClass, PyDict, PyList, PyObject, PyProperty, Unknown } from '../../../python/runtime/values.ts';
import type { Value, NativeFunction } from '../../../python/runtime/values.ts';
import { isObject, toKey } from '../conversions.ts';
import { hasOwn, ownKeys } from '../members.ts';
import { scriptFunction, scriptGetter, scriptMethod, type ScriptCall } from '../native.ts';
import { plainNumber, textKey } from '../numbers.ts';
import { strictlyEqual } from '../operators.ts';
import type { Script } from '../script.ts';
import {
  BoundFunction,
  isNullish,
  JsClass,
  Prototype,
  UNDEFINED,
  UnknownRest,
  type NativeConstruction,
} from '../values.ts';
import { withAccessor } from '../classes.ts';
import { known, scriptBehind } from './helpers.ts';

function keyArg(call: ScriptCall, index: number): string {
  return known(toKey(scriptBehind(call.js), call.arg(index)));
}

export const OBJECT_METHODS: readonly (NativeFunction | readonly [string, Value])[] = [
  scriptMethod('hasOwnProperty', (call) => hasOwn(scriptBehind(call.js), call.self, keyArg(call, 0))),
  scriptMethod('propertyIsEnumerable', (call) => hasOwn(scriptBehind(call.js), call.self, keyArg(call, 0))),
  scriptMethod('isPrototypeOf', (call) => {
    const { self } = call;
    const value = call.arg(0);
    return self instanceof Prototype && isObject(value) && call.rt.classOf(value).isSubclassOf(self.cls);
  }),
  scriptMethod('toString', (call) => {
    const js = scriptBehind(call.js);
    if (call.self instanceof PyObject && call.self.cls.isSubclassOf(js.builtinClass('Error'))) {
      return call.js.toText(call.self);
    }
    return call.self === null
      ? '[object Null]'
      : call.self === UNDEFINED
        ? '[object Undefined]'
        : '[object Object]';
  }),
  scriptMethod('toLocaleString', (call) => call.js.toText(call.self)),
  scriptMethod('valueOf', (call) => call.self),
  scriptGetter('__proto__', (call) => new Prototype(scriptBehind(call.js).classOf(call.self))),
];

/** Own keys and values; unknown where they are not all known. */
function entries(call: ScriptCall): readonly (readonly [string, Value])[] {
  const value = call.arg(0);
  if (isNullish(value)) throw call.js.error('TypeError', 'Cannot convert undefined or null to object');
  return known(call.js.ownEntries(value));
}

function assign(js: Script, target: Value, sources: readonly Value[]): Value {
  for (const source of sources) {
    if (isNullish(source)) continue;
    const keys = ownKeys(js, source);
    if (!(keys instanceof Unknown)) {
      for (const key of keys) js.setMember(target, key, js.getMember(source, key));
      continue;
    }
    // Any member may have been replaced, but those that are known of the source.
    if (target instanceof PyDict) {
      const isOpen = source instanceof PyDict && source.taint instanceof UnknownRest;
      js.rt.journal.mapClear(target.entries);
      js.rt.journal.setField(target, 'taint', new UnknownRest(keys.reason, keys.span));
      if (isOpen) for (const [key, value] of source.entries) js.setMember(target, textKey(key), value);
    } else js.taint(target, keys);
  }
  return target;
}

function defineProperty(js: Script, object: Value, key: string, descriptor: Value): void {
  const getter = js.getMember(descriptor, 'get');
  const setter = js.getMember(descriptor, 'set');
  if (getter === UNDEFINED && setter === UNDEFINED) {
    const value = js.getMember(descriptor, 'value');
    if (object instanceof PyDict) js.rt.journal.mapSet(object.entries, key, value);
    else js.setMember(object, key, value);
    return;
  }
  const plain = new PyProperty(getter === UNDEFINED ? null : getter, setter === UNDEFINED ? null : setter);
  if (object instanceof PyDict) js.rt.journal.mapSet(object.entries, key, plain);
  else if (object instanceof PyObject) js.rt.journal.mapSet(object.attrs, key, plain);
  else if (object instanceof Prototype) {
    const wrapped = getter === UNDEFINED ? undefined : withAccessor(js, undefined, 'get', getter);
    const both = setter === UNDEFINED ? wrapped : withAccessor(js, wrapped, 'set', setter);
    if (both !== undefined) js.rt.journal.mapSet(object.cls.dict, key, both);
  }
}

export const OBJECT_STATICS: readonly NativeFunction[] = [
  scriptFunction('keys', (call) => call.js.list(entriesOfKeys(call))),
  scriptFunction('values', (call) => call.js.list(entries(call).map(([, value]) => value))),
  scriptFunction('entries', (call) =>
    call.js.list(entries(call).map(([key, value]) => call.js.list([key, value]))),
  ),
  scriptFunction('getOwnPropertyNames', (call) => call.js.list(entriesOfKeys(call))),
  scriptFunction('assign', (call) => assign(scriptBehind(call.js), call.arg(0), call.args.slice(1))),
  scriptFunction('fromEntries', (call) => {
    const js = scriptBehind(call.js);
    const pairs = known(js.elements(call.arg(0))).map((pair) => known(js.firstElements(pair, 2)));
    return js.object(
      pairs.map(([key = UNDEFINED, value = UNDEFINED]) => [known(toKey(js, key)), value] as const),
    );
  }),
  scriptFunction('freeze', (call) => {
    const value = call.arg(0);
    if (value instanceof PyDict || value instanceof PyList) {
      if (value.attrs === null) call.rt.journal.setField(value, 'attrs', new Store());
      if (value.attrs !== null) call.rt.journal.mapSet(value.attrs, '@@frozen', true);
    }
    return value;
  }),
  scriptFunction('isFrozen', (call) => scriptBehind(call.js).isFrozen(call.arg(0)) || !isObject(call.arg(0))),
  scriptFunction('seal', (call) => call.arg(0)),
  scriptFunction('preventExtensions', (call) => call.arg(0)),
  scriptFunction('is', (call) => {
    const [a, b] = [call.known(0), call.known(1)];
    const [x, y] = [plainNumber(a), plainNumber(b)];
    return x !== undefined && y !== undefined ? Object.is(x, y) : strictlyEqual(a, b);
  }),
  scriptFunction('defineProperty', (call) => {
    defineProperty(scriptBehind(call.js), call.arg(0), keyArg(call, 1), call.arg(2));
    return call.arg(0);
  }),
  scriptFunction('defineProperties', (call) => {
    for (const [key, descriptor] of known(call.js.ownEntries(call.arg(1)))) {
      defineProperty(scriptBehind(call.js), call.arg(0), key, descriptor);
    }
    return call.arg(0);
  }),
  scriptFunction('getPrototypeOf', (call) => {
    const value = call.known(0);
    if (value instanceof PyClass) return value.bases[0] ?? null;
    return new Prototype(scriptBehind(call.js).classOf(value));
  }),
  scriptFunction('setPrototypeOf', (call) => {
    const js = scriptBehind(call.js);
    js.taint(call.arg(0), call.js.unknown('an object whose prototype is set'));
    return call.arg(0);
  }),
  scriptFunction('create', (call) => {
    const base = call.known(0);
    if (base instanceof Prototype) {
      const object = new PyObject(base.cls, call.rt.here());
      return object;
    }
    const dict = call.js.object([]);
    if (base === null) return dict;
    // Without a link to it, what it has now is what there is to inherit.
    return assign(scriptBehind(call.js), dict, [base]);
  }),
  scriptFunction('hasOwn', (call) => hasOwn(scriptBehind(call.js), call.arg(0), keyArg(call, 1))),
  scriptFunction('groupBy', (call) => {
    const groups = call.js.object([]);
    for (const [i, item] of call.elements(0).entries()) {
      const key = known(call.js.toText(call.js.call(call.arg(1), UNDEFINED, [item, i])));
      const group = groups.entries.get(key);
      if (group instanceof PyList) group.items.push(item);
      else groups.entries.set(key, call.js.list([item]));
    }
    return groups;
  }),
];

function entriesOfKeys(call: ScriptCall): readonly string[] {
  const value = call.arg(0);
  if (isNullish(value)) throw call.js.error('TypeError', 'Cannot convert undefined or null to object');
  return known(ownKeys(scriptBehind(call.js), value));
}

export const OBJECT_CONSTRUCTION: NativeConstruction = {
  create: (js, cls, [value = UNDEFINED]) => {
    if (cls !== js.builtinClass('Object')) return js.rt.createObject(cls);
    return isNullish(value) ? js.object([]) : value;
  },
  call: (js, [value = UNDEFINED]) => (isNullish(value) ? js.object([]) : value),
};

export const FUNCTION_METHODS: readonly NativeFunction[] = [
  scriptMethod('call', (call) => call.js.call(call.self, call.arg(0), call.args.slice(1))),
  scriptMethod('apply', (call) => {
    const list = call.arg(1);
    const args = isNullish(list) ? [] : call.js.elements(list);
    if (args instanceof Unknown) throw new UnknownInput(args);
    return call.js.call(call.self, call.arg(0), args);
  }),
  scriptMethod('bind', (call) => new BoundFunction(call.self, call.arg(0), call.args.slice(1))),
  scriptMethod('toString', (call) => call.js.unknown('the text of a function')),
  scriptMethod('@@Symbol.hasInstance', (call) => {
    const { self } = call;
    const value = call.arg(0);
    return self instanceof JsClass && isObject(value) && call.rt.classOf(value).isSubclassOf(self);
  }),
];

export const FUNCTION_CONSTRUCTION: NativeConstruction = {
  create: (js) => js.unknown('a function that is made of text'),
  call: (js) => js.unknown('a function that is made of text'),
};
