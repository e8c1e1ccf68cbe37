/** The modules of PyTorch that are modelled. */
import type { LibraryModule } from '../python/ports.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { native } from '../python/runtime/native.ts';
import { PyFloat, PySingleton } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { legacyConstructor } from './classes.ts';
import { DATASETS, datasetClass, randomSplit } from './data/dataset.ts';
import { collateFunction, loaderClass } from './data/loader.ts';
import { SAMPLERS, samplerClass } from './data/sampler.ts';
import { dtypeNamed } from './dtypes.ts';
import { GRAD_MODES } from './gradMode.ts';
import { firstOf, table, torchLibrary, type Lookup } from './library.ts';
import { installLayers } from './nn/layers.ts';
import { PACKING_FUNCTIONS, packedClass } from './nn/packed.ts';
import { nnClass } from './nn/registry.ts';
import { operationsOf } from './operations.ts';
import { LEGACY } from './ops/casting.ts';
import { OPTIMIZERS, optimizerClass, SCHEDULERS, schedulerClass } from './optim.ts';
import { stateOf } from './state.ts';
import { autocast, checkpoint, checkpointSequential, compile, identity } from './wrappers.ts';

installLayers();

const yes = native('yes(*args, **kwargs)', () => true);
const no = native('no(*args, **kwargs)', () => false);
const none = native('none(*args, **kwargs)', () => null);
const zero = native('zero(*args, **kwargs)', () => 0);
const one = native('one(*args, **kwargs)', () => 1);
/** Weight initialisers return the tensor that they fill. */
const firstArgument = native('init_(tensor, *args, **kwargs)', (_rt, args) => args.value('tensor'));

/** A function whose result nobody can know. */
function unknownValue(what: string): Value {
  return native('unknown(*args, **kwargs)', (rt) => rt.unknown(what));
}

const classes: Lookup = (rt, name) => {
  const { classes: core } = stateOf(rt);
  switch (name) {
    case 'Tensor':
    case 'Size':
    case 'dtype':
    case 'device':
      return core[name];
    default:
      return undefined;
  }
};

const parameters: Lookup = (rt, name) => {
  const { classes: core } = stateOf(rt);
  switch (name) {
    case 'Parameter':
    case 'Buffer':
    case 'UninitializedParameter':
      return core[name];
    default:
      return undefined;
  }
};

const MEMORY_FORMATS = new Map(
  ['contiguous_format', 'channels_last', 'channels_last_3d', 'preserve_format', 'strided', 'sparse_coo'].map(
    (name) => [name, new PySingleton(`torch.${name}`)],
  ),
);

const torchMembers: Lookup = firstOf(
  (_rt, name) => operationsOf('torch').get(name),
  classes,
  (_rt, name) => dtypeNamed(name),
  (_rt, name) => GRAD_MODES.find((mode) => mode.name === name),
  (_rt, name) => (Object.hasOwn(LEGACY, name) ? legacyConstructor(name) : undefined),
  (_rt, name) => MEMORY_FORMATS.get(name),
  table({
    __version__: '2.5.1',
    inf: new PyFloat(Infinity),
    nan: new PyFloat(NaN),
    pi: new PyFloat(Math.PI),
    e: new PyFloat(Math.E),
    compile,
    autocast,
    load: unknownValue('the content of a saved file'),
    get_default_dtype: native('get_default_dtype()', (rt) => dtypeNamed(stateOf(rt).defaultDType) ?? null),
    is_autocast_enabled: no,
  }),
);

const nnMembers: Lookup = firstOf((rt, name) => nnClass(rt, name), parameters);

export const torchLibraries: readonly LibraryModule[] = [
  torchLibrary({
    name: 'torch',
    find: torchMembers,
    inert: [
      'manual_seed',
      'seed',
      'save',
      'set_num_threads',
      'set_printoptions',
      'set_float32_matmul_precision',
      'use_deterministic_algorithms',
      'set_rng_state',
      'get_rng_state',
      'Generator',
      'version',
      'profiler',
      '_dynamo',
      '_C',
    ],
  }),
  torchLibrary({ name: 'torch.nn', find: nnMembers }),
  torchLibrary({ name: 'torch.nn.modules', find: nnMembers }),
  ...[
    'activation',
    'batchnorm',
    'container',
    'conv',
    'dropout',
    'linear',
    'loss',
    'module',
    'normalization',
    'pooling',
    'rnn',
    'sparse',
    'transformer',
    'upsampling',
    'utils',
  ].map((part) => torchLibrary({ name: `torch.nn.modules.${part}`, find: nnMembers })),
  torchLibrary({ name: 'torch.nn.parameter', find: parameters }),
  torchLibrary({
    name: 'torch.nn.functional',
    find: (_rt, name) => operationsOf('functional').get(name),
  }),
  torchLibrary({
    name: 'torch.nn.init',
    find: firstOf(
      (_rt, name) => (name.endsWith('_') ? firstArgument : undefined),
      table({
        calculate_gain: unknownValue('a gain of weight initialisation'),
        _calculate_fan_in_and_fan_out: unknownValue('the fan of a weight'),
        _calculate_correct_fan: unknownValue('the fan of a weight'),
      }),
    ),
  }),
  torchLibrary({
    name: 'torch.nn.utils',
    find: table({ clip_grad_norm_: zero, clip_grad_norm: zero, clip_grad_value_: none }),
  }),
  torchLibrary({
    name: 'torch.nn.utils.rnn',
    find: firstOf(
      (_rt, name) => PACKING_FUNCTIONS.find((fn) => fn.name === name),
      (rt, name) => (name === 'PackedSequence' ? packedClass(rt) : undefined),
    ),
  }),
  torchLibrary({ name: 'torch.nn.parallel', find: nnMembers }),
  torchLibrary({ name: 'torch.linalg', find: (_rt, name) => operationsOf('linalg').get(name) }),
  torchLibrary({ name: 'torch.fft', find: (_rt, name) => operationsOf('fft').get(name) }),
  torchLibrary({ name: 'torch.special', find: (_rt, name) => operationsOf('special').get(name) }),
  torchLibrary({
    name: 'torch.optim',
    find: (rt, name) => (OPTIMIZERS.includes(name) ? optimizerClass(rt, name) : undefined),
  }),
  torchLibrary({
    name: 'torch.optim.lr_scheduler',
    find: (rt, name) => (SCHEDULERS.includes(name) ? schedulerClass(rt, name) : undefined),
  }),
  torchLibrary({ name: 'torch.optim.optimizer', find: (rt, name) => optimizerClass(rt, name) }),
  torchLibrary({ name: 'torch.utils', find: () => undefined }),
  torchLibrary({
    name: 'torch.utils.data',
    find: firstOf(
      (rt, name) => (DATASETS.includes(name) ? datasetClass(rt, name) : undefined),
      (rt, name) => (SAMPLERS.includes(name) ? samplerClass(rt, name) : undefined),
      table({ random_split: randomSplit, DataLoader: loaderClass, default_collate: collateFunction }),
    ),
  }),
  torchLibrary({
    name: 'torch.utils.data.distributed',
    find: (rt, name) => (SAMPLERS.includes(name) ? samplerClass(rt, name) : undefined),
  }),
  torchLibrary({
    name: 'torch.utils.checkpoint',
    find: table({ checkpoint, checkpoint_sequential: checkpointSequential }),
  }),
  torchLibrary({ name: 'torch.utils.tensorboard', find: () => undefined, inert: ['SummaryWriter'] }),
  torchLibrary({
    name: 'torch.autograd',
    find: firstOf(
      (_rt, name) => GRAD_MODES.find((mode) => mode.name === name),
      table({ Variable: native('Variable(data, *args, **kwargs)', (_rt, args) => args.value('data')) }),
    ),
    inert: ['set_detect_anomaly', 'detect_anomaly', 'profiler'],
  }),
  torchLibrary({
    name: 'torch.jit',
    find: table({
      script: identity,
      trace: identity,
      ignore: identity,
      unused: identity,
      export: identity,
      interface: identity,
      script_method: identity,
      script_if_tracing: identity,
      is_scripting: no,
      is_tracing: no,
      annotate: native('annotate(the_type, the_value)', (_rt, args) => args.value('the_value')),
      isinstance: native('isinstance(obj, target)', (rt, args) =>
        rt.isInstance(args.value('obj'), args.value('target')),
      ),
      Final: (rt) => rt.builtinClass('object'),
      ScriptModule: (rt) => stateOf(rt).classes.Module,
      _overload_method: identity,
    }),
  }),
  torchLibrary({
    name: 'torch.cuda',
    find: table({
      // Where there is a GPU or not, the counts are the same.
      is_available: yes,
      device_count: one,
      current_device: zero,
      is_bf16_supported: yes,
    }),
    inert: [
      'manual_seed',
      'manual_seed_all',
      'empty_cache',
      'synchronize',
      'set_device',
      'reset_peak_memory_stats',
      'max_memory_allocated',
      'memory_allocated',
      'get_device_name',
      'Event',
      'nvtx',
    ],
  }),
  torchLibrary({ name: 'torch.cuda.amp', find: table({ autocast }), inert: ['GradScaler'] }),
  torchLibrary({ name: 'torch.amp', find: table({ autocast }), inert: ['GradScaler'] }),
  torchLibrary({ name: 'torch.backends', find: () => undefined, inert: ['cudnn', 'cuda', 'mkldnn'] }),
  torchLibrary({
    name: 'torch.backends.mps',
    find: table({ is_available: no, is_built: no }),
  }),
  torchLibrary({
    name: 'torch.backends.cudnn',
    find: table({ is_available: yes, enabled: true, benchmark: false, deterministic: false }),
  }),
  torchLibrary({
    name: 'torch.distributed',
    find: table({ is_available: no, is_initialized: no, get_rank: zero, get_world_size: one }),
    inert: ['init_process_group', 'destroy_process_group', 'barrier', 'all_reduce', 'broadcast'],
  }),
  torchLibrary({ name: 'torch.onnx', find: () => undefined, inert: ['export'] }),
  torchLibrary({
    name: 'torch.hub',
    find: table({ load_state_dict_from_url: unknownValue('a downloaded file') }),
  }),
  torchLibrary({ name: 'torch.types', find: () => undefined }),
];
