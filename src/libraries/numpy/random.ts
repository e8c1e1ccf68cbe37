/** `numpy.random`: known shapes, unknown values. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, nativeClass, nativeMethod, settled, type Args } from '../../python/runtime/native.ts';
import { asPosition } from '../../python/runtime/position.ts';
import { NativeFunction, PyList, PyTuple } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import type { DType } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { dtypeArgument, sizes } from '../../tensor/ndarray/methods.ts';
import { guarded } from '../../tensor/ndarray/operators.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Member } from '../module.ts';
import { fn, required } from './arrays.ts';
import { OpenArray } from '../../tensor/ndarray/openArray.ts';

type Draw = readonly [signature: string, body: (rt: Runtime, args: Args) => Value];

/** One number that nobody knows, or an array of them. */
function drawn(rt: Runtime, size: Value, dtype: DType): Value {
  if (size === null) return asPosition(rt.unknown('a random number'));
  return new NdArray(sizes(rt, size), dtype);
}

/** Distributions whose last parameter is the size. */
const SIZED: readonly string[] = [
  'random(size=None, dtype=None, out=None)',
  'random_sample(size=None)',
  'ranf(size=None)',
  'sample(size=None)',
  'uniform(low=0.0, high=1.0, size=None)',
  'normal(loc=0.0, scale=1.0, size=None)',
  'standard_normal(size=None, dtype=None, out=None)',
  'lognormal(mean=0.0, sigma=1.0, size=None)',
  'exponential(scale=1.0, size=None)',
  'beta(a, b, size=None)',
  'gamma(shape, scale=1.0, size=None)',
  'laplace(loc=0.0, scale=1.0, size=None)',
  'triangular(left, mode, right, size=None)',
  'weibull(a, size=None)',
  'gumbel(loc=0.0, scale=1.0, size=None)',
];

const SIZED_INTEGERS: readonly string[] = [
  'randint(low, high=None, size=None, dtype=None)',
  'integers(low, high=None, size=None, dtype=None, endpoint=False)',
  'random_integers(low, high=None, size=None)',
  'binomial(n, p, size=None)',
  'poisson(lam=1.0, size=None)',
  'geometric(p, size=None)',
];

/** Some of the entries of an array, of a list, or of the numbers below an int. */
function choice(rt: Runtime, args: Args): Value {
  const source = settled(args.value('a'));
  const size = args.value('size');
  const isNumber = asInteger(source) !== undefined;
  if (size === null) {
    if (isNumber) return asPosition(rt.unknown('a random number'));
    return source instanceof NdArray ? rt.getItem(source, 0) : rt.unknown('a random choice');
  }
  const shape: Shape = sizes(rt, size);
  if (isNumber) return new NdArray(shape, 'int64');
  const array = required(rt, source);
  return new NdArray([...shape, ...array.shape.slice(1)], array.dtype);
}

function permuted(rt: Runtime, value: Value): Value {
  const known = settled(value);
  const count = asInteger(known);
  if (count !== undefined) return new NdArray([count], 'int64');
  if (known instanceof OpenArray) return known;
  const array = required(rt, known);
  return array.like(array.shape);
}

const DRAWS: readonly Draw[] = [
  ...SIZED.map((signature): Draw => [signature, (rt, args) => drawn(rt, args.value('size'), 'float64')]),
  ...SIZED_INTEGERS.map((signature): Draw => [
    signature,
    (rt, args) =>
      drawn(rt, args.value('size'), signature.includes('dtype') ? (dtypeArgument(args) ?? 'int64') : 'int64'),
  ]),
  ...['rand', 'randn'].map((name): Draw => [
    `${name}(*shape)`,
    (rt, args) => drawn(rt, args.rest.length === 0 ? null : new PyTuple(args.rest), 'float64'),
  ]),
  ['choice(a, size=None, replace=True, p=None, axis=0, shuffle=True)', choice],
  ['permutation(x, axis=0)', (rt, args) => permuted(rt, args.value('x'))],
  ['permuted(x, axis=None, out=None)', (rt, args) => permuted(rt, args.value('x'))],
  ['shuffle(x, axis=0)', shuffled],
  ['dirichlet(alpha, size=None)', (rt, args) => vectors(rt, args, required(rt, args.value('alpha')))],
  [
    "multivariate_normal(mean, cov, size=None, check_valid='warn', tol=0.0)",
    (rt, args) => vectors(rt, args, required(rt, args.value('mean'))),
  ],
  ['seed(seed=None)', () => null],
  ['bytes(length)', (rt) => rt.unknown('random bytes')],
  ['get_state(*args)', (rt) => rt.unknown('the state of the random numbers')],
  ['set_state(*args)', () => null],
  [
    'spawn(n)',
    (rt, args) => new PyList(Array.from({ length: args.int('n') }, () => rt.call(generatorClass(rt), []))),
  ],
];

/** Vectors of the length of a parameter. */
function vectors(rt: Runtime, args: Args, parameter: NdArray): Value {
  const size = args.value('size');
  return new NdArray([...(size === null ? [] : sizes(rt, size)), ...parameter.shape], 'float64');
}

/** In place: the elements of a list are in an order that nobody knows. */
function shuffled(rt: Runtime, args: Args): Value {
  const value = args.known('x');
  if (value instanceof NdArray) value.forgetValues(rt);
  if (value instanceof PyList) {
    const isAlike = value.items.every((item) => item === value.items[0]);
    const reason = rt.unknown('an element of a shuffled list');
    if (!isAlike) rt.journal.replaceItems(value, new Array<Value>(value.items.length).fill(reason));
  }
  return null;
}

function nameOf(signature: string): string {
  return signature.slice(0, signature.indexOf('('));
}

const asFunctions = DRAWS.map(([signature, body]) => [nameOf(signature), fn(signature, body)] as const);

function asMethods(): NativeFunction[] {
  return DRAWS.map(([signature, body]) => {
    const name = nameOf(signature);
    const list = signature.slice(name.length + 1);
    const separator = list === ')' ? '' : ', ';
    return nativeMethod(`${name}(self${separator}${list}`, (rt, args) => guarded(rt, () => body(rt, args)));
  });
}

const generatorClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Generator',
    [rt.builtinClass('object')],
    [nativeMethod('__init__(self, *args)', () => null), ...asMethods()],
  ),
);

export const randomMembers: Readonly<Record<string, Member>> = {
  ...Object.fromEntries(asFunctions),
  default_rng: new NativeFunction('default_rng', (rt) => rt.call(generatorClass(rt), [])),
  Generator: generatorClass,
  RandomState: generatorClass,
};
