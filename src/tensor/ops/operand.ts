import { bytes, macs, type Bytes } from '../../units/quantity.ts';
import { sizeOf, type DType } from '../dtype.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { Work } from '../work.ts';

/** What a rule needs to know of a tensor. */
export interface Operand {
  readonly shape: Shape;
  readonly dtype: DType;
}

export function bytesOf(operand: Operand): Bytes {
  return bytes(elementCount(operand.shape) * sizeOf(operand.dtype));
}

interface Effort {
  readonly macs?: number;
  readonly elementwise?: number;
  readonly transcendental?: number;
}

/** Work of a kernel that reads each operand and writes each result once. */
export function workOf(effort: Effort, read: readonly (Operand | null)[], written: readonly Operand[]): Work {
  return {
    macs: macs(effort.macs ?? 0),
    elementwise: effort.elementwise ?? 0,
    transcendental: effort.transcendental ?? 0,
    bytesRead: totalBytes(read),
    bytesWritten: totalBytes(written),
  };
}

function totalBytes(operands: readonly (Operand | null)[]): Bytes {
  let total = 0;
  for (const operand of operands) if (operand !== null) total += bytesOf(operand);
  return bytes(total);
}
