import { elementCount, ShapeError, sizeAt } from '../shape.ts';
import { sizeOf } from '../dtype.ts';
import { bytes } from '../../units/quantity.ts';
import type { OpResult } from '../work.ts';
import { bytesOf, workOf, type Operand } from './operand.ts';

/** Rows of a table `[entries, width]`: no arithmetic, but each looked-up row is read and written. */
export function embedding(indices: Operand, weight: Operand): OpResult {
  if (weight.shape.length !== 2) throw new ShapeError("'weight' must be 2-D");
  const shape = [...indices.shape, sizeAt(weight.shape, 1)];
  const rows = { shape, dtype: weight.dtype };
  return { outputs: [shape], kind: 'embedding', work: workOf({}, [indices, rows], [rows]) };
}

/**
 * Rows of a table summed, averaged or maximised per bag: bags are the rows of 2-D indices, or what
 * the offsets cut a 1-D list into. Throws ShapeError.
 */
export function embeddingBag(indices: Operand, weight: Operand, bags: number | null): OpResult {
  const width = sizeAt(weight.shape, 1);
  if (indices.shape.length !== 2 && (indices.shape.length !== 1 || bags === null)) {
    throw new ShapeError('input has to be 2D, or 1D with offsets');
  }
  const shape = [bags ?? sizeAt(indices.shape, 0), width];
  const looked = elementCount(indices.shape) * width;
  return {
    outputs: [shape],
    kind: 'embedding',
    work: {
      ...workOf({ elementwise: looked }, [], [{ shape, dtype: weight.dtype }]),
      bytesRead: bytes(bytesOf(indices) + looked * sizeOf(weight.dtype)),
    },
  };
}
