/** `numpy.float32` and its like: what `x.dtype` is, and a function that converts numbers. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { asNumber, asString, settled } from '../../python/runtime/native.ts';
import { PyClass, PyFloat, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, Value } from '../../python/runtime/values.ts';
import { isFloating, sizeOf, type DType } from '../dtype.ts';
import type { CompareOperator } from './operatorNames.ts';

/** NumPy's and TensorFlow's names of the types. */
const NAMES: Readonly<Record<string, DType>> = {
  float64: 'float64',
  double: 'float64',
  float_: 'float64',
  float32: 'float32',
  single: 'float32',
  float16: 'float16',
  half: 'float16',
  bfloat16: 'bfloat16',
  int64: 'int64',
  int_: 'int64',
  intp: 'int64',
  long: 'int64',
  longlong: 'int64',
  int32: 'int32',
  intc: 'int32',
  int16: 'int16',
  int8: 'int8',
  uint8: 'uint8',
  ubyte: 'uint8',
  uint16: 'int16',
  uint32: 'int32',
  uint64: 'int64',
  bool: 'bool',
  bool_: 'bool',
  complex64: 'complex64',
  complex128: 'complex128',
  string: 'string',
  str_: 'string',
  object_: 'string',
  // Letters and Python's own types.
  float: 'float64',
  int: 'int64',
  str: 'string',
  object: 'string',
  f4: 'float32',
  f8: 'float64',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
};

export class NumpyDType extends HostObject {
  readonly dtype: DType;
  constructor(dtype: DType) {
    super();
    this.dtype = dtype;
  }
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('type');
  }
  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'name':
      case '__name__':
        return this.dtype;
      case 'itemsize':
      case 'size':
        return sizeOf(this.dtype);
      case 'kind':
        return isFloating(this.dtype)
          ? 'f'
          : this.dtype === 'bool'
            ? 'b'
            : this.dtype === 'uint8'
              ? 'u'
              : 'i';
      case 'is_floating':
        return isFloating(this.dtype);
      case 'is_integer':
        return !isFloating(this.dtype) && this.dtype !== 'bool' && this.dtype !== 'string';
      case 'is_bool':
        return this.dtype === 'bool';
      case 'type':
        return scalarClass(rt, this.dtype);
      case 'base_dtype':
      case 'as_numpy_dtype':
        return this;
      case 'max':
        return isFloating(this.dtype) ? new PyFloat(Number.MAX_VALUE) : 2 ** (8 * sizeOf(this.dtype) - 1) - 1;
      case 'min':
        return isFloating(this.dtype) ? new PyFloat(-Number.MAX_VALUE) : -(2 ** (8 * sizeOf(this.dtype) - 1));
      default:
        return undefined;
    }
  }
  override compare(_rt: Runtime, op: CompareOperator, other: Value): Value | undefined {
    if (op !== '==' && op !== '!=') return undefined;
    return (dtypeOf(other) === this.dtype) === (op === '==');
  }
  override call(_rt: Runtime, args: CallArgs): Value | undefined {
    const value = args.positional[0] ?? 0;
    if (value instanceof Unknown) return value;
    const number = asNumber(settled(value));
    if (number === undefined) return undefined;
    return isFloating(this.dtype) ? new PyFloat(number) : Math.trunc(number);
  }
  override hashKey(): string {
    return `dtype:${this.dtype}`;
  }
  override isEquivalent(other: HostObject): boolean {
    return other instanceof NumpyDType && other.dtype === this.dtype;
  }
  override repr(): string {
    return `dtype('${this.dtype}')`;
  }
}

/** NumPy's abstract scalar types by name, and what each derives from. */
const ABSTRACT: Readonly<Record<string, string>> = {
  generic: 'object',
  number: 'generic',
  integer: 'number',
  signedinteger: 'integer',
  unsignedinteger: 'integer',
  inexact: 'number',
  floating: 'inexact',
  complexfloating: 'inexact',
};

const scalarClassesByRuntime = new WeakMap<Runtime, Map<string, PyClass>>();

function scalarClasses(rt: Runtime): Map<string, PyClass> {
  let classes = scalarClassesByRuntime.get(rt);
  if (classes === undefined) scalarClassesByRuntime.set(rt, (classes = new Map<string, PyClass>()));
  return classes;
}

/** `np.floating` and its like, for `issubclass` and `isinstance`. */
export function abstractClass(rt: Runtime, name: string): PyClass {
  const parent = ABSTRACT[name];
  if (parent === undefined) return rt.builtinClass('object');
  const known = scalarClasses(rt).get(name);
  if (known !== undefined) return known;
  const cls = new PyClass({ name, bases: [abstractClass(rt, parent)] });
  scalarClasses(rt).set(name, cls);
  return cls;
}

/** The class of an array's elements: `x.dtype.type`. */
function scalarClass(rt: Runtime, dtype: DType): PyClass {
  const known = scalarClasses(rt).get(dtype);
  if (known !== undefined) return known;
  const kind = dtype.startsWith('complex')
    ? 'complexfloating'
    : isFloating(dtype)
      ? 'floating'
      : dtype === 'uint8'
        ? 'unsignedinteger'
        : dtype.startsWith('int')
          ? 'signedinteger'
          : 'generic';
  const cls = new PyClass({ name: dtype, bases: [abstractClass(rt, kind)] });
  scalarClasses(rt).set(dtype, cls);
  return cls;
}

const instances = new Map<DType, NumpyDType>();

/** The one object of a type. */
export function numpyDType(dtype: DType): NumpyDType {
  let value = instances.get(dtype);
  if (value === undefined) instances.set(dtype, (value = new NumpyDType(dtype)));
  return value;
}

/** The type of a name; undefined if it is none. */
export function dtypeNamed(name: string): DType | undefined {
  const plain = name.replace(/^[<>=|]/, '');
  return Object.hasOwn(NAMES, plain) ? NAMES[plain] : undefined;
}

/** What a `dtype=` argument says: a name, a type object, `float`, `int` or `bool`. */
export function dtypeOf(value: Value): DType | undefined {
  if (value instanceof NumpyDType) return value.dtype;
  if (value instanceof PyClass) return dtypeNamed(value.name);
  const name = asString(value);
  return name === undefined ? undefined : dtypeNamed(name);
}
