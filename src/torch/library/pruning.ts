/** Weights with zeros: `torch.nn.utils.prune`, `torch.ao.pruning` and `torch.sparse`'s two of four. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { isSequence, native, settled } from '../../python/runtime/native.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { traceOf } from '../../trace/trace.ts';
import { TorchTensor } from '../tensor.ts';
import { torchModule } from './define.ts';

/** A mask lies beside the weight: what is masked is multiplied all the same. */
function mask(rt: Runtime, module: Value, name: Value): void {
  if (typeof name !== 'string') return;
  const weight = traceOf(rt).silently(() => rt.findAttribute(module, name));
  if (weight instanceof TorchTensor) rt.journal.setField(weight, 'sparsity', 'masked');
}

const AMOUNTS: Readonly<Record<string, string>> = {
  identity: '',
  random_unstructured: ', amount',
  l1_unstructured: ', amount, importance_scores=None',
  random_structured: ', amount, dim',
  ln_structured: ', amount, n, dim, importance_scores=None',
  custom_from_mask: ', mask',
};

const MASKING: readonly NativeFunction[] = Object.entries(AMOUNTS).map(([method, more]) =>
  native(`${method}(module, name${more})`, (rt, args) => {
    const module = args.value('module');
    mask(rt, module, args.value('name'));
    return module;
  }),
);

const maskAll = native(
  'global_unstructured(parameters, pruning_method, importance_scores=None, **kwargs)',
  (rt, args) => {
    for (const pair of args.elements('parameters').map(settled)) {
      const [module, name] = isSequence(pair) ? pair.items : [];
      if (module !== undefined && name !== undefined) mask(rt, module, name);
    }
    return null;
  },
);

/** The zeros stay in the weight. */
const makePermanent = native('remove(module, name)', (_rt, args) => args.value('module'));

/**
 * Two of every four values along a row, packed with an index of two bits each: products leave the others out where the
 * device has units for that.
 */
const semiStructured = native('to_sparse_semi_structured(original_tensor, transposed=False)', (rt, args) => {
  const original = args.value('original_tensor');
  if (!(original instanceof TorchTensor)) return original;
  if (original.shape.length !== 2) {
    throw rt.error(
      'RuntimeError',
      `Error original_tensor.dim = ${original.shape.length} is not supported! Only 2d tensors are currently supported.`,
    );
  }
  const packed = original.duplicate();
  packed.sparsity = 'semi-structured';
  return packed;
});

const METHODS = [
  'BasePruningMethod',
  'PruningContainer',
  'Identity',
  'RandomUnstructured',
  'L1Unstructured',
  'RandomStructured',
  'LnStructured',
  'CustomFromMask',
];

/** Sparsifiers choose masks and lay them over the weights. */
const SPARSIFIERS = [
  'BaseSparsifier',
  'WeightNormSparsifier',
  'NearlyDiagonalSparsifier',
  'BaseScheduler',
  'LambdaSL',
  'CubicSL',
  'FakeSparsity',
];

export const pruningModules: readonly LibraryModule[] = [
  torchModule({
    name: 'torch.nn.utils.prune',
    functions: [...MASKING, maskAll, makePermanent],
    inert: METHODS,
  }),
  torchModule({
    name: 'torch.sparse',
    functions: [semiStructured],
    inert: [
      'SparseSemiStructuredTensor',
      'SparseSemiStructuredTensorCUTLASS',
      'SparseSemiStructuredTensorCUSPARSELT',
    ],
  }),
  torchModule({
    name: 'torch.sparse.semi_structured',
    functions: [semiStructured],
    inert: ['SparseSemiStructuredTensor'],
  }),
  ...['torch.ao.pruning', 'torch.ao.sparsity'].map((name) => torchModule({ name, inert: SPARSIFIERS })),
];
