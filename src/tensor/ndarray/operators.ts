/** What operators and subscripts do on NumPy arrays, and the class they belong to. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { asInteger, asNumber, nativeClass, settled } from '../../python/runtime/native.ts';
import { asPosition } from '../../python/runtime/position.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyFloat, PyList, PyRange, PySlice, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import type { DType } from '../dtype.ts';
import { inOrder } from '../ops/reshape.ts';
import { categoryOf, resultType, type PromotionOperand } from '../promotion.ts';
import { AxisError, broadcast, DataDependentShape, elementCount, ShapeError, type Shape } from '../shape.ts';
import { contiguousStrides } from '../strides.ts';
import { selectItems, type IndexArray } from '../subscript.ts';
import { MOST_KEPT_VALUES, NdArray } from './array.ts';
import { ARRAY_METHODS } from './methods.ts';
import type { BinaryOperator, CompareOperator } from './operatorNames.ts';

const classes = new WeakMap<Runtime, PyClass>();

export function ndarrayClass(rt: Runtime): PyClass {
  let cls = classes.get(rt);
  if (cls === undefined) {
    cls = nativeClass('ndarray', [rt.builtinClass('object')], ARRAY_METHODS);
    classes.set(rt, cls);
  }
  return cls;
}

/** Turns what the rules throw into NumPy's exceptions and into Unknown. */
export function guarded(rt: Runtime, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    if (error instanceof AxisError) throw rt.error('IndexError', error.message);
    if (error instanceof ShapeError) throw rt.error('ValueError', error.message);
    if (error instanceof DataDependentShape) return rt.unknown(`${error.message} depends on the data`);
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
}

/** An array, a number or a nested list as an array; undefined for anything else. Throws UnknownInput. */
export function toArray(rt: Runtime, value: Value): NdArray | undefined {
  if (value instanceof NdArray) return value;
  const known = settled(value);
  if (known instanceof PyFloat) return new NdArray([], 'float64', { values: [known.value] });
  if (typeof known === 'boolean') return new NdArray([], 'bool', { values: [known ? 1 : 0] });
  const number = asNumber(known);
  if (number !== undefined) return new NdArray([], 'int64', { values: [number] });
  if (typeof known === 'string') return new NdArray([], 'string');
  if (known instanceof PyList || known instanceof PyTuple) return fromList(rt, known);
  if (known instanceof PyRange) return ofRange(known);
  return known instanceof HostObject ? ofTable(rt, known) : undefined;
}

function ofRange({ length, start, step }: PyRange): NdArray {
  const isKept = length <= MOST_KEPT_VALUES;
  const values = isKept ? Array.from({ length }, (_, i) => start + i * step) : null;
  return new NdArray([length], 'int64', { values });
}

/** Tables and the like say themselves what array they are. */
interface AsArray {
  toNdArray(rt: Runtime): NdArray | Unknown;
}

function isAsArray(host: HostObject): host is HostObject & AsArray {
  return 'toNdArray' in host && typeof host.toNdArray === 'function';
}

function ofTable(rt: Runtime, host: HostObject): NdArray | undefined {
  if (!isAsArray(host)) return undefined;
  const array = host.toNdArray(rt);
  if (array instanceof Unknown) throw new UnknownInput(array);
  return array;
}

function fromList(rt: Runtime, list: PyList | PyTuple): NdArray | undefined {
  const elements = rt.elements(list);
  if (elements instanceof Unknown) throw new UnknownInput(elements);
  // A list that a loop filled holds few different elements many times.
  const different = new Map<Value, NdArray | Unknown>();
  for (const element of new Set(elements)) {
    const row = element instanceof Unknown ? element : rowOf(rt, element);
    if (row === undefined) return undefined;
    different.set(element, row);
  }
  const rows = [...different.values()].filter((row) => row instanceof NdArray);
  const lost = [...different.values()].find((row) => row instanceof Unknown) ?? null;
  const [first] = rows;
  if (first === undefined) {
    if (lost instanceof Unknown) throw new UnknownInput(lost);
    return new NdArray([0], 'float64', { values: [] });
  }
  const alike = rows.every((row) => row.shape.join() === first.shape.join());
  if (!alike) return new NdArray([elements.length], 'string', { isRagged: true });
  const dtype = rows.reduce<DType>((joint, row) => promoted([joint, row.dtype]), first.dtype);
  const isKnown = lost === null && rows.every((row) => row.values !== null);
  // Rows of other shapes make no array: those that are not known are like the others.
  return new NdArray([elements.length, ...first.shape], dtype, {
    values: isKnown ? elements.flatMap((element) => valuesOf(different.get(element))) : null,
  });
}

function valuesOf(row: NdArray | Unknown | undefined): readonly number[] {
  return row instanceof NdArray ? (row.values ?? []) : [];
}

function rowOf(rt: Runtime, element: Value): NdArray | Unknown | undefined {
  try {
    return toArray(rt, element);
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
}

function promoted(dtypes: readonly DType[]): DType {
  if (dtypes.includes('string')) return 'string';
  const operands = dtypes.map((dtype): PromotionOperand => ({ dtype, rank: 'dimensioned' }));
  return resultType(operands, 'float64');
}

const ARITHMETIC: Readonly<Partial<Record<BinaryOperator, (a: number, b: number) => number>>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
};

/** `array op other`; undefined where the other is no array, number or list. */
export function binary(
  rt: Runtime,
  op: BinaryOperator,
  self: NdArray,
  other: Value,
  reflected: boolean,
): Value | undefined {
  const result = guarded(rt, () => {
    const operand = toArray(rt, other);
    // None stands for "not an array" in here: no operation on arrays gives it.
    if (operand === undefined) return null;
    const [left, right] = reflected ? [operand, self] : [self, operand];
    return op === '@' ? product(left, right) : elementwise(op, left, right);
  });
  return result ?? undefined;
}

/** The type of what two operands make together; plain numbers do not widen. */
export function jointType(left: NdArray, right: NdArray): DType {
  return resultType([left, right].map(asOperand), 'float64');
}

function elementwise(op: BinaryOperator, left: NdArray, right: NdArray): NdArray {
  const joint = jointType(left, right);
  const dtype =
    op === '/' && categoryOf(joint) !== 'float' && categoryOf(joint) !== 'complex' ? 'float64' : joint;
  return combined(left, right, dtype, ARITHMETIC[op] ?? null);
}

/** A value for each pair of elements. */
export function combined(
  left: NdArray,
  right: NdArray,
  dtype: DType,
  f: ((a: number, b: number) => number) | null,
): NdArray {
  const shape = broadcast(left.shape, right.shape);
  const origin = [left, right].find((side) => side.shape.length === shape.length && side.origin !== null);
  const [a, b] = [spread(left, shape), spread(right, shape)];
  const values = f === null || a === null || b === null ? null : a.map((x, i) => f(x, b[i] ?? 0));
  return new NdArray(shape, dtype, { values, origin: origin?.origin ?? null });
}

function asOperand({ dtype, shape, origin, values }: NdArray): PromotionOperand {
  const isNumber = shape.length === 0 && values !== null && origin === null;
  return { dtype, rank: isNumber ? 'number' : shape.length === 0 ? 'scalar' : 'dimensioned' };
}

/** The values broadcast to a shape, if known. */
function spread({ shape: own, values }: NdArray, shape: Shape): readonly number[] | null {
  if (values === null || elementCount(shape) > 4096) return null;
  const strides = contiguousStrides(own);
  const added = shape.length - own.length;
  const spreadStrides = shape.map((_, axis) => (own[axis - added] === 1 ? 0 : (strides[axis - added] ?? 0)));
  return places(shape, spreadStrides, 0).map((place) => values[place] ?? 0);
}

export function product(left: NdArray, right: NdArray): NdArray {
  const inner = left.shape.at(-1);
  const rows = right.shape.length === 1 ? right.shape[0] : right.shape.at(-2);
  if (inner === undefined || inner !== rows) {
    throw new ShapeError(
      `matmul: Input operand 1 has a mismatch in its core dimension 0 (size ${rows ?? 0} is different from ${inner ?? 0})`,
    );
  }
  const batch = broadcast(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const columns = right.shape.length === 1 ? [] : right.shape.slice(-1);
  return left.like([...batch, ...left.shape.slice(-2, -1), ...columns], promoted([left.dtype, right.dtype]));
}

const COMPARISONS: Readonly<Partial<Record<CompareOperator, (a: number, b: number) => number>>> = {
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
};

export function compare(rt: Runtime, op: CompareOperator, self: NdArray, other: Value): Value | undefined {
  if (op === 'in' || op === 'not in') return rt.unknown('whether an array contains a value depends on data');
  const f = COMPARISONS[op];
  if (f === undefined) return undefined;
  return guarded(rt, () => {
    const operand = toArray(rt, other);
    return operand === undefined ? op === '!=' : combined(self, operand, 'bool', f);
  });
}

function asIndexArray(value: Value): IndexArray | undefined {
  if (!(value instanceof NdArray)) return undefined;
  const { shape, dtype, values } = value;
  return { shape, isMask: dtype === 'bool', value: values?.[0] ?? null };
}

export function getItem(rt: Runtime, self: NdArray, key: Value): Value {
  if (typeof key === 'string') return rt.unknown('the fields of a structured array are not modelled');
  return guarded(rt, () => {
    const { shape, view } = selectItems(rt, self.shape, key, asIndexArray);
    if (self.isRagged && shape.length === 0) return rt.unknown('a sequence of a length of its own');
    const isViewed = view !== null && self.values !== null && isForward(key);
    const values = isViewed
      ? places(shape, view.strides, view.offset).map((place) => self.values?.[place] ?? 0)
      : null;
    if (shape.length === 0) return scalar(rt, self.dtype, values?.[0]);
    return new NdArray(shape, self.dtype, {
      values,
      origin: keepsSamples(key) ? self.origin : null,
      isRagged: self.isRagged,
      base: self,
    });
  });
}

/** Whether what is selected comes in the order in which it is stored, from a position that is known. */
function isForward(key: Value): boolean {
  const parts = key instanceof PyTuple ? key.items : [key];
  return parts.every((part) => {
    if (part instanceof PySlice) return part.step === null || (asInteger(part.step) ?? -1) > 0;
    return !(part instanceof NdArray) || part.values !== null;
  });
}

/** Where in its memory each element lies, in row-major order. */
function places(shape: Shape, strides: Shape, offset: number): readonly number[] {
  let result = [offset];
  shape.forEach((size, axis) => {
    const stride = strides[axis] ?? 0;
    result = result.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * stride));
  });
  return result;
}

/** Whether the first axis still runs over samples of the data set. */
function keepsSamples(key: Value): boolean {
  const first = key instanceof PyTuple ? key.items[0] : key;
  return !(typeof first === 'number' || first === null || first === undefined);
}

/** An element as a Python number. */
export function scalar(rt: Runtime, dtype: DType, value: number | undefined): Value {
  if (value === undefined) return asPosition(rt.unknown('an element of an array depends on the data'));
  if (dtype === 'bool') return value !== 0;
  return categoryOf(dtype) === 'integer' ? value : new PyFloat(value);
}

/** Axes in another order; null: reversed. */
export function transposed(array: NdArray, order: readonly number[] | null): NdArray {
  const axes = order ?? array.shape.map((_, axis) => array.shape.length - 1 - axis);
  const shape = inOrder(array.shape, axes);
  return axes[0] === 0 ? array.like(shape) : new NdArray(shape, array.dtype);
}
