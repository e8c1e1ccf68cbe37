import { ShapeError, type Shape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

/** A tensor filled with something: one write per element. */
export function creation(output: Operand): OpResult {
  return { outputs: [output.shape], kind: 'copy', work: workOf({}, [], [output]) };
}

/** ⌈(stop − start) / step⌉. Throws ShapeError where the step leads away. */
export function rangeLength(start: number, stop: number, step: number): number {
  if (step === 0) throw new ShapeError('step must be nonzero');
  if ((stop - start) / step < 0) {
    throw new ShapeError('upper bound and larger bound inconsistent with step sign');
  }
  return Math.ceil((stop - start) / step);
}

/** No negative sizes. */
export function checkSizes(shape: Shape): Shape {
  const negative = shape.find((size) => size < 0);
  if (negative !== undefined) {
    throw new ShapeError(
      `Trying to create tensor with negative dimension ${negative}: [${shape.join(', ')}]`,
    );
  }
  return shape;
}
