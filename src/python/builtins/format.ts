/** Text of values: `repr`, `str`, `format` and the `%` operator. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import {
  Indexed,
  NativeFunction,
  PyDict,
  PyFloat,
  PyList,
  PyObject,
  PySet,
  PyTuple,
  Unknown,
} from '../runtime/values.ts';
import type { Value, BoundMethod, PyBytes, PyClass } from '../runtime/values.ts';
import { dictItems, identity, setItems } from './hash.ts';
import { FormatError, formatDouble, formatInt, formatText, parseSpec } from './formatSpec.ts';
import { asPyInt } from './numbers.ts';
import { doubleText, numberText } from './numberTexts.ts';

/** Containers whose `repr` is in progress: one inside itself prints as `[...]`. */
const inProgress = new WeakMap<Runtime, Set<object>>();
const MAX_NESTING = 100;

/** `repr(value)`; Unknown when some part of it is. */
export function reprOf(rt: Runtime, value: Value): string | Unknown {
  if (value === null) return 'None';
  if (typeof value === 'string') return stringRepr(value);
  return typeof value === 'object' ? objectRepr(rt, value) : numberText(value);
}

/** `str(value)`. */
export function strOf(rt: Runtime, value: Value): string | Unknown {
  if (typeof value === 'string') return value;
  if (value instanceof Indexed) return strOf(rt, value.value);
  if (value instanceof PyObject) {
    const method = rt.findInClass(value.cls, '__str__');
    if (method !== undefined) return textResult(rt, rt.call(method, [value]), '__str__');
  } else if (value instanceof HostObject) {
    const method = value.getAttribute(rt, '__str__');
    if (method instanceof NativeFunction) return textResult(rt, rt.call(method, []), '__str__');
  } else {
    const method = overridden(rt, value, '__str__');
    if (method !== undefined) return textResult(rt, rt.call(method, [value]), '__str__');
  }
  return reprOf(rt, value);
}

/** A method that the class of a container's subclass defines, not one inherited from a builtin. */
function overridden(rt: Runtime, value: Value, name: string): Value | undefined {
  if (!(
    value instanceof PyList ||
    value instanceof PyDict ||
    value instanceof PySet ||
    value instanceof PyTuple
  )) {
    return undefined;
  }
  if (value.cls === null) return undefined;
  for (const cls of value.cls.mro) {
    const method = cls.dict.get(name);
    if (method !== undefined) return cls === rt.builtinClass('object') ? undefined : method;
  }
  return undefined;
}

function textResult(rt: Runtime, result: Value, method: string): string | Unknown {
  if (result instanceof Unknown || typeof result === 'string') return result;
  if (result instanceof PyObject && typeof result.payload === 'string') return result.payload;
  throw rt.error('TypeError', `${method} returned non-string (type ${rt.typeName(result)})`);
}

function objectRepr(
  rt: Runtime,
  value: Exclude<Value, string | number | bigint | boolean | null>,
): string | Unknown {
  if (value instanceof Unknown) return value;
  if (value instanceof PyFloat) return doubleText(value.value);
  if (value instanceof Indexed) return reprOf(rt, value.value);
  if (value instanceof PyObject) {
    const method = rt.findInClass(value.cls, '__repr__');
    if (method === undefined) return defaultRepr(rt, value);
    return textResult(rt, rt.call(method, [value]), '__repr__');
  }
  const own = overridden(rt, value, '__repr__');
  return own === undefined ? builtinRepr(rt, value) : textResult(rt, rt.call(own, [value]), '__repr__');
}

/** `object.__repr__`. */
export function defaultRepr(rt: Runtime, value: Value): string {
  if (value instanceof PyObject && value.payload !== undefined) {
    const text = reprOf(rt, value.payload);
    if (typeof text === 'string') return text;
  }
  return `<${qualifiedName(rt.classOf(value))} object at ${address(value)}>`;
}

function qualifiedName(cls: PyClass): string {
  const module = cls.dict.get('__module__');
  return typeof module === 'string' && module !== 'builtins' ? `${module}.${qualname(cls)}` : qualname(cls);
}

function qualname(cls: PyClass): string {
  return cls.definition?.qualname ?? cls.name;
}

function address(value: Value): string {
  const id = typeof value === 'object' && value !== null ? identity(value) : 0;
  return `0x7f${(id * 16).toString(16).padStart(10, '0')}`;
}

/** `repr` as the builtin type has it, whatever a subclass says. */
export function builtinRepr(rt: Runtime, value: Value): string | Unknown {
  if (typeof value !== 'object' || value === null) return reprOf(rt, value);
  if (value instanceof HostObject) return value.repr(rt);
  switch (value.kind) {
    case 'list':
      return value.taint ?? nested(rt, value, '[...]', () => bracketed(rt, '[', value.items, ']'));
    case 'tuple': {
      const close = value.items.length === 1 ? ',)' : ')';
      return nested(rt, value, '(...)', () => bracketed(rt, '(', value.items, close));
    }
    case 'dict':
      return value.taint ?? nested(rt, value, '{...}', () => dictRepr(rt, value));
    case 'set':
      return value.taint ?? nested(rt, value, 'set(...)', () => setRepr(rt, value));
    case 'range': {
      const { start, stop, step } = value;
      return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
    }
    case 'slice':
      return bracketed(rt, 'slice(', [value.start, value.stop, value.step], ')');
    case 'bytes':
      return bytesRepr(value);
    case 'function':
      return `<function ${value.qualname} at ${address(value)}>`;
    case 'native':
      return `<built-in function ${value.name}>`;
    case 'method':
      return methodRepr(rt, value);
    case 'class':
      return classRepr(rt, value);
    case 'module':
      return `<module '${value.name}'>`;
    case 'singleton':
      return value.name;
    case 'super':
      return `<super: <class '${value.after.name}'>, <${rt.typeName(value.self)} object>>`;
    case 'iterator':
    case 'property':
    case 'staticmethod':
    case 'classmethod':
      return `<${rt.typeName(value)} object at ${address(value)}>`;
    default:
      return defaultRepr(rt, value);
  }
}

function nested(rt: Runtime, value: object, cyclic: string, text: () => string | Unknown): string | Unknown {
  let active = inProgress.get(rt);
  if (active === undefined) inProgress.set(rt, (active = new Set()));
  if (active.has(value) || active.size > MAX_NESTING) return cyclic;
  active.add(value);
  try {
    return text();
  } finally {
    active.delete(value);
  }
}

function bracketed(rt: Runtime, open: string, items: readonly Value[], close: string): string | Unknown {
  const texts: string[] = [];
  for (const item of items) {
    const text = rt.repr(item);
    if (text instanceof Unknown) return text;
    texts.push(text);
  }
  return open + texts.join(', ') + close;
}

function dictRepr(rt: Runtime, dict: PyDict): string | Unknown {
  const texts: string[] = [];
  for (const [key, value] of dictItems(dict)) {
    const keyText = rt.repr(key);
    if (keyText instanceof Unknown) return keyText;
    const valueText = rt.repr(value);
    if (valueText instanceof Unknown) return valueText;
    texts.push(`${keyText}: ${valueText}`);
  }
  return `{${texts.join(', ')}}`;
}

function setRepr(rt: Runtime, set: PySet): string | Unknown {
  const name = set.cls?.name ?? (set.frozen ? 'frozenset' : 'set');
  if (set.entries.size === 0) return `${name}()`;
  const body = bracketed(rt, '{', setItems(set), '}');
  return body instanceof Unknown || name === 'set' ? body : `${name}(${body})`;
}

function methodRepr(rt: Runtime, method: BoundMethod): string | Unknown {
  const self = rt.repr(method.self);
  if (self instanceof Unknown) return self;
  if (method.fn instanceof NativeFunction) return `<built-in method ${method.fn.name}>`;
  return `<bound method ${method.fn.qualname} of ${self}>`;
}

function classRepr(rt: Runtime, cls: PyClass): string | Unknown {
  const own = cls.metaclass === null ? undefined : rt.findInClass(cls.metaclass, '__repr__');
  if (
    own !== undefined &&
    !(own instanceof NativeFunction && own.name === '__repr__' && own.isMethod && isRoot(rt, own))
  ) {
    return textResult(rt, rt.call(own, [cls]), '__repr__');
  }
  return `<class '${qualifiedName(cls)}'>`;
}

function isRoot(rt: Runtime, method: NativeFunction): boolean {
  return rt.builtinClass('object').dict.get('__repr__') === method;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A string literal as Python writes it: single quotes unless only double ones avoid escapes. */
export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const character of text) {
    if (character === quote) body += `\\${character}`;
    else if (character in ESCAPES) body += ESCAPES[character] ?? '';
    else if (character !== ' ' && /[\p{C}\p{Z}]/u.test(character)) body += escapeCode(character);
    else body += character;
  }
  return quote + body + quote;
}

function escapeCode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** `ascii(value)` from its repr. */
export function asciiOf(repr: string): string {
  return Array.from(repr)
    .map((character) => ((character.codePointAt(0) ?? 0) < 0x80 ? character : escapeCode(character)))
    .join('');
}

function bytesRepr(bytes: PyBytes): string {
  let body = '';
  const quote = bytes.value.includes(39) && !bytes.value.includes(34) ? '"' : "'";
  for (const byte of bytes.value) {
    const character = String.fromCharCode(byte);
    if (character === quote) body += `\\${character}`;
    else if (character in ESCAPES) body += ESCAPES[character] ?? '';
    else if (byte < 32 || byte > 126) body += `\\x${byte.toString(16).padStart(2, '0')}`;
    else body += character;
  }
  return `b${quote}${body}${quote}`;
}

/** `format(value, spec)`. */
export function formatValue(rt: Runtime, value: Value, spec: string): string | Unknown {
  if (value instanceof Unknown) return value;
  if (value instanceof Indexed) return formatValue(rt, value.value, spec);
  if (value instanceof HostObject) {
    return spec === '' ? strOf(rt, value) : rt.unknown(`the value of this ${rt.typeName(value)}`);
  }
  if (value instanceof PyObject) {
    const method = rt.findInClass(value.cls, '__format__');
    if (method !== undefined && method !== rt.builtinClass('object').dict.get('__format__')) {
      return textResult(rt, rt.call(method, [value, spec]), '__format__');
    }
    if (value.payload !== undefined && spec !== '') return formatValue(rt, value.payload, spec);
  }
  if (spec === '') return strOf(rt, value);
  try {
    return formatBuiltin(rt, value, spec);
  } catch (error) {
    if (error instanceof FormatError) throw rt.error('ValueError', error.message);
    throw error;
  }
}

function formatBuiltin(rt: Runtime, value: Value, spec: string): string | Unknown {
  if (typeof value === 'string') return formatText(parseSpec(spec), value);
  if (value instanceof PyFloat) return formatDouble(parseSpec(spec), value.value);
  const int = asPyInt(value);
  if (int !== undefined) return formatInt(parseSpec(spec), int);
  throw rt.error('TypeError', `unsupported format string passed to ${rt.typeName(value)}.__format__`);
}
