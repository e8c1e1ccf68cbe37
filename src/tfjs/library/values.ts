/** JavaScript's numbers and arrays as tensors: the shape counts, and values while they are few and known. */
import { asNumber } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { Indexed, PyFloat, PyList, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { MOST_KEPT_VALUES, Tensor } from '../../keras/tensor.ts';
import type { DType } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { dtypeNamed } from '../../tensor/ndarray/dtypes.ts';
import { elementCount, type Shape } from '../../tensor/shape.ts';
import type { ScriptRuntime } from '../script/api.ts';
import type { ScriptCall } from '../script/native.ts';
import { isNullish } from '../script/values.ts';

/** The extents of nested arrays, by their first elements. Throws UnknownInput where an array's length is unknown. */
function extents(js: ScriptRuntime, value: Value): number[] {
  if (value instanceof Tensor || value instanceof NdArray) return [...value.shape];
  if (!isArrayLike(js, value)) return [];
  const length = js.getMember(value, 'length');
  if (length instanceof Unknown || length instanceof Indexed) {
    throw new UnknownInput(length instanceof Unknown ? length : js.unknown('the length of an array'));
  }
  const count = asNumber(length) ?? 0;
  const first = count === 0 ? null : js.getMember(value, '0');
  return [count, ...(first === null ? [] : extents(js, first))];
}

/** Arrays and typed arrays. */
export function isArrayLike(js: ScriptRuntime, value: Value): boolean {
  if (value instanceof PyList) {
    if (value.taint !== null) throw new UnknownInput(value.taint);
    return true;
  }
  if (value === null || typeof value !== 'object' || value instanceof Unknown || value instanceof PyFloat) {
    return false;
  }
  if (!('kind' in value) || value.kind !== 'host') return false;
  const length = js.getMember(value, 'length');
  return typeof length === 'number' || length instanceof Unknown;
}

/** Numbers in row-major order; null where one is unknown or there are too many. */
function flatValues(value: Value, count: number): number[] | null {
  if (count > MOST_KEPT_VALUES) return null;
  if (value instanceof Tensor || value instanceof NdArray) {
    return value.values === null ? null : [...value.values];
  }
  if (!(value instanceof PyList)) {
    const number = typeof value === 'boolean' ? Number(value) : asNumber(value);
    return number === undefined ? null : [number];
  }
  const values: number[] = [];
  for (const item of value.items) {
    const inner = flatValues(item, count);
    if (inner === null) return null;
    values.push(...inner);
  }
  return values;
}

/** As tfjs infers it: texts and truths are what they are, every number is a float. */
function inferredType(value: Value): DType {
  if (value instanceof Tensor || value instanceof NdArray) return value.dtype;
  let first = value;
  while (first instanceof PyList && first.items.length > 0) first = first.items[0] ?? null;
  if (typeof first === 'string') return 'string';
  return typeof first === 'boolean' ? 'bool' : 'float32';
}

/** `tf.tensor(values, shape, dtype)` and `tf.tensor2d(…)`. */
export function createTensor(js: ScriptRuntime, value: Value, shape: Value, dtype: Value): Tensor {
  const name = typeof dtype === 'string' ? dtypeNamed(dtype) : undefined;
  const type = name ?? inferredType(value);
  const sizes = isNullish(shape) ? extents(js, value) : shapeOf(js, shape);
  return new Tensor(sizes, type, { values: flatValues(value, elementCount(sizes)) });
}

/** A number or an array of them. Throws UnknownInput. */
export function shapeOf(js: ScriptRuntime, value: Value): Shape {
  if (value instanceof Unknown) throw new UnknownInput(value);
  const single = asNumber(value);
  if (single !== undefined) return [single];
  const elements = js.elements(value);
  if (elements instanceof Unknown) throw new UnknownInput(elements);
  return elements.map((element) => {
    if (element instanceof Unknown) throw new UnknownInput(element);
    const size = asNumber(element);
    if (size === undefined) {
      throw js.error('Error', `a shape must be an array of numbers, not ${js.describe(value)}`);
    }
    return size;
  });
}

/** Anything that tfjs converts where it wants a tensor. */
export function asTensor(js: ScriptRuntime, value: Value): Value {
  if (value instanceof PyList && value.items.some((item) => item instanceof Tensor)) return value;
  if (value instanceof PyList || asNumber(value) !== undefined || typeof value === 'boolean') {
    return createTensor(js, value, null, null);
  }
  return value;
}

export function dtypeArgument(call: ScriptCall, index: number, otherwise: DType): DType {
  return dtypeNamed(call.text(index, otherwise)) ?? otherwise;
}
