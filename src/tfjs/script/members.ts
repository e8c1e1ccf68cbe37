/** Members of every kind of value: reading, writing, deleting and listing them. */
import { HostObject } from '../../python/runtime/host.ts';
import { Store } from '../../python/runtime/journal.ts';
import {
  BoundMethod,
  ClassMethod,
  NativeFunction,
  PyClass,
  PyDict,
  PyList,
  PyModule,
  PyObject,
  PyProperty,
  StaticMethod,
  Unknown,
} from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { isCallable, isObject } from './conversions.ts';
import { arrayIndex, isSymbolKey, plainNumber, textKey } from './numbers.ts';
import type { Script } from './script.ts';
import {
  BoundFunction,
  JsClass,
  JsFunction,
  JsMap,
  JsRegExp,
  JsSet,
  ModuleNamespace,
  OutsideValue,
  Prototype,
  UNDEFINED,
  UnknownRest,
} from './values.ts';
import { classOfFunction } from './classes.ts';

/** Undefined where there is no such member. */
export function findMember(js: Script, object: Value, key: string): Value | undefined {
  if (object instanceof OutsideValue) return object.at(memberPath(object.path, key), js.rt.here());
  if (object instanceof Unknown) return object;
  if (object === null || object === UNDEFINED) {
    const name = isSymbolKey(key) ? key.slice(2) : key;
    throw js.error(
      'TypeError',
      `Cannot read properties of ${String(object === null ? null : undefined)} (reading '${name}')`,
    );
  }
  if (typeof object === 'string') {
    if (key === 'length') return object.length;
    const index = arrayIndex(key);
    if (index !== null) return index < object.length ? object.charAt(index) : undefined;
  } else if (object instanceof PyList) {
    const own = listMember(object, key);
    if (own !== undefined) return own;
  } else if (object instanceof PyDict) {
    const own = dictMember(js, object, key);
    if (own !== undefined) return own;
  } else if (object instanceof PyObject) {
    const own = object.attrs.get(key);
    if (own !== undefined) return own instanceof PyProperty ? js.call(own.getter, object, []) : own;
  } else if (object instanceof PyClass) {
    const own = classMember(js, object, key);
    if (own !== undefined) return own;
  } else if (object instanceof Prototype) {
    const found = inClass(js, object.cls, key, object);
    return found === undefined && key === 'constructor' ? object.cls : found;
  } else if (object instanceof HostObject) {
    const own = hostMember(js, object, key);
    if (own !== undefined) return own;
  } else if (object instanceof PyModule) {
    return js.rt.findAttribute(object, key);
  } else if ((object instanceof NativeFunction || object instanceof BoundMethod) && key === 'name') {
    return object instanceof NativeFunction ? object.name : object.fn.name;
  }
  const cls = js.classOf(object);
  if (key === 'constructor') {
    return cls instanceof JsClass ? (cls.constructorFunction ?? cls) : cls;
  }
  const found = inClass(js, cls, key, object);
  return found === undefined ? openEnd(object, cls) : found;
}

function memberPath(path: string, key: string): string {
  if (arrayIndex(key) !== null) return `${path}[${key}]`;
  return isSymbolKey(key) ? path : `${path}.${key}`;
}

function listMember(list: PyList, key: string): Value | undefined {
  if (key === 'length') return list.taint ?? list.items.length;
  const index = arrayIndex(key);
  if (index !== null) return list.taint ?? list.items[index];
  return list.attrs?.get(key);
}

function dictMember(js: Script, dict: PyDict, key: string): Value | undefined {
  const own = dict.entries.get(key);
  if (dict.taint !== null && !(dict.taint instanceof UnknownRest)) return dict.taint;
  if (own instanceof PyProperty) return own.getter === null ? UNDEFINED : js.call(own.getter, dict, []);
  return own;
}

/** What is not there may be there all the same where something unknown had a hand in it. */
function openEnd(object: Value, cls: PyClass): Value | undefined {
  if (object instanceof PyDict) return object.taint ?? undefined;
  return cls.unknownBase ?? undefined;
}

/** A member that instances of a class have from it. */
export function inClass(js: Script, cls: PyClass, key: string, self: Value): Value | undefined {
  for (const base of cls.mro) {
    const found = base.dict.get(key);
    if (found === undefined) continue;
    if (found instanceof PyProperty) {
      return found.getter === null ? UNDEFINED : js.rt.call(found.getter, [self]);
    }
    if (found instanceof ClassMethod || found instanceof StaticMethod) return js.rt.findAttribute(self, key);
    return found;
  }
  return undefined;
}

function classMember(js: Script, cls: PyClass, key: string): Value | undefined {
  for (const base of cls.mro) {
    const found = base instanceof JsClass ? base.statics.get(key) : undefined;
    if (found instanceof PyProperty) return js.rt.call(found.getter, [cls]);
    if (found !== undefined) return found;
  }
  switch (key) {
    case 'prototype':
      return new Prototype(cls);
    case 'name':
      return cls.name;
    case 'length':
      return cls instanceof JsClass ? (cls.ctor?.node.params.length ?? 0) : 0;
    default:
      break;
  }
  for (const base of cls.mro) {
    if (base instanceof JsClass) continue;
    const found = base.dict.get(key);
    if (found instanceof ClassMethod || found instanceof StaticMethod) return js.rt.findAttribute(cls, key);
  }
  return cls.unknownBase ?? undefined;
}

function hostMember(js: Script, object: HostObject, key: string): Value | undefined {
  if (object instanceof JsFunction) {
    const own = object.members.get(key);
    if (own !== undefined) return own;
    switch (key) {
      case 'name':
        return object.name;
      case 'length':
        return object.node.params.findIndex((one) => one.default !== null) === -1
          ? object.node.params.length
          : object.node.params.findIndex((one) => one.default !== null);
      case 'prototype':
        return object.node.isArrow ? undefined : new Prototype(classOfFunction(js, object));
      default:
        return undefined;
    }
  }
  if (object instanceof BoundFunction) {
    return key === 'name' ? js.getMember(object.fn, 'name') : undefined;
  }
  if (object instanceof JsMap || object instanceof JsSet) {
    if (key === 'size') return object.taint ?? object.entries.size;
    return object.members.get(key);
  }
  if (object instanceof JsRegExp) return object.members.get(key);
  return object.getAttribute(js.rt, key);
}

export function setMember(js: Script, object: Value, key: string, value: Value): void {
  const { journal } = js.rt;
  if (object instanceof Unknown) {
    // `button.onclick = …`
    if (isCallable(value)) js.callLater(value, []);
    return;
  }
  if (object === null || object === UNDEFINED) {
    const which = object === null ? 'null' : 'undefined';
    throw js.error('TypeError', `Cannot set properties of ${which} (setting '${key}')`);
  }
  if (js.isFrozen(object)) {
    throw js.error('TypeError', `Cannot assign to read only property '${key}' of object`);
  }
  if (object instanceof PyList) setListMember(js, object, key, value);
  else if (object instanceof PyDict) {
    const own = object.entries.get(key);
    if (own instanceof PyProperty) callSetter(js, own, object, key, value);
    else journal.mapSet(object.entries, key, value);
  } else if (object instanceof PyObject) setObjectMember(js, object, key, value);
  else if (object instanceof JsClass) {
    const own = object.mro.map((base) => (base instanceof JsClass ? base.statics.get(key) : undefined));
    const accessor = own.find((found) => found !== undefined);
    if (accessor instanceof PyProperty) callSetter(js, accessor, object, key, value);
    else journal.mapSet(object.statics, key, value);
  } else if (object instanceof Prototype) journal.mapSet(object.cls.dict, key, value);
  else if (object instanceof JsFunction) setFunctionMember(js, object, key, value);
  else if (object instanceof JsMap || object instanceof JsSet || object instanceof JsRegExp) {
    journal.mapSet(object.members, key, value);
  } else if (object instanceof ModuleNamespace) {
    throw js.error('TypeError', `Cannot assign to read only property '${key}' of object '[object Module]'`);
  } else if (object instanceof HostObject) object.setAttribute(js.rt, key, value);
}

function callSetter(js: Script, accessor: PyProperty, self: Value, key: string, value: Value): void {
  if (accessor.setter === null) {
    throw js.error('TypeError', `Cannot set property ${key} of ${js.describe(self)} which has only a getter`);
  }
  if (self instanceof PyDict) js.call(accessor.setter, self, [value]);
  else js.rt.call(accessor.setter, [self, value]);
}

/** Holes that a write beyond the end leaves, at most. */
const MOST_HOLES = 100_000;

function setListMember(js: Script, list: PyList, key: string, value: Value): void {
  const { journal } = js.rt;
  const index = key === 'length' ? null : arrayIndex(key);
  if (index !== null) {
    if (index < list.items.length) journal.setIndex(list, index, value);
    else if (index > list.items.length + MOST_HOLES) js.taint(list, js.unknown('a very long array'));
    else {
      while (list.items.length < index) journal.push(list, UNDEFINED);
      journal.push(list, value);
    }
    return;
  }
  if (key === 'length') {
    const length = plainNumber(value);
    if (length === undefined || !Number.isInteger(length) || length < 0) {
      throw js.error('RangeError', 'Invalid array length');
    }
    if (length <= list.items.length) journal.replaceItems(list, list.items.slice(0, length));
    else setListMember(js, list, String(length - 1), UNDEFINED);
    return;
  }
  if (list.attrs === null) journal.setField(list, 'attrs', new Store());
  if (list.attrs !== null) journal.mapSet(list.attrs, key, value);
}

function setObjectMember(js: Script, object: PyObject, key: string, value: Value): void {
  let isForeign = false;
  for (const base of object.cls.mro) {
    const found = base.dict.get(key);
    if (found instanceof PyProperty) {
      callSetter(js, found, object, key, value);
      return;
    }
    if (found !== undefined) break;
    isForeign ||= !(base instanceof JsClass) && base.name !== 'object';
  }
  // Objects of a library may watch what is set on them.
  if (isForeign) js.rt.setAttribute(object, key, value);
  else js.rt.journal.mapSet(object.attrs, key, value);
}

function setFunctionMember(js: Script, fn: JsFunction, key: string, value: Value): void {
  if (key === 'prototype' && value instanceof PyDict) {
    const { dict } = classOfFunction(js, fn);
    for (const [name, member] of value.entries) js.rt.journal.mapSet(dict, textKey(name), member);
    return;
  }
  js.rt.journal.mapSet(fn.members, key, value);
}

export function deleteMember(js: Script, object: Value, key: string): Value {
  if (object instanceof Unknown) return true;
  const { journal } = js.rt;
  if (object instanceof PyDict) journal.mapDelete(object.entries, key);
  else if (object instanceof PyList) {
    const index = arrayIndex(key);
    if (index !== null && index < object.items.length) journal.setIndex(object, index, UNDEFINED);
  } else {
    const store = ownStore(object);
    if (store !== null) journal.mapDelete(store, key);
  }
  return true;
}

function ownStore(object: Value): Store<string, Value> | null {
  if (object instanceof PyObject) return object.attrs;
  if (object instanceof JsClass) return object.statics;
  if (object instanceof JsFunction || object instanceof JsMap || object instanceof JsSet) {
    return object.members;
  }
  return object instanceof JsRegExp ? object.members : null;
}

/** `key in object`. */
export function hasMember(js: Script, object: Value, key: string): boolean | Unknown {
  const own = hasOwn(js, object, key);
  if (own !== false) return own;
  if (object instanceof PyClass) return findMember(js, object, key) !== undefined;
  const cls = js.classOf(object);
  return cls.mro.some(({ dict }) => dict.has(key)) || (cls.unknownBase ?? false);
}

export function hasOwn(js: Script, object: Value, key: string): boolean | Unknown {
  if (object instanceof Unknown) return object;
  if (object instanceof PyDict) return object.entries.has(key) || (object.taint ?? false);
  if (object instanceof PyList) return listMember(object, key) !== undefined;
  if (typeof object === 'string') {
    return (
      findMember(js, object, key) !== undefined && inClass(js, js.classOf(object), key, object) === undefined
    );
  }
  const store = ownStore(object);
  if (store !== null) return store.has(key);
  if (object instanceof Prototype) return object.cls.dict.has(key);
  if (object instanceof HostObject) return object.getAttribute(js.rt, key) !== undefined;
  return false;
}

/** Own members that are enumerable: whole numbers first, in order, then as they came. */
export function ownKeys(js: Script, object: Value): readonly string[] | Unknown {
  if (object instanceof Unknown) return object;
  if (typeof object === 'string') return Array.from({ length: object.length }, (_, i) => String(i));
  if (object instanceof PyList) {
    const named = [...(object.attrs?.keys() ?? [])].filter((key) => !isHidden(key));
    return object.taint ?? [...object.items.map((_, i) => String(i)), ...named];
  }
  if (object instanceof PyDict) {
    if (object.taint !== null) return object.taint;
    return ordered([...object.entries.keys()].map(textKey));
  }
  if (object instanceof ModuleNamespace) return [...object.exports.keys()].sort();
  const store = ownStore(object);
  if (store !== null) {
    const keys = ordered([...store.keys()]);
    const isError = object instanceof PyObject && object.cls.isSubclassOf(js.builtinClass('Error'));
    return isError ? keys.filter((key) => key !== 'message' && key !== 'cause') : keys;
  }
  if (object instanceof HostObject && isObject(object) && !(object instanceof BoundFunction)) {
    return js.unknown('the members of an object of a library');
  }
  return [];
}

/** Private members and symbols are not listed. */
function isHidden(key: string): boolean {
  return key.startsWith('#') || isSymbolKey(key);
}

function ordered(keys: readonly string[]): string[] {
  const visible = keys.filter((key) => !isHidden(key));
  const indices = visible.filter((key) => arrayIndex(key) !== null).sort((a, b) => Number(a) - Number(b));
  return indices.length === 0 ? visible : [...indices, ...visible.filter((key) => arrayIndex(key) === null)];
}
