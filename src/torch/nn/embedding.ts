/** Embedding layers. */
import { embedding, embeddingBag } from '../ops/embedding.ts';
import { nativeMethod } from '../../python/runtime/native.ts';
import { ClassMethod } from '../../python/runtime/values.ts';
import { TorchTensor } from '../tensor.ts';
import { layer, type LayerSelf, type LayerSpec } from './layer.ts';
import type { OpCall } from '../call.ts';
import { membersOf } from './tree.ts';

function declare(self: LayerSelf, call: OpCall): void {
  const shape = [call.int('num_embeddings'), call.int('embedding_dim')];
  self.keep(call, 'num_embeddings', 'embedding_dim', 'max_norm', 'norm_type', 'scale_grad_by_freq', 'sparse');
  self.set('padding_idx', call.args.value('padding_idx'));
  const given = call.args.known('_weight');
  self.parameter('weight', shape, given instanceof TorchTensor ? given.dtype : call.dtype());
}

/** `sparse=True`: the gradient has the rows that were looked up, and no others. */
function hasRowGradient({ rt, object }: LayerSelf): boolean {
  const sparse = rt.findAttribute(object, 'sparse');
  return sparse !== undefined && rt.truth(sparse) === true;
}

/** `Embedding.from_pretrained(tensor, freeze=True)`: frozen unless told otherwise. */
const fromPretrained = new ClassMethod(
  nativeMethod('from_pretrained(cls, embeddings, freeze=True, *args, **kwargs)', (rt, args) => {
    const embeddings = args.known('embeddings');
    if (!(embeddings instanceof TorchTensor) || embeddings.shape.length !== 2) {
      throw rt.error('AssertionError', 'Embeddings parameter is expected to be 2-dimensional');
    }
    const module = rt.call(args.known('cls'), embeddings.shape, args.extra);
    if (typeof module !== 'object' || module === null || module.kind !== 'object') return module;
    const weight = membersOf(module, '_parameters')?.entries.get('weight');
    if (weight instanceof TorchTensor) rt.journal.setField(weight, 'requiresGrad', !args.bool('freeze'));
    return module;
  }),
);

export const EMBEDDING_LAYERS: readonly LayerSpec[] = [
  layer(
    'Embedding(num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None, dtype=None)',
    {
      init: declare,
      forward: (self, call) =>
        embedding(self.rt, call.tensor('input'), self.tensor('weight'), hasRowGradient(self)),
      methods: { 'reset_parameters(self)': () => null },
      members: [['from_pretrained', fromPretrained]],
    },
  ),
  layer(
    'EmbeddingBag(num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode="mean", sparse=False, _weight=None, include_last_offset=False, padding_idx=None, device=None, dtype=None)',
    {
      init(self, call) {
        declare(self, call);
        self.keep(call, 'mode', 'include_last_offset');
      },
      parameters: '(self, input, offsets=None, per_sample_weights=None)',
      forward: (self, call) =>
        embeddingBag(self.rt, call.tensor('input'), self.tensor('weight'), call.tensorOrNone('offsets'), {
          includesLast: self.bool('include_last_offset'),
          hasRowGradient: hasRowGradient(self),
        }),
      members: [['from_pretrained', fromPretrained]],
    },
  ),
];
