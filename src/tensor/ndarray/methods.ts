/** Methods of arrays; `numpy`'s functions of the same names are these. */
import type { Runtime } from '../../python/runtime/api.ts';
import {
  asInteger,
  isSequence,
  native,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyList, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import type { DType } from '../dtype.ts';
import { reducedShape } from '../ops/reduction.ts';
import { inOrder, movedOrder, reshaped, squeezedAxes, transposedOrder } from '../ops/reshape.ts';
import { categoryOf } from '../promotion.ts';
import { elementCount, normalizeAxis, ShapeError, type Shape } from '../shape.ts';
import { NdArray } from './array.ts';
import { dtypeOf } from './dtypes.ts';
import { guarded, product, scalar, toArray, transposed } from './operators.ts';

/** The argument as an array; raises where it cannot be one. */
export function arrayArgument(rt: Runtime, args: Args, name: string): NdArray {
  const array = toArray(rt, args.value(name));
  if (array === undefined) {
    throw new UnknownInput(rt.unknown(`an array made of ${rt.typeName(args.value(name))}`));
  }
  return array;
}

/** One int or a sequence of ints. */
export function sizes(rt: Runtime, value: Value): Shape {
  const known = settled(value);
  const single = asInteger(known);
  if (single !== undefined) return [single];
  const elements = rt.elements(known);
  if (elements instanceof Unknown) throw new UnknownInput(elements);
  return elements.map((element) => {
    const size = asInteger(settled(element));
    if (size === undefined) throw rt.error('TypeError', `'${rt.typeName(element)}' object is no integer`);
    return size;
  });
}

function rest(rt: Runtime, args: Args): Shape {
  const first = args.rest[0];
  return args.rest.length === 1 && first !== undefined && (isSequence(first) || first instanceof Unknown)
    ? sizes(rt, first)
    : args.rest.flatMap((item) => sizes(rt, item));
}

export function dtypeArgument(args: Args, name = 'dtype'): DType | null {
  const value = args.known(name);
  return value === null ? null : (dtypeOf(value) ?? null);
}

type Body = (rt: Runtime, self: NdArray, args: Args) => Value;

function method(signature: string, body: Body): NativeFunction {
  return nativeMethod(signature, (rt, args) =>
    guarded(rt, () => body(rt, arrayArgument(rt, args, 'self'), args)),
  );
}

/** Sum, mean and their like, over an axis or over everything. */
function reduction(name: string, dtype: (input: DType) => DType): NativeFunction {
  return method(
    `${name}(self, axis=None, dtype=None, out=None, keepdims=False, **kwargs)`,
    (rt, self, args) => {
      const axis = args.known('axis');
      const axes = axis === null ? null : sizes(rt, axis);
      const shape = reducedShape(self.shape, axes, args.bool('keepdims'));
      const type = dtypeArgument(args) ?? dtype(self.dtype);
      if (shape.length > 0) {
        return new NdArray(shape, type, { origin: axes?.includes(0) === false ? self.origin : null });
      }
      return scalar(rt, type, self.values === null ? undefined : REDUCTIONS[name]?.(self.values));
    },
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}

const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
const smallest = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);

const REDUCTIONS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum,
  mean,
  var: variance,
  std: (values) => Math.sqrt(variance(values)),
  max: largest,
  min: smallest,
  prod: (values) => values.reduce((product, value) => product * value, 1),
  argmax: (values) => values.indexOf(largest(values)),
  argmin: (values) => values.indexOf(smallest(values)),
  any: (values) => Number(values.some((value) => value !== 0)),
  all: (values) => Number(values.every((value) => value !== 0)),
};

const floating = (dtype: DType): DType => (categoryOf(dtype) === 'float' ? dtype : 'float64');
const same = (dtype: DType): DType => dtype;
const summed = (dtype: DType): DType => (categoryOf(dtype) === 'float' ? dtype : 'int64');

export const ARRAY_METHODS: readonly NativeFunction[] = [
  native("__new__(cls, shape, dtype=None, buffer=None, offset=0, strides=None, order='C')", (rt, args) =>
    guarded(rt, () => new NdArray(sizes(rt, args.value('shape')), dtypeArgument(args) ?? 'float64')),
  ),
  nativeMethod('__init__(self, *args, **kwargs)', () => null),
  method("astype(self, dtype, order='K', casting='unsafe', subok=True, copy=True)", (_rt, self, args) => {
    const dtype = dtypeArgument(args) ?? self.dtype;
    const values = self.values?.map((value) => (categoryOf(dtype) === 'float' ? value : Math.trunc(value)));
    return self.like(self.shape, dtype, values ?? null);
  }),
  method("reshape(self, *shape, order='C', newshape=None)", (rt, self, args) => {
    const given = args.known('newshape');
    const shape = reshaped(self.shape, given === null ? rest(rt, args) : sizes(rt, given));
    // Samples stay samples where the first axis keeps its size.
    return shape[0] === self.shape[0]
      ? self.like(shape, self.dtype, self.values)
      : new NdArray(shape, self.dtype, { values: self.values, base: self });
  }),
  method('transpose(self, *axes)', (rt, self, args) => {
    const axes = args.rest[0] === null || args.rest.length === 0 ? null : rest(rt, args);
    return transposed(self, axes?.map((axis) => normalizeAxis(axis, self.shape.length)) ?? null);
  }),
  method('swapaxes(self, axis1, axis2)', (_rt, self, args) =>
    transposed(self, transposedOrder(self.shape.length, args.int('axis1'), args.int('axis2'))),
  ),
  method('moveaxis(self, source, destination)', (rt, self, args) => {
    const [from, to] = [sizes(rt, args.value('source')), sizes(rt, args.value('destination'))];
    return transposed(self, movedOrder(self.shape.length, from, to));
  }),
  method(
    "flatten(self, order='C')",
    (_rt, self) => new NdArray([self.size], self.dtype, { values: self.values, base: self }),
  ),
  method(
    "ravel(self, order='C')",
    (_rt, self) => new NdArray([self.size], self.dtype, { values: self.values, base: self }),
  ),
  method('squeeze(self, axis=None)', (rt, self, args) => {
    const axis = args.known('axis');
    const kept = squeezedAxes(self.shape, axis === null ? null : sizes(rt, axis));
    return self.like(inOrder(self.shape, kept), self.dtype, self.values);
  }),
  method("copy(self, order='C')", (_rt, self) => self.like(self.shape, self.dtype, self.values)),
  method('clip(self, min=None, max=None, **kwargs)', (_rt, self) => self.like(self.shape)),
  method('round(self, decimals=0, out=None)', (_rt, self) => self.like(self.shape)),
  method('item(self, *args)', (rt, self) => scalar(rt, self.dtype, self.values?.[0])),
  method('tolist(self)', (rt, self) => {
    if (self.values === null) return rt.unknown('the elements of an array depend on the data');
    return nested(rt, self, self.values, self.shape);
  }),
  method('repeat(self, repeats, axis=None)', (_rt, self, args) => {
    const repeats = args.int('repeats');
    if (args.known('axis') === null) return new NdArray([self.size * repeats], self.dtype);
    const at = normalizeAxis(args.int('axis'), self.shape.length);
    return self.like(self.shape.map((size, axis) => (axis === at ? size * repeats : size)));
  }),
  method('dot(self, b)', (rt, self, args) => product(self, arrayArgument(rt, args, 'b'))),
  method('fill(self, value)', (rt, self) => {
    self.forgetValues(rt);
    return null;
  }),
  method('sort(self, axis=-1, kind=None, order=None)', (rt, self) => {
    self.forgetValues(rt);
    return null;
  }),
  method('cumsum(self, axis=None, dtype=None, out=None)', (_rt, self, args) => {
    const shape = args.known('axis') === null ? [self.size] : self.shape;
    let total = 0;
    const values = shape.length === 1 ? self.values?.map((value) => (total += value)) : undefined;
    return self.like(shape, dtypeArgument(args) ?? summed(self.dtype), values ?? null);
  }),
  method('nonzero(self)', (rt) => rt.unknown('how many elements are not zero depends on the data')),
  method('view(self, dtype=None, type=None)', (_rt, self) => self),
  method('numpy(self)', (_rt, self) => self),
  reduction('sum', summed),
  reduction('prod', summed),
  reduction('mean', floating),
  reduction('std', floating),
  reduction('var', floating),
  reduction('max', same),
  reduction('min', same),
  reduction('argmax', () => 'int64'),
  reduction('argmin', () => 'int64'),
  reduction('any', () => 'bool'),
  reduction('all', () => 'bool'),
];

function nested(rt: Runtime, array: NdArray, values: readonly number[], shape: Shape): Value {
  if (shape.length === 0) return scalar(rt, array.dtype, values[0]);
  const inner = shape.slice(1);
  const width = elementCount(inner);
  return new PyList(
    Array.from({ length: shape[0] ?? 0 }, (_, i) =>
      nested(rt, array, values.slice(i * width, (i + 1) * width), inner),
    ),
  );
}

/** Arrays joined along an axis that exists; throws ShapeError where they do not fit. */
export function joined(arrays: readonly NdArray[], axis: number): NdArray {
  const first = arrays[0];
  if (first === undefined) throw new ShapeError('need at least one array to concatenate');
  const at = normalizeAxis(axis, first.shape.length);
  let total = 0;
  for (const { shape } of arrays) {
    if (shape.length !== first.shape.length || shape.some((size, i) => i !== at && size !== first.shape[i])) {
      throw new ShapeError(
        'all the input array dimensions except for the concatenation axis must match exactly',
      );
    }
    total += shape[at] ?? 0;
  }
  return first.like(first.shape.map((size, i) => (i === at ? total : size)));
}
