/** What training scripts use beside models: optimisers, data, logs, other processes. */
import type { LibraryModule } from '../../python/ports.ts';
import { asInteger, native } from '../../python/runtime/native.ts';
import { trains } from '../../python/stdlib/processes.ts';
import type { Value } from '../../python/runtime/values.ts';
import { DATASETS, datasetClass, randomSplit } from '../data/dataset.ts';
import { collateFunction, loaderClass } from '../data/loader.ts';
import { SAMPLERS, samplerClass } from '../data/sampler.ts';
import { nnClass } from '../nn/registry.ts';
import { OPTIMIZERS, optimizerClass, SCHEDULERS, schedulerClass } from '../optim.ts';
import { constant, torchModule, unknowable } from './define.ts';

const optimModules: readonly LibraryModule[] = [
  torchModule({
    name: 'torch.optim',
    find: (rt, name) => (OPTIMIZERS.includes(name) ? optimizerClass(rt, name) : undefined),
  }),
  torchModule({ name: 'torch.optim.optimizer', find: (rt, name) => optimizerClass(rt, name) }),
  ...['adam', 'adamw', 'sgd', 'rmsprop'].map((part) =>
    torchModule({ name: `torch.optim.${part}`, find: (rt, name) => optimizerClass(rt, name) }),
  ),
  torchModule({
    name: 'torch.optim.lr_scheduler',
    find: (rt, name) => (SCHEDULERS.includes(name) ? schedulerClass(rt, name) : undefined),
  }),
  torchModule({ name: 'torch.optim.swa_utils' }),
];

/** In a worker process there is more to know; here there is none. */
const workerInfo = constant('get_worker_info', null);

const dataModules: readonly LibraryModule[] = [
  torchModule({
    name: 'torch.utils.data',
    members: { DataLoader: loaderClass },
    functions: [randomSplit, collateFunction, workerInfo],
    find: (rt, name): Value | undefined => datasetOrSampler(rt, name),
  }),
  torchModule({ name: 'torch.utils.data.dataset', functions: [randomSplit], find: datasetOrSampler }),
  torchModule({
    name: 'torch.utils.data.dataloader',
    members: { DataLoader: loaderClass },
    functions: [collateFunction],
  }),
  torchModule({ name: 'torch.utils.data.sampler', find: datasetOrSampler }),
  torchModule({ name: 'torch.utils.data.distributed', find: datasetOrSampler }),
];

function datasetOrSampler(
  ...[rt, name]: Parameters<NonNullable<Parameters<typeof torchModule>[0]['find']>>
): Value | undefined {
  if (DATASETS.includes(name)) return datasetClass(rt, name);
  return SAMPLERS.includes(name) ? samplerClass(rt, name) : undefined;
}

/** One process: what it would reduce or gather is what it has. */
const first = (name: string) =>
  native(`${name}(tensor, *args, **kwargs)`, (_rt, args) => args.value('tensor'));

/** Processes that are tried until one trains: roles are told by rank. */
const MOST_RANKS = 8;

const distributedModules: readonly LibraryModule[] = [
  torchModule({
    name: 'torch.distributed',
    functions: [
      constant('is_available', true),
      constant('is_initialized', false),
      constant('is_torchelastic_launched', false),
      constant('is_nccl_available', true),
      constant('get_rank', 0),
      constant('get_world_size', 1),
      constant('get_backend', 'nccl'),
      first('reduce'),
      first('all_reduce'),
      first('broadcast'),
    ],
    inert: [
      'init_process_group',
      'destroy_process_group',
      'barrier',
      'all_gather',
      'all_gather_object',
      'broadcast_object_list',
      'gather',
      'scatter',
      'new_group',
      'ReduceOp',
      'group',
      'distributed_c10d',
    ],
  }),
  torchModule({ name: 'torch.nn.parallel', find: (rt, name) => nnClass(rt, name) }),
  torchModule({ name: 'torch.nn.parallel.distributed', find: (rt, name) => nnClass(rt, name) }),
  torchModule({
    name: 'torch.multiprocessing',
    functions: [
      native('spawn(fn, args=(), nprocs=1, *rest, **options)', (rt, args) => {
        rt.recorder.assume(
          'of the processes that are spawned the first one that trains is followed',
          rt.here(),
        );
        const ranks = Math.min(asInteger(args.value('nprocs')) ?? 1, MOST_RANKS);
        for (let rank = 0; rank < Math.max(ranks, 1); rank++) {
          const run = (): Value => rt.call(args.value('fn'), [rank, ...args.elements('args')]);
          if (trains(rt, run)) break;
        }
        return null;
      }),
    ],
    find: (rt, name) => rt.findAttribute(rt.importModule('multiprocessing'), name),
    inert: ['set_sharing_strategy'],
  }),
];

export const trainingModules: readonly LibraryModule[] = [
  ...optimModules,
  ...dataModules,
  ...distributedModules,
  torchModule({ name: 'torch.utils' }),
  torchModule({ name: 'torch.utils.tensorboard', inert: 'all' }),
  torchModule({ name: 'torch.utils.tensorboard.writer', inert: 'all' }),
  torchModule({ name: 'torch.utils.benchmark', inert: 'all' }),
  torchModule({ name: 'torch.profiler', inert: 'all' }),
  torchModule({
    name: 'torch.random',
    inert: ['manual_seed', 'seed', 'fork_rng', 'set_rng_state', 'get_rng_state'],
  }),
  torchModule({
    name: 'torch.hub',
    functions: [
      unknowable('load', 'a model from a hub'),
      unknowable('load_state_dict_from_url', 'a downloaded file'),
      unknowable('download_url_to_file', 'a downloaded file'),
    ],
    inert: ['set_dir'],
  }),
  torchModule({ name: 'torch.utils.model_zoo', functions: [unknowable('load_url', 'a downloaded file')] }),
];
