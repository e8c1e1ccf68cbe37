/** `x[…]` of NumPy arrays and Keras tensors: from Python values to what is selected. */
import type { Runtime } from '../python/runtime/api.ts';
import { asInteger, settled } from '../python/runtime/native.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { ELLIPSIS, PyFloat, PyList, PyRange, PySlice, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { select, type IndexPart, type Selection } from './ops/indexing.ts';
import { AxisError, type Shape } from './shape.ts';
import { contiguousStrides } from './strides.ts';

/** An array used as an index. */
export interface IndexArray {
  readonly shape: Shape;
  readonly isMask: boolean;
  /** For an array without axes: its value, if known. */
  readonly value: number | null;
}

/** Reads a value as an array of indices; undefined for what is none. */
export type AsIndexArray = (value: Value) => IndexArray | undefined;

/** What `key` selects. Throws AxisError, DataDependentShape (masks) and UnknownInput. */
export function selectItems(rt: Runtime, shape: Shape, key: Value, asArray: AsIndexArray): Selection {
  const items = key instanceof PyTuple ? key.items : [key];
  return select(
    shape,
    contiguousStrides(shape),
    items.map((item) => toPart(rt, item, asArray)),
  );
}

/** The position if `key` is one integer. */
export function integerKey(key: Value): number | undefined {
  return key instanceof PyFloat || key instanceof PyTuple ? undefined : asInteger(key);
}

function toPart(rt: Runtime, item: Value, asArray: AsIndexArray): IndexPart {
  if (item === null) return { kind: 'newaxis' };
  if (item === ELLIPSIS) return { kind: 'ellipsis' };
  if (item instanceof Unknown) throw new UnknownInput(item);
  if (item instanceof PySlice) return toSlice(rt, item, asArray);
  const array = asArray(item);
  if (array !== undefined) {
    if (array.isMask) return { kind: 'mask', shape: array.shape, count: null };
    // A position that is not known selects one entry all the same.
    return array.shape.length === 0
      ? { kind: 'int', value: array.value ?? 0 }
      : { kind: 'array', shape: array.shape };
  }
  if (item instanceof PyList || item instanceof PyRange) return listPart(rt, item);
  const index = item instanceof PyFloat ? undefined : asInteger(settled(item));
  if (index !== undefined) return { kind: 'int', value: index };
  throw new AxisError(
    `only integers, slices (\`:\`), ellipsis (\`...\`), numpy.newaxis (\`None\`) and integer or boolean arrays ` +
      `are valid indices (got ${rt.typeName(item)})`,
  );
}

function listPart(rt: Runtime, list: PyList | PyRange): IndexPart {
  const shape: number[] = [];
  let level: Value = list;
  while (level instanceof PyList || level instanceof PyRange) {
    const items = rt.elements(level);
    if (items instanceof Unknown) throw new UnknownInput(items);
    shape.push(items.length);
    level = items[0] ?? null;
  }
  if (typeof level !== 'boolean') return { kind: 'array', shape };
  const items = rt.elements(list);
  const count = items instanceof Unknown ? null : items.filter((item) => item === true).length;
  return { kind: 'mask', shape, count: shape.length === 1 ? count : null };
}

/** A slice with a negative step selects as many as its mirror image. */
function toSlice(rt: Runtime, item: PySlice, asArray: AsIndexArray): IndexPart {
  const bound = (value: Value): number | null => {
    if (value === null) return null;
    const array = asArray(value);
    if (array !== undefined && array.shape.length === 0 && array.value !== null) return array.value;
    const number = asInteger(settled(value));
    if (number === undefined) {
      throw rt.error('TypeError', 'slice indices must be integers or None or have an __index__ method');
    }
    return number;
  };
  const [start, stop, step] = [bound(item.start), bound(item.stop), bound(item.step) ?? 1];
  if (step > 0) return { kind: 'slice', start, stop, step };
  if (step === 0) throw rt.error('ValueError', 'slice step cannot be zero');
  const after = (position: number | null): number | null =>
    position === null || position === -1 ? null : position + 1;
  return { kind: 'slice', start: after(stop), stop: after(start), step: -step };
}
