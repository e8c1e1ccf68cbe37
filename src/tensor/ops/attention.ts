import { broadcast, describeShape, elementCount, ShapeError, sizeAt } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

/**
 * softmax(Q Kᵀ / √d) V for Q `[…, L, d]`, K `[…, S, d]`, V `[…, S, e]`; both products count over the
 * full L × S, whatever the mask. With `grouped`, several query heads share one of K and V.
 * Throws ShapeError.
 */
export function scaledDotProductAttention(
  query: Operand,
  key: Operand,
  value: Operand,
  mask: Operand | null,
  grouped = false,
): OpResult {
  const [length, width] = [sizeAt(query.shape, -2), sizeAt(query.shape, -1)];
  const source = sizeAt(key.shape, -2);
  if (sizeAt(key.shape, -1) !== width || sizeAt(value.shape, -2) !== source) {
    throw new ShapeError(
      `scaled_dot_product_attention: query ${describeShape(query.shape)}, key ${describeShape(key.shape)} and ` +
        `value ${describeShape(value.shape)} do not fit together`,
    );
  }
  const heads = query.shape.slice(0, -2);
  const shared = key.shape.slice(0, -2);
  const batch = grouped ? heads : broadcast(broadcast(heads, shared), value.shape.slice(0, -2));
  if (grouped && sizeAt(heads, -1) % sizeAt(shared, -1) !== 0) {
    throw new ShapeError('Number of heads in key and value must divide the number of heads in query');
  }
  const valueWidth = sizeAt(value.shape, -1);
  const shape = [...batch, length, valueWidth];
  const scores = elementCount(batch) * length * source;
  if (mask !== null) broadcast(mask.shape, [...batch, length, source]);
  return {
    outputs: [shape],
    kind: 'attention',
    work: workOf(
      {
        macs: scores * (width + valueWidth),
        elementwise: scores * (mask === null ? 4 : 5),
        transcendental: scores * 2,
      },
      [query, key, value, mask],
      [{ shape, dtype: query.dtype }],
    ),
  };
}
