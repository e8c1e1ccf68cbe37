/**
 * Masks that let no position see a later one: what is made of one triangle of a square, or by comparing positions. It
 * decides no shape; it tells language models that decode from those that encode.
 */
import { isFloating, type DType } from './dtype.ts';
import type { Shape } from './shape.ts';
import type { OpResult } from './work.ts';

interface Masking {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Made of one triangle of a square, or what such a mask was laid over. */
  readonly isTriangular: boolean;
}

type Operands = readonly (Masking | null | undefined)[];

const TRIANGLES: ReadonlySet<string> = new Set(['tril', 'triu']);
const ORDERS: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge']);

/** Masks are cut, compared, added and filled in; a product or a softmax of what they cover is no mask any more. */
export function staysTriangular(op: string, { kind, work, outputs }: OpResult, operands: Operands): boolean {
  if (TRIANGLES.has(op)) return true;
  if (ORDERS.has(op) && comparesPositions(outputs[0] ?? [], operands)) return true;
  return work.macs === 0 && kind !== 'softmax' && operands.some((operand) => operand?.isTriangular === true);
}

/** Whether an operation is attention behind such a mask. */
export function isCausalAttention({ kind }: OpResult, operands: Operands): boolean {
  return (
    (kind === 'softmax' || kind === 'attention') && operands.some((operand) => operand?.isTriangular === true)
  );
}

/** Positions as a column against positions as a row. */
function comparesPositions(shape: Shape, [a, b]: Operands): boolean {
  const [rows = 0, columns = 0] = shape.slice(-2);
  if (rows < 2 || columns < 2 || !a || !b || isFloating(a.dtype) || isFloating(b.dtype)) return false;
  return (isColumn(a.shape) && isRow(b.shape)) || (isRow(a.shape) && isColumn(b.shape));
}

function isColumn(shape: Shape): boolean {
  return shape.length > 1 && shape.at(-1) === 1;
}

function isRow(shape: Shape): boolean {
  return shape.length === 1 || shape.at(-2) === 1;
}
