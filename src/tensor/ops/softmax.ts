import type { DType } from '../dtype.ts';
import { elementCount, normalizeAxis } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

/**
 * Softmax or log-softmax along an axis: maximum, difference and sum are simple, exponential and division
 * (or subtraction of the logarithm) the transcendental ones. Throws AxisError.
 */
export function softmax(input: Operand, axis: number, dtype: DType = input.dtype): OpResult {
  normalizeAxis(axis, input.shape.length);
  const count = elementCount(input.shape);
  return {
    outputs: [input.shape],
    kind: 'softmax',
    work: workOf(
      { elementwise: 3 * count, transcendental: 2 * count },
      [input],
      [{ shape: input.shape, dtype }],
    ),
  };
}
