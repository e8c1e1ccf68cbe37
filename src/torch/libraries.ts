/** Every module of PyTorch that is modelled. */
import { quantizationModules } from './library/quantization.ts';
import type { LibraryModule } from '../python/ports.ts';
import { native } from '../python/runtime/native.ts';
import { attentionModules } from './library/attention.ts';
import { autogradModules } from './library/autograd.ts';
import { constant, torchModule } from './library/define.ts';
import { deviceModules } from './library/devices.ts';
import { distributionModules } from './library/distributions.ts';
import { nnModules } from './library/nn.ts';
import { torchOps } from './library/ops.ts';
import { nnInit } from './library/nnInit.ts';
import { nnUtils } from './library/nnUtils.ts';
import { pruningModules } from './library/pruning.ts';
import { torchItself } from './library/torch.ts';
import { rpcModules } from './library/rpc.ts';
import { shardingModules } from './library/sharding.ts';
import { trainingModules } from './library/training.ts';
import { transformationModules } from './library/transformation.ts';
import { operationsOf } from './operations.ts';
import { stateOf } from './state.ts';

const namespaces = (['linalg', 'fft', 'special'] as const).map((name) =>
  torchModule({ name: `torch.${name}`, functions: operationsOf(name).values() }),
);

export const torchLibraries: readonly LibraryModule[] = [
  torchItself,
  ...nnModules,
  nnInit,
  torchOps,
  ...nnUtils,
  ...namespaces,
  ...autogradModules,
  ...deviceModules,
  ...transformationModules,
  ...trainingModules,
  ...rpcModules,
  ...shardingModules,
  ...attentionModules,
  ...distributionModules,
  torchModule({
    name: 'torch.types',
    members: { Device: (rt) => rt.builtinClass('object'), Number: (rt) => rt.builtinClass('float') },
  }),
  torchModule({
    name: 'torch.functional',
    find: (_rt, name) => operationsOf('torch').get(name),
    members: { Tensor: (rt) => stateOf(rt).classes.Tensor },
  }),
  torchModule({
    name: 'torch._tensor',
    members: { Tensor: (rt) => stateOf(rt).classes.Tensor },
  }),
  torchModule({
    name: 'torch._C',
    functions: [
      constant('_get_tracing_state', null),
      constant('_is_tracing', false),
      constant('_jit_set_profiling_mode', null),
    ],
    inert: ['_log_api_usage_once', '_jit_set_profiling_executor', '_jit_override_can_fuse_on_gpu'],
  }),
  ...quantizationModules,
  ...pruningModules,
  torchModule({
    name: 'torch.utils.cpp_extension',
    functions: ['load', 'load_inline'].map((name) =>
      native(`${name}(*args, **options)`, (rt) => rt.unknown('code in C++ or CUDA that is compiled')),
    ),
    // What a build script is made of.
    inert: ['BuildExtension', 'CppExtension', 'CUDAExtension', 'include_paths', 'library_paths'],
    members: { CUDA_HOME: () => null, ROCM_HOME: () => null },
  }),
  ...[
    'torch.ao',
    'torch.ao.nn',
    'torch.package',
    'torch._utils',
    'torch.testing',
    'torch.masked',
    'torch.nested',
    'torch.nn.qat',
    'torch.nn.intrinsic',
  ].map((name) => torchModule({ name })),
];
