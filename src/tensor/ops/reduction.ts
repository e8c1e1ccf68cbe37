import type { DType } from '../dtype.ts';
import { AxisError, elementCount, normalizeAxes, type Shape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

/** The shape without the axes, or with 1 in their place; null (or none given) means all of them. */
export function reducedShape(shape: Shape, axes: readonly number[] | null, keepdim: boolean): Shape {
  const reduced = axes === null ? shape.map((_, axis) => axis) : normalizeAxes(axes, shape.length);
  if (keepdim) return shape.map((size, axis) => (reduced.includes(axis) ? 1 : size));
  return shape.filter((_, axis) => !reduced.includes(axis));
}

interface ReductionOptions {
  readonly axes: readonly number[] | null;
  readonly keepdim: boolean;
  readonly dtype: DType;
  /** Operations per input element: a sum has one, a variance three. */
  readonly perElement?: number;
  /** Of those, per input element, with several instructions each (logsumexp). */
  readonly transcendentalPerElement?: number;
  /** With the positions, as `max(dim)` gives them. */
  readonly withIndices?: boolean;
  /** An empty axis has no maximum. */
  readonly needsElements?: boolean;
}

/** Sum, mean, maximum and their like. Throws ShapeError. */
export function reduction(input: Operand, options: ReductionOptions): OpResult {
  const shape = reducedShape(input.shape, options.axes, options.keepdim);
  const count = elementCount(input.shape);
  if (options.needsElements === true && count === 0 && elementCount(shape) > 0) {
    throw new AxisError('Expected reduction dim to have non-zero size.');
  }
  const written: Operand[] = [{ shape, dtype: options.dtype }];
  if (options.withIndices === true) written.push({ shape, dtype: 'int64' });
  return {
    outputs: options.withIndices === true ? [shape, shape] : [shape],
    kind: 'reduction',
    work: workOf(
      {
        elementwise: count * (options.perElement ?? 1),
        transcendental: count * (options.transcendentalPerElement ?? 0),
      },
      [input],
      written,
    ),
  };
}

/** An operation along an axis that keeps the shape: cumulative sums, sorting (per element log₂ n). */
export function scan(input: Operand, dtype: DType, perElement = 1): OpResult {
  return {
    outputs: [input.shape],
    kind: 'reduction',
    work: workOf(
      { elementwise: elementCount(input.shape) * perElement },
      [input],
      [{ shape: input.shape, dtype }],
    ),
  };
}
