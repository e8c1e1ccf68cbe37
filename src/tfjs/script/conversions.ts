/** ToPrimitive, ToNumber, ToString, ToBoolean and `typeof`. */
import { HostObject } from '../../python/runtime/host.ts';
import { truthOfNumber } from '../../python/runtime/indexed.ts';
import {
  BoundMethod,
  Indexed,
  NativeFunction,
  PyClass,
  PyDict,
  PyFloat,
  PyIterator,
  PyList,
  PyObject,
  PySingleton,
  Unknown,
} from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { asPrimitive, NO_PRIMITIVE, symbolKey, type Primitive } from './numbers.ts';
import type { Script } from './script.ts';
import { BoundFunction, JsFunction, JsRegExp, OutsideValue, UNDEFINED } from './values.ts';

export function truthOf(js: Script, value: Value): boolean | Unknown {
  if (typeof value === 'boolean') return value;
  if (value === null || value === UNDEFINED) return false;
  if (value instanceof Unknown) return value;
  if (value instanceof Indexed) return js.rt.truth(value);
  if (value instanceof PyFloat) return truthOfNumber(value) && !Number.isNaN(value.value);
  if (typeof value === 'object') return true;
  return Boolean(value);
}

export function toPrimitive(
  js: Script,
  value: Value,
  hint: 'default' | 'number' | 'string' = 'default',
): Primitive | Unknown {
  if (value instanceof Unknown) return value;
  const primitive = asPrimitive(value);
  if (primitive !== NO_PRIMITIVE) return primitive;
  const exotic = js.getMember(value, '@@Symbol.toPrimitive');
  if (exotic instanceof Unknown) return exotic;
  if (exotic !== UNDEFINED) return settledPrimitive(js, js.call(exotic, value, [hint]));
  const order = hint === 'string' ? ['toString', 'valueOf'] : ['valueOf', 'toString'];
  for (const name of order) {
    const method = js.getMember(value, name);
    if (method instanceof Unknown) return method;
    if (!js.isCallable(method)) continue;
    const result = js.call(method, value, []);
    if (result instanceof Unknown) return result;
    const plain = asPrimitive(result);
    if (plain !== NO_PRIMITIVE) return plain;
  }
  if (value instanceof HostObject) return js.unknown('an object of a library as a number or text');
  throw js.error('TypeError', 'Cannot convert object to primitive value');
}

function settledPrimitive(js: Script, value: Value): Primitive | Unknown {
  if (value instanceof Unknown) return value;
  const plain = asPrimitive(value);
  if (plain === NO_PRIMITIVE) throw js.error('TypeError', 'Cannot convert object to primitive value');
  return plain;
}

export function toNumber(js: Script, value: Value): number | Unknown {
  const primitive = toPrimitive(js, value, 'number');
  return primitive instanceof Unknown ? primitive : numberOf(js, primitive);
}

export function numberOf(js: Script, primitive: Primitive): number {
  if (primitive instanceof PySingleton) {
    throw js.error('TypeError', 'Cannot convert a Symbol value to a number');
  }
  if (typeof primitive === 'bigint') {
    throw js.error('TypeError', 'Cannot convert a BigInt value to a number');
  }
  return Number(primitive);
}

export function toText(js: Script, value: Value): string | Unknown {
  const primitive = toPrimitive(js, value, 'string');
  return primitive instanceof Unknown ? primitive : textOf(js, primitive);
}

export function textOf(js: Script, primitive: Primitive): string {
  if (primitive instanceof PySingleton) {
    throw js.error('TypeError', 'Cannot convert a Symbol value to a string');
  }
  return String(primitive);
}

/** What a value is called as the key of a member. */
export function toKey(js: Script, value: Value): string | Unknown {
  if (typeof value === 'string') return value;
  if (value instanceof PySingleton && value !== UNDEFINED) return symbolKey(value);
  return toText(js, value);
}

export function isCallable(value: Value): boolean {
  if (value instanceof HostObject) return value.call !== HostObject.prototype.call;
  return value instanceof NativeFunction || value instanceof BoundMethod || value instanceof PyClass;
}

export function isObject(value: Value): boolean {
  return asPrimitive(value) === NO_PRIMITIVE;
}

export function typeOf(value: Value): string | Unknown {
  if (value instanceof Unknown) return value;
  const primitive = asPrimitive(value);
  if (primitive === null) return 'object';
  if (primitive instanceof PySingleton) return 'symbol';
  if (primitive !== NO_PRIMITIVE) return typeof primitive;
  return isCallable(value) ? 'function' : 'object';
}

/** As V8 names a value in its messages. */
export function describe(js: Script, value: Value): string {
  if (value instanceof OutsideValue) return value.path;
  if (value instanceof Unknown) return 'something unknown';
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof PyList) return 'an array';
  if (value instanceof PyDict) return '#<Object>';
  if (value instanceof PyObject) return `#<${value.cls.name}>`;
  if (value instanceof PyClass) return `class ${value.name}`;
  if (value instanceof JsFunction || value instanceof BoundFunction) return 'a function';
  if (value instanceof JsRegExp) return String(value.pattern);
  if (value instanceof PyIterator) return '#<Iterator>';
  if (value instanceof HostObject) return `#<${value.pyClass(js.rt).name}>`;
  const primitive = asPrimitive(value);
  if (primitive instanceof PySingleton) return `Symbol(${primitive.name})`;
  return primitive === NO_PRIMITIVE ? 'an object' : String(primitive);
}
