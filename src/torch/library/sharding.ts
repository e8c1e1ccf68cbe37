/**
 * Models that are split over devices: tensor parallelism, device meshes, FSDP's parts. The whole of a model is counted,
 * whichever device holds which part.
 * https://pytorch.org/docs/stable/distributed.tensor.parallel.html
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyObject } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { noteShardPrecision } from '../shardPrecision.ts';
import { nnClass } from '../nn/registry.ts';
import { ownClass, torchModule } from './define.ts';

const parallelize = native(
  'parallelize_module(module, device_mesh=None, parallelize_plan=None, *args, **options)',
  (_rt, args) => args.value('module'),
);

const fullyShard = native('fully_shard(module, *, mp_policy=None, **options)', (rt, args) => {
  noteShardPrecision(rt, args.value('mp_policy'));
  return args.value('module');
});

/** What FSDP computes in, and how it passes gradients. */
function mixedPrecision(name: string): (rt: Runtime) => PyClass {
  return (rt) =>
    ownClass(rt, `fsdp.${name}`, (inner) =>
      nativeClass(
        name,
        [inner.builtinClass('object')],
        [
          nativeMethod('__init__(self, param_dtype=None, *args, **options)', (made, args) => {
            const self = args.known('self');
            if (self instanceof PyObject) {
              made.journal.mapSet(self.attrs, 'param_dtype', args.value('param_dtype'));
            }
            return null;
          }),
        ],
      ),
    );
}

const FSDP = {
  functions: [fullyShard],
  members: {
    MixedPrecision: mixedPrecision('MixedPrecision'),
    MixedPrecisionPolicy: mixedPrecision('MixedPrecisionPolicy'),
  },
  find: (rt: Runtime, name: string): Value | undefined => nnClass(rt, name),
  inert: 'all',
} as const;

export const shardingModules: readonly LibraryModule[] = [
  ...[
    'torch.distributed.fsdp',
    'torch.distributed.fsdp.fully_sharded_data_parallel',
    'torch.distributed._composable.fsdp',
    'torch.distributed._composable.fsdp.fully_shard',
  ].map((name) => torchModule({ name, ...FSDP })),
  ...['torch.distributed.fsdp.wrap', 'torch.distributed.device_mesh', 'torch.distributed.checkpoint'].map(
    (name) => torchModule({ name, inert: 'all' }),
  ),
  ...['torch.distributed.tensor.parallel', 'torch.distributed._tensor.parallel'].map((name) =>
    torchModule({ name, functions: [parallelize], inert: 'all' }),
  ),
];
