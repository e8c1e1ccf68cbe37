/** PyTorch's type promotion: dimensioned tensors before scalar tensors before Python numbers. */
import type { DType } from './dtype.ts';

type Category = 'bool' | 'integer' | 'float' | 'complex';

/** What takes part in an operation: with axes, without, or as a plain number. */
export interface PromotionOperand {
  readonly dtype: DType;
  readonly rank: 'dimensioned' | 'scalar' | 'number';
}

const INTEGER_ORDER: readonly DType[] = ['uint8', 'int8', 'int16', 'int32', 'int64'];

export function categoryOf(dtype: DType): Category {
  if (dtype === 'bool') return 'bool';
  if (dtype.startsWith('complex')) return 'complex';
  return dtype.startsWith('float') || dtype === 'bfloat16' ? 'float' : 'integer';
}

const CATEGORY_RANK: Readonly<Record<Category, number>> = { bool: 0, integer: 1, float: 2, complex: 3 };

/** The common type of two tensors of the same priority (`torch.promote_types`). */
export function promoteTypes(a: DType, b: DType): DType {
  if (a === b) return a;
  const [ca, cb] = [categoryOf(a), categoryOf(b)];
  if (ca === 'complex' || cb === 'complex') {
    return [a, b].some((dtype) => dtype === 'complex128' || dtype === 'float64') ? 'complex128' : 'complex64';
  }
  if (ca === 'bool') return b;
  if (cb === 'bool') return a;
  if (ca !== cb) return ca === 'float' ? a : b;
  if (ca === 'float') {
    if (a === 'float64' || b === 'float64') return 'float64';
    return 'float32';
  }
  if (a === 'uint8' || b === 'uint8') {
    const other = a === 'uint8' ? b : a;
    return other === 'int8' ? 'int16' : other;
  }
  return INTEGER_ORDER[Math.max(INTEGER_ORDER.indexOf(a), INTEGER_ORDER.indexOf(b))] ?? 'int64';
}

/**
 * The type of the result of an operation (`torch.result_type`): a lower priority only counts if its
 * category is higher; a float number then gives the default float type, an int number int64.
 */
export function resultType(operands: readonly PromotionOperand[], defaultFloat: DType = 'float32'): DType {
  let result: DType | null = null;
  for (const rank of ['dimensioned', 'scalar', 'number'] as const) {
    let level: DType | null = null;
    for (const operand of operands) {
      if (operand.rank !== rank) continue;
      const dtype = rank === 'number' ? numberType(operand.dtype, defaultFloat) : operand.dtype;
      level = level === null ? dtype : promoteTypes(level, dtype);
    }
    if (level === null) continue;
    if (result === null) result = level;
    else if (CATEGORY_RANK[categoryOf(level)] > CATEGORY_RANK[categoryOf(result)]) {
      result = categoryOf(level) === 'complex' ? promoteTypes(result, 'complex64') : level;
    }
  }
  return result ?? defaultFloat;
}

function numberType(dtype: DType, defaultFloat: DType): DType {
  return categoryOf(dtype) === 'float' ? defaultFloat : dtype;
}

/** Whether a result of type `from` may be stored in place in a tensor of type `to` (`torch.can_cast`). */
export function canCast(from: DType, to: DType): boolean {
  return CATEGORY_RANK[categoryOf(from)] <= CATEGORY_RANK[categoryOf(to)];
}

/** The type of a computation in floating point: integers become the default float type. */
export function floatResult(dtype: DType, defaultFloat: DType = 'float32'): DType {
  return CATEGORY_RANK[categoryOf(dtype)] < CATEGORY_RANK.float ? defaultFloat : dtype;
}
