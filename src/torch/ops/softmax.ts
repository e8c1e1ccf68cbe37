/** Softmax in its forms. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { softmax as softmaxRule } from '../../tensor/ops/softmax.ts';
import { floatResult } from '../../tensor/promotion.ts';
import { op, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { binary } from './binary.ts';
import { both, inFunctional, within, type OpEntry } from './entry.ts';

export function softmax(
  rt: Runtime,
  name: '_softmax' | '_log_softmax',
  input: TorchTensor,
  axis: number,
  dtype: DType | null,
): TorchTensor {
  const type = dtype ?? floatResult(input.dtype);
  return emit(rt, name, softmaxRule(input, axis, type), [input], type);
}

/** `softmax` without an axis: the first for 0, 1 and 3 axes, else the second. */
export function implicitAxis(rank: number): number {
  return rank === 0 || rank === 1 || rank === 3 ? 0 : 1;
}

function softmaxEntries(): OpEntry[] {
  const entry = (name: string, aten: '_softmax' | '_log_softmax', negative = false): OpEntry[] => {
    const body = (call: OpCall): Value => {
      const input = call.tensor('input');
      const axis = call.intOrNone('dim') ?? implicitAxis(input.shape.length);
      const source = negative ? binary(call.rt, 'mul', input, { value: -1, dtype: 'int64' }) : input;
      return softmax(call.rt, aten, source, axis, call.dtypeOrNone());
    };
    const functional = op(`${name}(input, dim=None, _stacklevel=3, dtype=None)`, body);
    if (negative) return inFunctional(functional);
    return [...inFunctional(functional), ...both(op(`${name}(input, dim, dtype=None)`, body))];
  };
  return [
    ...entry('softmax', '_softmax'),
    ...entry('log_softmax', '_log_softmax'),
    ...entry('softmin', '_softmax', true),
  ];
}

export const SOFTMAX_OPS: readonly OpEntry[] = [
  ...(['softmax', 'log_softmax'] as const).flatMap((name) =>
    within(
      ['special'],
      op(`${name}(input, dim, *, dtype=None)`, (c) =>
        softmax(
          c.rt,
          name === 'softmax' ? '_softmax' : '_log_softmax',
          c.tensor('input'),
          c.int('dim'),
          c.dtypeOrNone(),
        ),
      ),
    ),
  ),
  ...softmaxEntries(),
];
