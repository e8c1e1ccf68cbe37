import {
  BoundMethod,
  ClassMethod,
  Indexed,
  NativeFunction,
  PyBytes,
  PyDict,
  PyFloat,
  PyFunction,
  PyIterator,
  PyList,
  PyModule,
  PyProperty,
  PyRange,
  PySet,
  PySingleton,
  PySlice,
  PySuper,
  PyTuple,
  StaticMethod,
} from './values.ts';
import type { Value } from './values.ts';

/** The name of the builtin class of a value that is no instance of a class of its own. */
export function builtinTypeName(value: Exclude<Value, null | boolean | number | bigint | string>): string {
  if (value instanceof PyFloat) return 'float';
  if (value instanceof PyList) return 'list';
  if (value instanceof PyTuple) return 'tuple';
  if (value instanceof PyDict) return 'dict';
  if (value instanceof PySet) return value.frozen ? 'frozenset' : 'set';
  if (value instanceof PyRange) return 'range';
  if (value instanceof PySlice) return 'slice';
  if (value instanceof PyBytes) return 'bytes';
  if (value instanceof PyFunction || value instanceof NativeFunction) return 'function';
  if (value instanceof BoundMethod) return 'method';
  if (value instanceof PyModule) return 'module';
  if (value instanceof PyProperty) return 'property';
  if (value instanceof StaticMethod) return 'staticmethod';
  if (value instanceof ClassMethod) return 'classmethod';
  if (value instanceof PySuper) return 'super';
  if (value instanceof PyIterator) return 'generator';
  if (value instanceof PySingleton) return value.name === 'Ellipsis' ? 'ellipsis' : 'NotImplementedType';
  if (value instanceof Indexed) {
    return typeof value.value === 'boolean' ? 'bool' : value.value instanceof PyFloat ? 'float' : 'int';
  }
  return 'object';
}
