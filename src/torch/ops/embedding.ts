/** Embeddings and one-hot vectors. */
import type { Runtime } from '../../python/runtime/api.ts';
import { embedding as embeddingRule, embeddingBag as bagRule } from '../../tensor/ops/embedding.ts';
import { creation } from '../../tensor/ops/creation.ts';
import { categoryOf } from '../../tensor/promotion.ts';
import { DataDependentShape, ShapeError } from '../../tensor/shape.ts';
import { op, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { inFunctional, inTorch, type OpEntry } from './entry.ts';

function checkIndices(indices: TorchTensor): void {
  if (indices.dtype !== 'int64' && indices.dtype !== 'int32') {
    throw new ShapeError(
      `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got ` +
        `${indices.dtype} instead (while checking arguments for embedding)`,
    );
  }
}

/** Throws ShapeError. */
export function embedding(
  rt: Runtime,
  indices: TorchTensor,
  weight: TorchTensor,
  hasRowGradient: boolean,
): TorchTensor {
  checkIndices(indices);
  return emit(rt, 'embedding', embeddingRule(indices, weight), [indices, weight], weight.dtype, {
    hasRowGradient,
  });
}

/** Throws ShapeError. */
export function embeddingBag(
  rt: Runtime,
  indices: TorchTensor,
  weight: TorchTensor,
  offsets: TorchTensor | null,
  { includesLast, hasRowGradient }: { readonly includesLast: boolean; readonly hasRowGradient: boolean },
): TorchTensor {
  checkIndices(indices);
  const bags = offsets === null ? null : offsets.elements - (includesLast ? 1 : 0);
  const result = bagRule(indices, weight, bags);
  return emit(rt, '_embedding_bag', result, [indices, weight, offsets], weight.dtype, { hasRowGradient });
}

const hasRowGradient = ({ rt, args }: OpCall): boolean => rt.truth(args.value('sparse')) === true;

export const EMBEDDING_OPS: readonly OpEntry[] = [
  ...inFunctional(
    op(
      'embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False)',
      (c) => embedding(c.rt, c.tensor('input'), c.tensor('weight'), hasRowGradient(c)),
    ),
  ),
  ...inTorch(
    op('embedding(weight, indices, padding_idx=-1, scale_grad_by_freq=False, sparse=False)', (c) =>
      embedding(c.rt, c.tensor('indices'), c.tensor('weight'), hasRowGradient(c)),
    ),
  ),
  ...inFunctional(
    op(
      'embedding_bag(input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode="mean", sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None)',
      (c) =>
        embeddingBag(c.rt, c.tensor('input'), c.tensor('weight'), c.tensorOrNone('offsets'), {
          includesLast: c.bool('include_last_offset'),
          hasRowGradient: hasRowGradient(c),
        }),
    ),
  ),
  ...inFunctional(
    op('one_hot(tensor, num_classes=-1)', (c) => {
      const indices = c.tensor('tensor');
      const classes = c.int('num_classes');
      if (categoryOf(indices.dtype) !== 'integer') {
        throw new ShapeError('one_hot is only applicable to index tensor.');
      }
      let count = classes;
      if (classes < 0) {
        const values = indices.values();
        if (values === null) throw new DataDependentShape('how many classes one_hot gives');
        count = values.reduce((a, b) => Math.max(a, b), -1) + 1;
      }
      const shape = [...indices.shape, count];
      return emit(c.rt, 'one_hot', creation({ shape, dtype: 'int64' }), [indices], 'int64');
    }),
  ),
];
