/** `torch` itself. */
import { Store } from '../../python/runtime/journal.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native } from '../../python/runtime/native.ts';
import { PyFloat, PyObject, StaticMethod } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { sizeOf } from '../../tensor/dtype.ts';
import { FLOAT_LIMITS } from '../../tensor/dtypeLimits.ts';
import { legacyConstructor } from '../classes.ts';
import { dtypeNamed, dtypeValue, TorchDType } from '../dtypes.ts';
import { operationsOf } from '../operations.ts';
import { LEGACY } from '../ops/casting.ts';
import { stateOf } from '../state.ts';
import { MEMORY_FORMATS, memoryFormatClass } from '../memoryFormat.ts';
import { constant, plainClass, torchModule, unknowable, type Member } from './define.ts';
import { allowTf32 } from './devices.ts';
import { load } from './load.ts';
import { compile, GRAD_MEMBERS } from './modes.ts';
import { vmap } from './vmap.ts';

function limitsClass(name: 'finfo' | 'iinfo'): (rt: Runtime) => PyClass {
  return plainClass(name, () => [
    [
      '__new__',
      new StaticMethod(
        native('__new__(cls, type=None)', (rt, args) => {
          const type = args.known('type');
          const dtype = type instanceof TorchDType ? type.dtype : stateOf(rt).defaultDType;
          const cls = limitsClass(name)(rt);
          const attrs = new Store<string, Value>();
          attrs.set('dtype', dtype);
          attrs.set('bits', 8 * sizeOf(dtype));
          const limits = FLOAT_LIMITS[dtype];
          if (name === 'finfo' && limits !== undefined) {
            attrs.set('max', new PyFloat(limits.max));
            attrs.set('min', new PyFloat(-limits.max));
            attrs.set('eps', new PyFloat(limits.eps));
            attrs.set('resolution', new PyFloat(limits.eps));
            attrs.set('tiny', new PyFloat(limits.tiny));
            attrs.set('smallest_normal', new PyFloat(limits.tiny));
          } else {
            const bits = 8 * sizeOf(dtype) - (dtype === 'uint8' ? 0 : 1);
            attrs.set('max', bits > 53 ? 2n ** BigInt(bits) - 1n : 2 ** bits - 1);
            attrs.set('min', dtype === 'uint8' ? 0 : bits > 53 ? -(2n ** BigInt(bits)) : -(2 ** bits));
          }
          return new PyObject(cls, null, undefined, attrs);
        }),
      ),
    ],
  ]);
}

/** A random generator: what it gives is not known before the run anyway. */
const generatorClass = plainClass('Generator', () => [
  ['__init__', native('__init__(self, device="cpu")', () => null)],
  ...['manual_seed', 'seed', 'initial_seed', 'set_state', 'get_state'].map(
    (name) => [name, native(`${name}(self, *args)`, (_rt, args) => args.value('self'))] as const,
  ),
]);

const precision = native('set_float32_matmul_precision(precision)', (rt, args) => {
  const wanted = args.string('precision');
  allowTf32(rt, { matmul: wanted !== 'highest' });
  return null;
});

const typename = native('typename(obj)', (rt, args) => `torch.${rt.typeName(args.value('obj'))}`);

/** `assert` that survives tracing. */
const assertion = native('_assert(condition, message)', (rt, args) => {
  const truth = rt.truth(args.value('condition'));
  if (truth === false) {
    const message = args.value('message');
    throw rt.error('AssertionError', typeof message === 'string' ? message : '');
  }
  return null;
});

const layout =
  (name: string): Member =>
  (rt) => {
    const cls = plainClass('layout', () => [])(rt);
    return new PyObject(cls, null, `torch.${name}`);
  };

const members: Readonly<Record<string, Member>> = {
  Tensor: (rt) => stateOf(rt).classes.Tensor,
  Size: (rt) => stateOf(rt).classes.Size,
  dtype: (rt) => stateOf(rt).classes.dtype,
  device: (rt) => stateOf(rt).classes.device,
  Generator: generatorClass,
  vmap,
  finfo: limitsClass('finfo'),
  iinfo: limitsClass('iinfo'),
  __version__: () => '2.5.1',
  version: (rt) => {
    const cls = plainClass('version', () => [])(rt);
    const known = [
      ['__version__', '2.5.1'],
      ['hip', null],
      ['xpu', null],
    ] as const;
    return new PyObject(cls, null, undefined, new Store<string, Value>([...known, ['cuda', '12.4']]));
  },
  SymInt: plainClass('SymInt', () => []),
  SymFloat: plainClass('SymFloat', () => []),
  SymBool: plainClass('SymBool', () => []),
  ScriptObject: plainClass('ScriptObject', () => []),
  memory_format: memoryFormatClass,
  layout: plainClass('layout', () => []),
  qscheme: plainClass('qscheme', () => []),
  inf: () => new PyFloat(Infinity),
  nan: () => new PyFloat(NaN),
  pi: () => new PyFloat(Math.PI),
  e: () => new PyFloat(Math.E),
  newaxis: () => null,
  strided: layout('strided'),
  sparse_coo: layout('sparse_coo'),
  sparse_csr: layout('sparse_csr'),
  ...MEMORY_FORMATS,
  manual_seed: (rt) => constant('manual_seed', new PyObject(generatorClass(rt))),
  seed: () => unknowable('seed', 'a random seed'),
  initial_seed: () => unknowable('initial_seed', 'a random seed'),
  default_generator: (rt) => new PyObject(generatorClass(rt)),
  set_float32_matmul_precision: precision,
  get_float32_matmul_precision: constant('get_float32_matmul_precision', 'highest'),
  typename,
  _assert: assertion,
  compile,
  load,
  set_default_device: constant('set_default_device', null),
  is_inference_mode_enabled: constant('is_inference_mode_enabled', false),
  are_deterministic_algorithms_enabled: constant('are_deterministic_algorithms_enabled', false),
  get_num_threads: unknowable('get_num_threads', 'the number of threads'),
  get_rng_state: unknowable('get_rng_state', 'the state of a random generator'),
  is_autocast_enabled: constant('is_autocast_enabled', false),
  is_autocast_cpu_enabled: constant('is_autocast_cpu_enabled', false),
  get_autocast_gpu_dtype: () => constant('get_autocast_gpu_dtype', dtypeValue('float16')),
  is_anomaly_enabled: constant('is_anomaly_enabled', false),
  ...GRAD_MEMBERS,
};

/** Functions that change nothing about shapes or work. */
const INERT = [
  'save',
  'set_printoptions',
  'set_num_threads',
  'set_num_interop_threads',
  'use_deterministic_algorithms',
  'set_deterministic',
  'set_rng_state',
  'set_flush_denormal',
  'set_warn_always',
  'set_autocast_enabled',
  'profiler',
  'monitor',
];

/** Functions of `torch.nn.functional` that `torch` has as well, with the same first parameters. */
const IN_BOTH: readonly string[] = [
  'alpha_dropout',
  'bilinear',
  'cosine_embedding_loss',
  'cosine_similarity',
  'embedding_bag',
  'feature_alpha_dropout',
  'hinge_embedding_loss',
  'kl_div',
  'margin_ranking_loss',
  'pairwise_distance',
  'poisson_nll_loss',
  'relu_',
  'triplet_margin_loss',
];

export const torchItself: LibraryModule = torchModule({
  name: 'torch',
  members,
  inert: INERT,
  find: (_rt, name) => {
    if (Object.hasOwn(LEGACY, name)) return legacyConstructor(name);
    const shared = IN_BOTH.includes(name) ? operationsOf('functional').get(name) : undefined;
    return operationsOf('torch').get(name) ?? dtypeNamed(name) ?? shared;
  },
});
