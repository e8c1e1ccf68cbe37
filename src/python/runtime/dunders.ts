import type { Interpreter } from './interpreter.ts';
import { PyClass, PyDict, PyList, PyObject, PySet, PyTuple } from './values.ts';
import type { Value } from './values.ts';

/** A method that the class of a user's object defines; builtin containers' own do not count. */
export function classMethod(it: Interpreter, value: Value, name: string): Value | undefined {
  if (value instanceof PyObject) return it.findInClass(value.cls, name);
  if (value instanceof PyClass) {
    return value.metaclass === null ? undefined : it.findInClass(value.metaclass, name);
  }
  if (
    value instanceof PyDict ||
    value instanceof PyList ||
    value instanceof PyTuple ||
    value instanceof PySet
  ) {
    return value.cls === null ? undefined : it.findInUserClass(value.cls, name);
  }
  return undefined;
}
