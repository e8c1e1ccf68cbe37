/** What NumPy's functions take for an array, and how they end. */
import type { Runtime } from '../../python/runtime/api.ts';
import { native, settled, type Args } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyIterator, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { guarded, scalar, toArray } from '../../tensor/ndarray/operators.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { PilImage } from '../pil/image.ts';

/** Undefined for what NumPy would keep as an object. Ends the native call where it is unknown. */
export function arrayOf(rt: Runtime, value: Value): NdArray | undefined {
  const known = settled(value);
  if (known instanceof TorchTensor) {
    return new NdArray(known.shape, known.dtype, { values: known.values() });
  }
  if (known instanceof PilImage) return pixels(known);
  if (known instanceof PyList || known instanceof PyTuple) return ofList(rt, known);
  return toArray(rt, known);
}

/** HWC, or HW for pictures of one band. */
function pixels({ height, width, channels, mode }: PilImage): NdArray {
  for (const side of [height, width, channels]) {
    if (side instanceof Unknown) throw new UnknownInput(side);
  }
  const size = [Number(height), Number(width)];
  const dtype = mode === 'F' ? 'float32' : mode === 'I' ? 'int32' : mode === '1' ? 'bool' : 'uint8';
  return new NdArray(Number(channels) === 1 ? size : [...size, Number(channels)], dtype);
}

/** A list of arrays of one shape is one array more; numbers that are not known are numbers all the same. */
function ofList(rt: Runtime, list: PyList | PyTuple): NdArray | undefined {
  const elements = rt.elements(list);
  if (elements instanceof Unknown) throw new UnknownInput(elements);
  const isPlain = !elements.some(
    (element) => element instanceof TorchTensor || element instanceof PilImage || element instanceof Unknown,
  );
  if (isPlain) return toArray(rt, list);
  const parts = elements.map((element) => (element instanceof Unknown ? element : arrayOf(rt, element)));
  const unknown = parts.find((part) => part instanceof Unknown);
  if (unknown instanceof Unknown) {
    // One unknown among plain numbers is a number; else nobody knows the shape.
    const numbers = parts.every((part) => part instanceof Unknown || part?.shape.length === 0);
    if (!numbers || parts.every((part) => part instanceof Unknown)) throw new UnknownInput(unknown);
    return new NdArray([parts.length], 'float64');
  }
  return toArray(rt, new PyList(parts.map((part) => part ?? null)));
}

export function argument(rt: Runtime, args: Args, name: string): NdArray {
  return required(rt, args.value(name));
}

export function required(rt: Runtime, value: Value): NdArray {
  const array = arrayOf(rt, value);
  if (array === undefined) throw new UnknownInput(rt.unknown(`an array made of ${rt.typeName(value)}`));
  return array;
}

/** A list or tuple of arrays. */
export function argumentList(rt: Runtime, args: Args, name: string): readonly NdArray[] {
  const value = args.value(name);
  if (value instanceof NdArray) {
    const rows = rt.elements(value);
    if (rows instanceof Unknown) throw new UnknownInput(rows);
    return rows.map((row) => required(rt, row));
  }
  return args.elements(name).map((item) => required(rt, item));
}

/** A function of NumPy: shape errors become NumPy's exceptions. */
export function fn(signature: string, body: (rt: Runtime, args: Args) => Value): NativeFunction {
  return native(signature, (rt, args) => guarded(rt, () => body(rt, args)));
}

/** An array without axes is a number. */
export function unboxed(rt: Runtime, array: NdArray): Value {
  return array.shape.length === 0 ? scalar(rt, array.dtype, array.values?.[0]) : array;
}

export function iteratorOver(values: Iterable<Value>): PyIterator {
  const items = values[Symbol.iterator]();
  return new PyIterator('iterator', () => {
    const step = items.next();
    return step.done === true ? undefined : step.value;
  });
}
