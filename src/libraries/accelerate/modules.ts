/** Accelerate: one process, whose precision and accumulated gradients the script states. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import {
  asInteger,
  native,
  nativeClass,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { PyObject, PyProperty, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { multiplyInFloat8 } from '../../torch/nn/packing.ts';
import { traceOf } from '../../trace/trace.ts';
import { lazyModule, type Member } from '../module.ts';
import { record } from '../tune/record.ts';
import { infoOf, update } from '../trainers/fitting.ts';

const COUNTER = '_entered';

/** Whether the gradients of this batch complete a step: every so many entries of `accumulate`. */
function completes(rt: Runtime, accelerator: Value): Value {
  const steps = rt.getAttribute(accelerator, 'gradient_accumulation_steps');
  if (steps === 1) return true;
  return rt.compare('==', rt.binary('%', rt.getAttribute(accelerator, COUNTER), steps), 0);
}

/** An optimiser that is stepped for every batch and acts when enough gradients are accumulated. */
class PreparedOptimizer extends HostObject {
  readonly #optimizer: Value;
  readonly #accelerator: Value;

  constructor(optimizer: Value, accelerator: Value) {
    super();
    this.#optimizer = optimizer;
    this.#accelerator = accelerator;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.classOf(this.#optimizer);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name !== 'step') return rt.findAttribute(this.#optimizer, name);
    return callable(name, (inner) => {
      const steps = inner.getAttribute(this.#accelerator, 'gradient_accumulation_steps');
      const passes = steps instanceof Unknown ? steps : (asInteger(steps) ?? 1);
      update(inner, infoOf(this.#optimizer), passes);
      return null;
    });
  }
}

function isOptimizer(rt: Runtime, value: Value): boolean {
  return value instanceof PyObject && rt.classOf(value).mro.some(({ name }) => name === 'Optimizer');
}

/** `fp8` is BF16 with products of dense layers in eight-bit floating point, as `prepare` makes them. */
const MIXED: Readonly<Record<string, string>> = { fp16: 'amp-fp16', bf16: 'bf16', fp8: 'bf16' };

function initialize(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  const plugin = args.extra.get('gradient_accumulation_plugin') ?? null;
  const steps =
    plugin === null ? args.value('gradient_accumulation_steps') : rt.getAttribute(plugin, 'num_steps');
  const attributes: Record<string, Value> = {
    gradient_accumulation_steps: steps instanceof Unknown ? steps : (asInteger(settled(steps)) ?? 1),
    mixed_precision: args.value('mixed_precision') ?? 'no',
    device: rt.call(rt.getAttribute(rt.importModule('torch'), 'device'), ['cuda']),
    is_main_process: true,
    is_local_main_process: true,
    is_last_process: true,
    num_processes: 1,
    distributed_type: 'NO',
    use_distributed: false,
    use_fp16: false,
    process_index: 0,
    local_process_index: 0,
    state: new Inert('accelerator.state'),
    trackers: new Inert('accelerator.trackers'),
    [COUNTER]: 0,
  };
  for (const [name, value] of Object.entries(attributes)) rt.setAttribute(self, name, value);
  const precision = args.value('mixed_precision');
  const value =
    precision instanceof Unknown ? precision : typeof precision === 'string' ? MIXED[precision] : undefined;
  if (value !== undefined) {
    traceOf(rt).record({ type: 'setting', name: 'precision', value, span: rt.here() });
  }
  return null;
}

/** `with accelerator.accumulate(model):` counts the batches. */
class Accumulation extends HostObject {
  readonly #accelerator: Value;

  constructor(accelerator: Value) {
    super();
    this.#accelerator = accelerator;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === '__exit__') return callable(name, () => null);
    if (name !== '__enter__') return undefined;
    return callable(name, (rt) => {
      const entered = rt.binary('+', rt.getAttribute(this.#accelerator, COUNTER), 1);
      rt.setAttribute(this.#accelerator, COUNTER, entered);
      return null;
    });
  }
}

const first = (name: string): NativeFunction =>
  nativeMethod(`${name}(self, value, *args, **options)`, (_rt, args) => args.value('value'));
const nothing = (name: string): NativeFunction =>
  nativeMethod(`${name}(self, *args, **options)`, () => new Inert(`accelerator.${name}()`));

const acceleratorClass: (rt: Runtime) => PyClass = perRuntime((rt) => {
  const methods: readonly NativeFunction[] = [
    nativeMethod(
      '__init__(self, device_placement=True, split_batches=False, mixed_precision=None, gradient_accumulation_steps=1, **options)',
      initialize,
    ),
    nativeMethod('prepare(self, *objects, **options)', (inner, args) => {
      const self = args.known('self');
      const isAccumulating = inner.getAttribute(self, 'gradient_accumulation_steps') !== 1;
      if (inner.getAttribute(self, 'mixed_precision') === 'fp8') {
        for (const object of args.rest) multiplyInFloat8(inner, object);
      }
      const prepared = args.rest.map((object) =>
        isAccumulating && isOptimizer(inner, object) ? new PreparedOptimizer(object, self) : object,
      );
      return prepared.length === 1 ? (prepared[0] ?? null) : new PyTuple(prepared);
    }),
    nativeMethod('backward(self, loss, **options)', (inner, args) =>
      inner.callMethod(args.value('loss'), 'backward'),
    ),
    nativeMethod('accumulate(self, *models)', (_inner, args) => new Accumulation(args.known('self'))),
    ...['prepare_model', 'prepare_data_loader', 'prepare_optimizer', 'prepare_scheduler'].map(first),
    ...[
      'gather',
      'gather_for_metrics',
      'reduce',
      'pad_across_processes',
      'unwrap_model',
      'on_main_process',
    ].map(first),
    ...[
      'clip_grad_norm_',
      'clip_grad_value_',
      'autocast',
      'no_sync',
      'join_uneven_inputs',
      'main_process_first',
      'local_main_process_first',
      'wait_for_everyone',
      'print',
      'log',
      'init_trackers',
      'end_training',
      'get_tracker',
      'save',
      'save_state',
      'save_model',
      'load_state',
      'register_for_checkpointing',
      'free_memory',
      'clear',
      'set_trigger',
      'check_trigger',
      'profile',
    ].map(nothing),
    nativeMethod('skip_first_batches(self, dataloader, num_batches=0)', (inner, args) => {
      traceOf(inner).assume('no batches are skipped', inner.here());
      return args.value('dataloader');
    }),
    nativeMethod('__getattr__(self, name)', (inner, args) => {
      const name = args.string('name');
      if (name.startsWith('__')) throw inner.error('AttributeError', name);
      return new Inert(`accelerator.${name}`);
    }),
    nativeMethod('get_state_dict(self, model, *args)', (inner, args) =>
      inner.callMethod(args.value('model'), 'state_dict'),
    ),
  ];
  const sync = new PyProperty(
    native('sync_gradients(self)', (inner, args) => completes(inner, args.known('self'))),
    null,
  );
  return nativeClass(
    'Accelerator',
    [rt.builtinClass('object')],
    [...methods.map((member): readonly [string, Value] => [member.name, member]), ['sync_gradients', sync]],
  );
});

/** How processes can be spread, by the names that a script compares with. */
const KINDS = ['NO', 'MULTI_CPU', 'MULTI_GPU', 'MULTI_NPU', 'MULTI_XPU', 'DEEPSPEED', 'FSDP', 'XLA', 'TPU'];

const distributedTypeClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'DistributedType',
    [rt.builtinClass('object')],
    [...KINDS, 'MEGATRON_LM'].map((name): readonly [string, Value] => [name, name]),
  ),
);

/** `@find_executable_batch_size(starting_batch_size=64)`: halved as long as the memory does not suffice. */
const findBatchSize = native(
  'find_executable_batch_size(function=None, starting_batch_size=128, **options)',
  (_outer, args) => {
    const size = args.value('starting_batch_size');
    const wrap = (fn: Value): Value =>
      callable('decorator', (rt, positional, keywords) => {
        rt.recorder.assume('the first batch size that is tried fits into the memory', rt.here());
        return rt.call(fn, [size, ...positional], keywords);
      });
    const fn = args.value('function');
    return fn === null ? callable('decorator', (_rt, [given = null]) => wrap(given)) : wrap(fn);
  },
);

const utilities: Readonly<Record<string, Member>> = {
  find_executable_batch_size: findBatchSize,
  GradientAccumulationPlugin: record('GradientAccumulationPlugin', ['num_steps', 'adjust_scheduler']),
  set_seed: native('set_seed(seed, *args, **options)', () => null),
};

const members: Readonly<Record<string, Member>> = {
  Accelerator: acceleratorClass,
  ...utilities,
  DistributedType: distributedTypeClass,
  __version__: () => '1.3.0',
  notebook_launcher: native('notebook_launcher(function, args=(), *rest, **options)', (rt, args) =>
    rt.call(args.value('function'), args.elements('args')),
  ),
};

export const accelerateModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'accelerate',
    precedence: 'framework',
    members,
    inert: [
      'DistributedDataParallelKwargs',
      'DataLoaderConfiguration',
      'InitProcessGroupKwargs',
      'init_empty_weights',
      'PartialState',
    ],
  }),
  lazyModule({ name: 'accelerate.accelerator', precedence: 'framework', members }),
  ...['accelerate.utils', 'accelerate.logging', 'accelerate.tracking', 'accelerate.state'].map((name) =>
    lazyModule({
      name,
      precedence: 'framework',
      members: { ...utilities, DistributedType: distributedTypeClass },
      inert: 'all',
    }),
  ),
];
