/** Models and batches in another floating-point type, as trainers of true half or double precision make them. */
import { asString } from '../../python/runtime/native.ts';
import { PyDict, PyList, PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { TorchTensor } from '../../torch/tensor.ts';

/** The method of modules that casts them; null: their weights stay as they are. */
export const CASTS: Readonly<Record<string, readonly [method: string, dtype: DType]>> = {
  fp64: ['double', 'float64'],
  fp16: ['half', 'float16'],
  'bf16-true': ['bfloat16', 'bfloat16'],
};

/** The floating-point tensors of a batch in another type. */
export function castBatch(batch: Value, dtype: DType): Value {
  if (batch instanceof TorchTensor) {
    return /^b?float/.test(batch.dtype) ? new TorchTensor(batch.shape, dtype) : batch;
  }
  if (batch instanceof PyList) return new PyList(batch.items.map((item) => castBatch(item, dtype)));
  if (batch instanceof PyTuple) return new PyTuple(batch.items.map((item) => castBatch(item, dtype)));
  if (batch instanceof PyDict) {
    const cast = new PyDict();
    for (const [key, value] of batch.entries) {
      cast.entries.set(key, asString(value) === undefined ? castBatch(value, dtype) : value);
    }
    return cast;
  }
  return batch;
}
