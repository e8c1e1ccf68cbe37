/** NumPy: shapes and types always, values where the program wrote few of them. */
import type { LibraryModule } from '../../python/ports.ts';
import { native } from '../../python/runtime/native.ts';
import { NativeFunction, PyFloat } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { abstractClass, dtypeNamed, dtypeOf, numpyDType } from '../../tensor/ndarray/dtypes.ts';
import { ndarrayClass } from '../../tensor/ndarray/operators.ts';
import { categoryOf } from '../../tensor/promotion.ts';
import { lazyModule, type Member } from '../module.ts';
import { argument, fn, required } from './arrays.ts';
import { creationFunctions } from './creation.ts';
import { distinctFunctions } from './distinct.ts';
import { elementwiseFunctions } from './elementwise.ts';
import { polynomialFunctions } from './polynomial.ts';
import { randomMembers } from './random.ts';
import { floatLimits, integerLimits } from './limits.ts';
import { linearAlgebraModules } from './linalg.ts';
import { reductionAliases, reductionFunctions } from './reductions.ts';
import { extendNumbers } from './scalars.ts';
import { shapingFunctions } from './shaping.ts';

const DTYPES = [
  'float16',
  'float32',
  'float64',
  'float_',
  'half',
  'single',
  'double',
  'int8',
  'int16',
  'int32',
  'int64',
  'int_',
  'intp',
  'intc',
  'long',
  'longlong',
  'uint8',
  'ubyte',
  'uint16',
  'uint32',
  'uint64',
  'bool_',
  'bool',
  'complex64',
  'complex128',
  'str_',
  'object_',
];

/** Python's own types under NumPy's old names. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  float: 'float',
  int: 'int',
  object: 'object',
  str: 'str',
};

/** Abstract types, for `isinstance` and `issubdtype`. */
const ABSTRACT = ['generic', 'number', 'integer', 'signedinteger', 'unsignedinteger', 'floating', 'inexact'];

const constants: Readonly<Record<string, Value>> = {
  pi: new PyFloat(Math.PI),
  e: new PyFloat(Math.E),
  inf: new PyFloat(Infinity),
  Inf: new PyFloat(Infinity),
  infty: new PyFloat(Infinity),
  nan: new PyFloat(NaN),
  NaN: new PyFloat(NaN),
  NAN: new PyFloat(NaN),
  newaxis: null,
};

function abstractType(name: string): Member {
  return (rt) => abstractClass(rt, name);
}

function named(functions: readonly NativeFunction[]): Record<string, Member> {
  return Object.fromEntries(functions.map((member) => [member.name, member]));
}

/** `np.issubdtype(x.dtype, np.floating)`. */
const issubdtype = native('issubdtype(arg1, arg2)', (rt, args) => {
  const dtype = dtypeOf(args.known('arg1'));
  const parent = args.known('arg2');
  const wanted = dtypeOf(parent);
  if (dtype === undefined) return rt.unknown('a type that is not modelled');
  if (wanted !== undefined) return dtype === wanted;
  const category = categoryOf(dtype);
  switch (rt.getAttribute(parent, '__name__')) {
    case 'floating':
    case 'inexact':
      return category === 'float' || category === 'complex';
    case 'integer':
      return category === 'integer';
    case 'unsignedinteger':
      return dtype === 'uint8';
    case 'signedinteger':
      return category === 'integer' && dtype !== 'uint8';
    default:
      return true;
  }
});

const members: Readonly<Record<string, Member>> = {
  ...named(creationFunctions),
  ...named(reductionFunctions),
  ...reductionAliases,
  ...named(elementwiseFunctions),
  ...named(shapingFunctions),
  ...named(distinctFunctions),
  ...named(polynomialFunctions),
  ...Object.fromEntries(
    DTYPES.map((name): [string, Member] => [name, () => numpyDType(dtypeNamed(name) ?? 'float64')]),
  ),
  ...Object.fromEntries(
    Object.entries(OLD_NAMES).map(([name, builtin]): [string, Member] => [
      name,
      (rt) => rt.builtinClass(builtin),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(constants).map(([name, value]): [string, Member] => [name, () => value]),
  ),
  ...Object.fromEntries(ABSTRACT.map((name): [string, Member] => [name, abstractType(name)])),
  ndarray: ndarrayClass,
  issubdtype,
  iinfo: integerLimits,
  finfo: floatLimits,
  dtype: native('dtype(dtype, *args, **options)', (rt, args) => {
    const dtype = dtypeOf(args.known('dtype'));
    return dtype === undefined ? rt.unknown('a type that is not modelled') : numpyDType(dtype);
  }),
  copy: fn('copy(a)', (rt, args) => {
    const input = argument(rt, args, 'a');
    return new NdArray(input.shape, input.dtype, { values: input.values, origin: input.origin });
  }),
  vectorize: native('vectorize(pyfunc, **options)', (_rt, args) => elementwise(args.value('pyfunc'))),
  isscalar: native('isscalar(element)', (_rt, args) => !(args.known('element') instanceof NdArray)),
  apply_along_axis: native('apply_along_axis(func1d, axis, arr, *args)', (rt) =>
    rt.unknown('the shape that a function applied along an axis gives'),
  ),
  __version__: () => '2.1.0',
};

/** Calls the function on each element of an array: the shape stays, the values are not known. */
function elementwise(fnValue: Value): Value {
  return new NativeFunction('vectorize', (rt, args) => {
    const [first = null] = args.positional;
    const input = required(rt, first);
    if (input.shape.length === 0) return rt.call(fnValue, args.positional);
    return input.like(input.shape, 'float64');
  });
}

const numpy = lazyModule({
  name: 'numpy',
  precedence: 'framework',
  members,
  inert: [
    'set_printoptions',
    'seterr',
    'errstate',
    'savez',
    'savez_compressed',
    'save',
    'savetxt',
    'testing',
    'printoptions',
    'warnings',
    'VisibleDeprecationWarning',
  ],
});

export const numpyModules: readonly LibraryModule[] = [
  {
    ...numpy,
    create: (rt) => {
      extendNumbers(rt);
      return numpy.create(rt);
    },
  },
  lazyModule({ name: 'numpy.random', precedence: 'framework', members: randomMembers }),
  ...linearAlgebraModules,
  lazyModule({
    name: 'numpy.typing',
    precedence: 'framework',
    members: { NDArray: ndarrayClass, ArrayLike: (rt) => rt.builtinClass('object') },
  }),
];
