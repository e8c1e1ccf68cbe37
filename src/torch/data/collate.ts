/** `default_collate`: one abstract sample becomes an abstract batch. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asNumber } from '../../python/runtime/native.ts';
import { PyDict, PyFloat, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { TorchTensor, UnknownNumber } from '../tensor.ts';

/** `size` samples like this one, put together. Strings become lists, numbers vectors. */
export function collate(rt: Runtime, sample: Value, size: number): Value {
  // A number that depends on the data is still a number: a label, mostly.
  if (sample instanceof UnknownNumber) return new TorchTensor([size], sample.dtype);
  if (sample instanceof Unknown) return sample;
  if (sample instanceof TorchTensor) {
    return new TorchTensor([size, ...sample.shape], sample.dtype, { device: sample.device });
  }
  if (sample instanceof PyFloat) return new TorchTensor([size], 'float64');
  if (typeof sample === 'boolean') return new TorchTensor([size], 'bool');
  if (asInteger(sample) !== undefined) return new TorchTensor([size], 'int64');
  if (sample instanceof PyTuple || sample instanceof PyList) {
    const parts = sample.items.map((item) => collate(rt, item, size));
    return sample instanceof PyTuple && sample.cls !== null ? new PyTuple(parts) : new PyList(parts);
  }
  if (sample instanceof PyDict) {
    const batch = new PyDict();
    for (const [key, value] of sample.entries) batch.entries.set(key, collate(rt, value, size));
    return batch;
  }
  if (typeof sample === 'string') return new PyList(new Array<Value>(size).fill(sample));
  return fromArray(rt, sample, size) ?? rt.unknown('a batch of objects that are no tensors');
}

/** Anything with a shape and a type (NumPy arrays). */
function fromArray(rt: Runtime, sample: Value, size: number): TorchTensor | undefined {
  const shape = rt.findAttribute(sample, 'shape');
  const dtype = rt.findAttribute(sample, 'dtype');
  if (!(shape instanceof PyTuple) || dtype === undefined) return undefined;
  const sizes = shape.items.map((item) => asNumber(item) ?? -1);
  const name = rt.str(dtype);
  if (sizes.includes(-1) || name instanceof Unknown) return undefined;
  return new TorchTensor([size, ...sizes], (name === 'float64' ? 'float64' : name) as DType);
}
