/** `parametrizations.orthogonal`: a weight with orthonormal rows or columns, made of one of its own shape. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asString, native } from '../../python/runtime/native.ts';
import type { NativeFunction } from '../../python/runtime/values.ts';
import { workOf } from '../../tensor/ops/operand.ts';
import { elementCount, sizeAt } from '../../tensor/shape.ts';
import { matmul } from '../ops/matmul.ts';
import { transpose } from '../ops/views.ts';
import { emit } from '../record.ts';
import { TorchTensor } from '../tensor.ts';
import { layer } from './layer.ts';
import { expectModule, holder, parametrization, putParameter, take } from './reparametrisation.ts';

/** A product of Householder reflections, or a matrix exponential: about size³ operations per matrix. */
function orthogonalMatrix(rt: Runtime, map: string, input: TorchTensor): TorchTensor {
  const size = Math.min(sizeAt(input.shape, -1), sizeAt(input.shape, -2));
  const work = workOf(
    { elementwise: input.elements * size },
    [input],
    [{ shape: input.shape, dtype: input.dtype }],
  );
  return emit(rt, map, { outputs: [input.shape], kind: 'other', work }, [input], input.dtype);
}

/**
 * `[…, n, k]` to a matrix of that shape; with a trivialization it is multiplied by a fixed one, `[…, n, n]` of the
 * longer side (torch.nn.utils.parametrizations._Orthogonal).
 */
const orthogonalLayer = layer('_Orthogonal(weight, orthogonal_map, use_trivialization)', {
  init(self, call) {
    self.keep(call, 'orthogonal_map');
    const { shape, dtype } = call.tensor('weight');
    const long = Math.max(sizeAt(shape, -1), sizeAt(shape, -2));
    if (call.bool('use_trivialization')) self.buffer('base', [...shape.slice(0, -2), long, long], dtype);
  },
  parameters: '(self, X)',
  forward(self, call) {
    const { rt } = self;
    const weight = call.tensor('X');
    const isWide = sizeAt(weight.shape, -2) < sizeAt(weight.shape, -1);
    const tall = isWide ? transpose(rt, weight, -2, -1) : weight;
    const made = orthogonalMatrix(rt, asString(self.value('orthogonal_map')) ?? 'householder', tall);
    const base = rt.findAttribute(self.object, 'base');
    const product = base instanceof TorchTensor ? matmul(rt, base, made) : made;
    return isWide ? transpose(rt, product, -2, -1) : product;
  },
});

export const orthogonal: NativeFunction = native(
  'orthogonal(module, name="weight", orthogonal_map=None, *, use_trivialization=True)',
  (rt, args) => {
    const module = expectModule(rt, args.value('module'));
    const name = args.string('name');
    const weight = take(rt, module, name);
    if (weight.shape.length < 2 || elementCount(weight.shape) === 0) {
      throw rt.error('ValueError', 'Expected a matrix or batch of matrices.');
    }
    const isSquare = sizeAt(weight.shape, -1) === sizeAt(weight.shape, -2);
    const map = asString(args.known('orthogonal_map')) ?? (isSquare ? 'matrix_exp' : 'householder');
    const own = holder(rt, module, name);
    putParameter(rt, own, 'original', weight);
    const step = parametrization(rt, orthogonalLayer, weight, map, args.known('use_trivialization'));
    rt.callMethod(own, 'append', [step]);
    return module;
  },
);
