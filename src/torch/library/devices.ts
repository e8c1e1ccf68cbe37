/** Devices: `torch.cuda`, `torch.mps`, `torch.backends`, `torch.amp`. Counts are the same on all of them. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { Store } from '../../python/runtime/journal.ts';
import { native, nativeMethod } from '../../python/runtime/native.ts';
import { PyDict, PyFloat, PyList } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { traceOf } from '../../trace/trace.ts';
import { legacyConstructor } from '../classes.ts';
import { LEGACY } from '../ops/casting.ts';
import { stateOf, type TorchState } from '../state.ts';
import { parseDevice } from '../dtypes.ts';
import { constant, passThrough, plainClass, torchModule, unknowable, type Member } from './define.ts';
import { autocastClass } from './modes.ts';

/** Scales losses so that half precision does not underflow. */
const scalerClass = plainClass('GradScaler', () => [
  ['__init__', nativeMethod('__init__(self, *args, **kwargs)', () => null)],
  ['scale', nativeMethod('scale(self, outputs)', (_rt, args) => args.value('outputs'))],
  [
    'step',
    nativeMethod('step(self, optimizer, *args, **kwargs)', (rt, args) =>
      rt.callMethod(args.value('optimizer'), 'step'),
    ),
  ],
  ['get_scale', nativeMethod('get_scale(self)', () => new PyFloat(65536))],
  ['is_enabled', nativeMethod('is_enabled(self)', () => true)],
  ['state_dict', nativeMethod('state_dict(self)', () => new PyDict())],
  ...['update', 'unscale_', 'load_state_dict', 'set_growth_interval'].map(
    (name) => [name, nativeMethod(`${name}(self, *args, **kwargs)`, () => null)] as const,
  ),
]);

/** A group of switches that programs set; those that choose a number format are recorded. */
class Flags extends HostObject {
  readonly #values: Store<string, Value>;
  /** What computes in the numbers that they choose; empty: nothing. */
  readonly #products: readonly ('conv' | 'matmul')[];
  constructor(values: Readonly<Record<string, Value>>, products: readonly ('conv' | 'matmul')[] = []) {
    super();
    this.#values = new Store(Object.entries(values));
    this.#products = products;
  }
  override pyClass(rt: Runtime): PyClass {
    return plainClass('flags', () => [])(rt);
  }
  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return this.#values.get(name);
  }
  override setAttribute(rt: Runtime, name: string, value: Value): boolean {
    rt.journal.mapSet(this.#values, name, value);
    const allowed =
      name === 'allow_tf32'
        ? rt.truth(value)
        : name === 'fp32_precision' && typeof value === 'string'
          ? value !== 'ieee'
          : null;
    if (typeof allowed === 'boolean') {
      allowTf32(rt, Object.fromEntries(this.#products.map((product) => [product, allowed])));
    }
    return true;
  }
}

/**
 * Switches of TF32, and what follows for single precision as a whole: convolutions have it by default, products do not.
 * https://docs.pytorch.org/docs/2.6/notes/cuda.html#tensorfloat-32-tf32-on-ampere-and-later-devices
 */
export function allowTf32(rt: Runtime, switched: Partial<TorchState['tf32']>): void {
  const state = stateOf(rt);
  const before = state.tf32;
  const now = { ...before, ...switched };
  if (now.conv === before.conv && now.matmul === before.matmul) return;
  rt.journal.setField(state, 'tf32', now);
  if (now.matmul && !now.conv) {
    rt.recorder.assume('TF32 is taken to be allowed for convolutions as it is for products', rt.here());
  }
  const value = now.matmul ? 'tf32' : now.conv ? 'fp32' : 'ieee-fp32';
  traceOf(rt).record({ type: 'setting', name: 'precision', value, span: rt.here() });
}

const yes = (name: string): Member => constant(name, true);
const no = (name: string): Member => constant(name, false);

const autocastMembers: Readonly<Record<string, Member>> = {
  autocast: (rt) => autocastClass(rt, 'cuda.autocast', 'cuda'),
  GradScaler: scalerClass,
  custom_fwd: passThrough('custom_fwd'),
  custom_bwd: passThrough('custom_bwd'),
};

/** Functions of a device module without effect on counts. */
const INERT = [
  'manual_seed',
  'manual_seed_all',
  'seed',
  'seed_all',
  'empty_cache',
  'synchronize',
  'set_device',
  'init',
  'ipc_collect',
  'reset_peak_memory_stats',
  'reset_max_memory_allocated',
  'set_rng_state',
  'set_rng_state_all',
  'get_rng_state',
  'get_rng_state_all',
  'Event',
  'Stream',
  'stream',
  'current_stream',
  'default_stream',
  'nvtx',
  'profiler',
  'device',
  'CUDAGraph',
  'memory',
];

const deviceMembers: Readonly<Record<string, Member>> = {
  is_available: yes('is_available'),
  is_initialized: yes('is_initialized'),
  is_bf16_supported: yes('is_bf16_supported'),
  device_count: constant('device_count', 1),
  current_device: constant('current_device', 0),
  get_device_name: unknowable('get_device_name', 'the name of the device'),
  get_device_capability: unknowable('get_device_capability', 'the capability of the device'),
  get_device_properties: unknowable('get_device_properties', 'the properties of the device'),
  memory_allocated: unknowable('memory_allocated', 'the memory in use'),
  max_memory_allocated: unknowable('max_memory_allocated', 'the memory in use'),
  memory_reserved: unknowable('memory_reserved', 'the memory in use'),
  max_memory_reserved: unknowable('max_memory_reserved', 'the memory in use'),
  memory_summary: unknowable('memory_summary', 'the memory in use'),
  mem_get_info: unknowable('mem_get_info', 'the memory in use'),
};

export const deviceModules: readonly LibraryModule[] = [
  torchModule({
    name: 'torch.cuda',
    members: deviceMembers,
    inert: INERT,
    find: (_rt, name) => (Object.hasOwn(LEGACY, name) ? legacyConstructor(name) : undefined),
  }),
  torchModule({ name: 'torch.cuda.amp', members: autocastMembers }),
  torchModule({ name: 'torch.cuda.amp.autocast_mode', members: autocastMembers }),
  torchModule({ name: 'torch.cuda.amp.grad_scaler', members: autocastMembers }),
  torchModule({ name: 'torch.cuda.nvtx', inert: 'all' }),
  torchModule({
    name: 'torch.amp',
    members: { ...autocastMembers, autocast: (rt) => autocastClass(rt) },
  }),
  torchModule({
    name: 'torch.accelerator',
    members: {
      ...deviceMembers,
      current_accelerator: native('current_accelerator(check_available=False)', () => parseDevice('cuda')),
      // A script that asks may refuse to run on one.
      device_count: unknowable('device_count', 'how many devices there are'),
      current_device_index: constant('current_device_index', 0),
    },
    inert: [...INERT, 'set_device_index', 'set_device_idx', 'current_stream', 'set_stream'],
  }),
  // One kind of accelerator is enough to run: the others are said to be absent.
  ...['mps', 'xpu'].map((name) =>
    torchModule({
      name: `torch.${name}`,
      members: {
        ...deviceMembers,
        is_available: no('is_available'),
        device_count: constant('device_count', 0),
      },
      inert: INERT,
    }),
  ),
  torchModule({ name: 'torch.cpu', members: deviceMembers, inert: INERT }),
  torchModule({
    name: 'torch.backends',
    members: {
      mps: () => new Flags({ is_available: no('is_available') as Value, is_built: no('is_built') as Value }),
      cudnn: () =>
        new Flags(
          {
            enabled: true,
            benchmark: false,
            deterministic: false,
            allow_tf32: true,
            conv: new Flags({}, ['conv']),
            rnn: new Flags({}),
            is_available: constant('is_available', true),
            version: constant('version', 90100),
          },
          ['conv'],
        ),
      mkldnn: () => new Flags({ enabled: true, is_available: constant('is_available', true) }),
      mkl: () => new Flags({ is_available: constant('is_available', true) }),
      openmp: () => new Flags({ is_available: constant('is_available', true) }),
      opt_einsum: () => new Flags({ enabled: false, is_available: constant('is_available', false) }),
      quantized: () =>
        new Flags({
          engine: 'x86',
          supported_engines: new PyList(['qnnpack', 'none', 'onednn', 'x86', 'fbgemm']),
        }),
      cuda: () =>
        new Flags({
          matmul: new Flags({ allow_tf32: false, allow_fp16_reduced_precision_reduction: true }, ['matmul']),
          is_built: constant('is_built', true),
          ...Object.fromEntries(
            ['enable_flash_sdp', 'enable_mem_efficient_sdp', 'enable_math_sdp', 'enable_cudnn_sdp'].map(
              (name) => [name, constant(name, null)],
            ),
          ),
          flash_sdp_enabled: constant('flash_sdp_enabled', true),
          sdp_kernel: native('sdp_kernel(*args, **kwargs)', (rt) => rt.createObject(inertContext(rt))),
        }),
    },
  }),
  torchModule({ name: 'torch.backends.cudnn', members: cudnnMembers() }),
  torchModule({ name: 'torch.backends.cuda', members: {}, inert: 'all' }),
  torchModule({
    name: 'torch.backends.mps',
    members: { is_available: no('is_available'), is_built: no('is_built') },
  }),
];

/** `import torch.backends.cudnn as cudnn` sets variables of the module. */
function cudnnMembers(): Readonly<Record<string, Member>> {
  return {
    enabled: () => true,
    benchmark: () => false,
    deterministic: () => false,
    allow_tf32: () => true,
    is_available: yes('is_available'),
    version: constant('version', 90100),
  };
}

/** A context manager that does nothing. */
export const inertContext = plainClass('inert_context', () => [
  ['__enter__', nativeMethod('__enter__(self)', (_rt, args) => args.value('self'))],
  ['__exit__', nativeMethod('__exit__(self, *args)', () => null)],
  ['__call__', nativeMethod('__call__(self, fn=None)', (_rt, args) => args.value('fn'))],
]);
