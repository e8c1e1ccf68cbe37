/** `torch.nn.utils` and what lies below it. */
import type { LibraryModule } from '../../python/ports.ts';
import { native, settled } from '../../python/runtime/native.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction } from '../../python/runtime/values.ts';
import { guarded, OpCall } from '../call.ts';
import { PACKING_FUNCTIONS, packedClass } from '../nn/packed.ts';
import { orthogonal } from '../nn/orthogonal.ts';
import {
  FUSIONS,
  registerParametrization,
  REMOVALS,
  removeParametrizations,
  spectralNormNew,
  spectralNormOld,
  weightNormNew,
  weightNormOld,
} from '../nn/reparametrisation.ts';
import { formatAsked, reformat } from '../memoryFormat.ts';
import { isModule, namedMembers, namedModules } from '../nn/tree.ts';
import { norm } from '../ops/reductions.ts';
import { cat } from '../ops/joining.ts';
import { reshape } from '../ops/views.ts';
import { TorchTensor } from '../tensor.ts';
import { constant, torchModule } from './define.ts';

/** The norm of all gradients; what it costs is small beside the update. */
function clipping(name: string): NativeFunction {
  return native(
    `${name}(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None)`,
    () => new TorchTensor([], 'float32'),
  );
}

const toVector = native('parameters_to_vector(parameters)', (rt, args) =>
  guarded(rt, false, () => {
    const call = new OpCall(rt, args);
    return cat(
      rt,
      call.tensors('parameters').map((tensor) => reshape(rt, tensor, [-1])),
      0,
    );
  }),
);

const skipInit = native('skip_init(module_cls, *args, **kwargs)', (rt, args) =>
  rt.call(args.value('module_cls'), args.rest, args.extra),
);

const gradNorm = native('get_total_norm(tensors, norm_type=2.0)', (rt, args) => {
  const tensors = args.elements('tensors');
  const first = settled(tensors[0] ?? null);
  return first instanceof TorchTensor ? norm(rt, first, null, false) : new TorchTensor([], 'float32');
});

const OVER_IMAGES: ReadonlySet<string> = new Set(['Conv2d', 'ConvTranspose2d']);

/** Weights of convolutions over images, and no other parameters. */
const convertWeights = native('convert_conv2d_weight_memory_format(module, memory_format)', (rt, args) => {
  const root = settled(args.value('module'));
  const asked = formatAsked(rt, args.value('memory_format'));
  if (asked === null || !isModule(rt, root)) return root;
  for (const { module } of namedModules(rt, root, '', null)) {
    if (module instanceof Unknown || !module.cls.mro.some(({ name }) => OVER_IMAGES.has(name))) continue;
    for (const [, weight] of namedMembers(module, '_parameters')) {
      if (weight instanceof TorchTensor) reformat(rt, weight, asked);
    }
  }
  return root;
});

export const nnUtils: readonly LibraryModule[] = [
  torchModule({
    name: 'torch.nn.utils',
    functions: [
      clipping('clip_grad_norm_'),
      clipping('clip_grad_norm'),
      constant('clip_grad_value_', null),
      toVector,
      constant('vector_to_parameters', null),
      weightNormOld,
      spectralNormOld,
      ...REMOVALS,
      ...FUSIONS,
      skipInit,
      gradNorm,
      convertWeights,
    ],
  }),
  torchModule({
    name: 'torch.nn.utils.clip_grad',
    functions: [clipping('clip_grad_norm_'), constant('clip_grad_value_', null)],
  }),
  torchModule({ name: 'torch.nn.utils.weight_norm', functions: [weightNormOld, ...REMOVALS] }),
  torchModule({ name: 'torch.nn.utils.spectral_norm', functions: [spectralNormOld, ...REMOVALS] }),
  torchModule({ name: 'torch.nn.utils.fusion', functions: FUSIONS }),
  torchModule({
    name: 'torch.nn.utils.parametrizations',
    functions: [weightNormNew, spectralNormNew, orthogonal],
  }),
  torchModule({
    name: 'torch.nn.utils.parametrize',
    functions: [
      registerParametrization,
      removeParametrizations,
      native('is_parametrized(module, tensor_name=None)', (rt, args) => {
        const found = rt.findAttribute(args.value('module'), 'parametrizations');
        return found instanceof Unknown ? found : found !== undefined;
      }),
    ],
  }),
  torchModule({
    name: 'torch.nn.utils.rnn',
    members: { PackedSequence: packedClass },
    functions: PACKING_FUNCTIONS,
  }),
  torchModule({ name: 'torch.nn.utils.stateless' }),
];
