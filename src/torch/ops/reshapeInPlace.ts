/** `x.squeeze_()` and its like: the tensor itself takes another shape. */
import { NativeFunction, Unknown } from '../../python/runtime/values.ts';
import { TorchTensor } from '../tensor.ts';
import { onTensor, type OpEntry } from './entry.ts';

const NAMES = ['squeeze', 'unsqueeze', 'transpose', 't', 'swapaxes', 'swapdims'];

export function reshapingInPlace(entries: readonly OpEntry[]): OpEntry[] {
  return entries
    .filter((entry) => NAMES.includes(entry.name) && entry.places.includes('Tensor'))
    .flatMap((entry) =>
      onTensor(
        new NativeFunction(
          `${entry.name}_`,
          (rt, args) => {
            const result = entry.fn.call(rt, args);
            const self = args.positional[0];
            if (
              result instanceof Unknown ||
              !(result instanceof TorchTensor) ||
              !(self instanceof TorchTensor)
            ) {
              return result;
            }
            rt.journal.setField(self, 'shape', result.shape);
            rt.journal.setField(self, 'strides', result.strides);
            return self;
          },
          true,
          () => entry.fn.params,
        ),
      ),
    );
}
