import { PyObject } from './values.ts';
import type { Value } from './values.ts';

/** The builtin value of an instance of a subclass of `str`, `int` or `float`. */
export function payload(value: Value): Value {
  return value instanceof PyObject && value.payload !== undefined ? value.payload : value;
}
