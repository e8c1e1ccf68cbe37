/** What class a value is of, and whether it is an instance of one. */
import { HostObject } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import { builtinTypeName } from './typeNames.ts';
import { PyClass, PyDict, PyList, PyObject, PySet, PyTuple, Unknown } from './values.ts';
import type { Value } from './values.ts';

export function classOf(it: Interpreter, value: Value): PyClass {
  if (value === null) return it.builtinClass('NoneType');
  switch (typeof value) {
    case 'boolean':
      return it.builtinClass('bool');
    case 'number':
    case 'bigint':
      return it.builtinClass('int');
    case 'string':
      return it.builtinClass('str');
    default:
      break;
  }
  if (value instanceof PyObject) return value.cls;
  if (value instanceof HostObject) return value.pyClass(it);
  if (
    (value instanceof PyList ||
      value instanceof PyTuple ||
      value instanceof PyDict ||
      value instanceof PySet) &&
    value.cls !== null
  ) {
    return value.cls;
  }
  if (value instanceof PyClass) return value.metaclass ?? it.builtinClass('type');
  return it.builtinClass(builtinTypeName(value));
}

/** `isinstance(value, cls)`, where `cls` may be a tuple of classes; unknown where a base of its class is. */
export function isInstance(it: Interpreter, value: Value, cls: Value): boolean | Unknown {
  if (cls instanceof Unknown) return cls;
  if (cls instanceof PyTuple) {
    let unknown: Unknown | null = null;
    for (const one of cls.items) {
      const result = isInstance(it, value, one);
      if (result === true) return true;
      if (result instanceof Unknown) unknown ??= result;
    }
    return unknown ?? false;
  }
  if (cls === null) return value === null;
  if (value instanceof Unknown) return value;
  if (cls instanceof HostObject) {
    // `isinstance(x, Union[int, str])`
    const check = it.findAttribute(cls, '__instancecheck__');
    return check === undefined ? false : it.truth(it.call(check, [value]));
  }
  if (!(cls instanceof PyClass)) return false;
  if (cls.metaclass !== null) {
    const check = it.findInUserClass(cls.metaclass, '__instancecheck__');
    if (check !== undefined) return it.truth(it.call(check, [cls, value]));
  }
  const own = classOf(it, value);
  if (own.isSubclassOf(cls)) return true;
  // A class of which a base is not known may well derive from it.
  const mayDerive = value instanceof PyObject || value instanceof HostObject;
  return own.unknownBase !== null && mayDerive ? own.unknownBase : false;
}
