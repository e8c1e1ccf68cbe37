/** What natives of builtins and the standard library share: receivers, results, raising. */
import type { Runtime } from '../runtime/api.ts';
import type { Args } from '../runtime/native.ts';
import { PyRaise, UnknownInput } from '../runtime/signals.ts';
import {
  BoundMethod,
  ClassMethod,
  NativeFunction,
  PyClass,
  PyFunction,
  PyObject,
  PyTuple,
  Unknown,
} from '../runtime/values.ts';
import type { Value, PyDict, PyList, PySet } from '../runtime/values.ts';
import { NumberError } from './numbers.ts';

export const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

/** The receiver of a method, which must be of the type that the method belongs to. */
export function receiver<T extends Value>(
  rt: Runtime,
  args: Args,
  type: abstract new (...init: never[]) => T,
  typeName: string,
): T {
  const self = args.known('self');
  if (self instanceof type) return self;
  throw rt.error(
    'TypeError',
    `descriptor requires a '${typeName}' object but received '${rt.typeName(self)}'`,
  );
}

/** The class given to `__new__`. */
export function classArgument(rt: Runtime, args: Args, name = 'cls'): PyClass {
  const cls = args.known(name);
  if (cls instanceof PyClass) return cls;
  throw rt.error('TypeError', `${name} must be a type, not ${rt.typeName(cls)}`);
}

/** The class of an instance of a user's subclass of a builtin; null for the builtin itself. */
export function subclassOrNull(rt: Runtime, args: Args, builtin: string): PyClass | null {
  const cls = classArgument(rt, args);
  return cls === rt.builtinClass(builtin) ? null : cls;
}

/** Ends the native call where the value is unknown. */
export function knownOr<T>(value: T | Unknown): T {
  if (value instanceof Unknown) throw new UnknownInput(value);
  return value;
}

/** The items of a list, unless something unknown may have changed it. */
export function listItems(list: PyList): readonly Value[] {
  if (list.taint !== null) throw new UnknownInput(list.taint);
  return list.items;
}

/** Ends the native call where something unknown may have changed the container. */
export function untainted<T extends PyList | PyDict | PySet>(container: T): T {
  if (container.taint !== null) throw new UnknownInput(container.taint);
  return container;
}

/** The elements of any iterable, known. */
export function elementsOf(rt: Runtime, iterable: Value): readonly Value[] {
  return knownOr(rt.elements(iterable));
}

/** The truth of a value, known. */
export function isTrue(rt: Runtime, value: Value): boolean {
  return knownOr(rt.truth(value));
}

export function areEqual(rt: Runtime, a: Value, b: Value): boolean {
  return a === b || knownOr(rt.equals(a, b));
}

export function tuple(...items: Value[]): PyTuple {
  return new PyTuple(items);
}

/** Runs arithmetic, turning what it throws into Python's exception. */
export function withNumberErrors<T>(rt: Runtime, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof NumberError) throw rt.error(error.type, error.message);
    throw error;
  }
}

/** `raise cls(*args)`: an exception to throw that holds values, or whose class is not a builtin. */
export function exceptionOf(rt: Runtime, cls: PyClass, args: readonly Value[], message: string): Error {
  const exception = rt.call(cls, args);
  if (!(exception instanceof PyObject)) return rt.error('RuntimeError', message);
  return new PyRaise(exception, `${cls.name}: ${message}`, rt.here());
}

/** KeyError holding the key itself. */
export function keyError(rt: Runtime, key: Value): Error {
  const text = rt.repr(key);
  return exceptionOf(rt, rt.builtinClass('KeyError'), [key], text instanceof Unknown ? '?' : text);
}

/** Whether something thrown is a Python exception of that builtin class. */
export function isException(rt: Runtime, error: unknown, name: string): error is PyRaise {
  return error instanceof PyRaise && error.exception.cls.isSubclassOf(rt.builtinClass(name));
}

/** A value's `repr` for a message. */
export function shown(rt: Runtime, value: Value): string {
  const text = rt.repr(value);
  return text instanceof Unknown ? '?' : text;
}

/** A text that is there as a value; the empty one where it is not. */
export function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A value that is made once per runtime: classes have identity and state. */
export function perRuntime<T>(create: (rt: Runtime) => T): (rt: Runtime) => T {
  const made = new WeakMap<Runtime, { value: T }>();
  return (rt) => {
    let slot = made.get(rt);
    if (slot === undefined) made.set(rt, (slot = { value: create(rt) }));
    return slot.value;
  };
}

/** Binds a function to a receiver, as reading a method does. */
export function bindMethod(self: Value, fn: Value): Value {
  return fn instanceof PyFunction || fn instanceof NativeFunction ? new BoundMethod(self, fn) : fn;
}

/** A free-standing callable over plain argument lists. */
export function callable(
  name: string,
  call: (rt: Runtime, positional: readonly Value[], keywords: ReadonlyMap<string, Value>) => Value,
): NativeFunction {
  return new NativeFunction(name, (rt, args) => {
    if (args.unknownSpread !== null) return args.unknownSpread;
    try {
      return call(rt, args.positional, args.keywords);
    } catch (error) {
      if (error instanceof UnknownInput) return error.unknown;
      throw error;
    }
  });
}

/** The function behind a class method or a plain one. */
export function unwrapMethod(value: Value): Value {
  return value instanceof ClassMethod ? value.fn : value;
}
