/** Numbers that are given as arguments: of Python, of NumPy, or tensors of one element. */
import type { Runtime } from '../python/runtime/api.ts';
import { asNumber } from '../python/runtime/native.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { NdArray } from '../tensor/ndarray/array.ts';
import { Tensor } from './tensor.ts';

/**
 * @param name of the argument, for the reason why it is no number
 * @returns null for None
 */
export function numberOrNone(rt: Runtime, value: Value, name: string): number | Unknown | null {
  if (value === null || value instanceof Unknown) return value;
  if (value instanceof Tensor || value instanceof NdArray) {
    const [first] = value.values ?? [];
    return first ?? rt.unknown(`${name} depends on the data`);
  }
  return asNumber(value) ?? rt.unknown(`${name} is a ${rt.typeName(value)}`);
}

/** A count: a number without its fraction. */
export function countOrNone(rt: Runtime, value: Value, name: string): number | Unknown | null {
  const number = numberOrNone(rt, value, name);
  return typeof number === 'number' ? Math.trunc(number) : number;
}
