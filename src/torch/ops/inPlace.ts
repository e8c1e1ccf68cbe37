import type { Runtime } from '../../python/runtime/api.ts';
import { NativeFunction, Unknown, type Value } from '../../python/runtime/values.ts';
import { canCast } from '../../tensor/promotion.ts';
import { describeShape, sameShape, ShapeError } from '../../tensor/shape.ts';
import { noteAdjustment } from '../adjustment.ts';
import { guarded } from '../call.ts';
import { TorchTensor } from '../tensor.ts';
import { both, onTensor, type OpEntry } from './entry.ts';

/** Stores a result in the tensor it was computed from. Throws ShapeError where it does not fit. */
export function storeInPlace(rt: Runtime, self: TorchTensor, result: TorchTensor): TorchTensor {
  if (!sameShape(result.shape, self.shape)) {
    throw new ShapeError(
      `output with shape ${describeShape(self.shape)} doesn't match the broadcast shape ${describeShape(result.shape)}`,
    );
  }
  if (!canCast(result.dtype, self.dtype)) {
    throw new ShapeError(
      `result type ${result.dtype} can't be cast to the desired output type ${self.dtype}`,
    );
  }
  self.write(rt, result.values());
  if (result.requiresGrad && !self.requiresGrad) rt.journal.setField(self, 'requiresGrad', true);
  return self;
}

/** `x.f_(…)` from `x.f(…)`. */
function inPlaceVariant(fn: NativeFunction, name: string): NativeFunction {
  const call = (rt: Runtime, args: Parameters<NativeFunction['call']>[1]): Value => {
    const result = fn.call(rt, args);
    const self = args.positional[0];
    if (self instanceof TorchTensor) noteAdjustment(rt, self, name);
    if (result instanceof Unknown || !(self instanceof TorchTensor) || !(result instanceof TorchTensor)) {
      if (self instanceof TorchTensor) self.write(rt, null);
      return result;
    }
    return guarded(rt, true, () => storeInPlace(rt, self, result));
  };
  return new NativeFunction(name, call, true, () => fn.params);
}

/** The in-place methods of operations whose result has the shape of their first argument. */
export function inPlaceVariants(entries: readonly OpEntry[]): OpEntry[] {
  return entries
    .filter((entry) => entry.places.includes('Tensor'))
    .flatMap((entry) => {
      const fn = inPlaceVariant(entry.fn, `${entry.name}_`);
      return entry.places.includes('torch') ? both(fn) : onTensor(fn);
    });
}
