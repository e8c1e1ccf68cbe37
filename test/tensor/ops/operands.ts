import type { DType } from '../../../src/tensor/dtype.ts';
import type { Operand } from '../../../src/tensor/ops/operand.ts';
import type { Shape } from '../../../src/tensor/shape.ts';

/** A float32 operand unless told otherwise. */
export function tensor(shape: Shape, dtype: DType = 'float32'): Operand {
  return { shape, dtype };
}
