/**
 * DeepSpeed: an engine around a model, configured by a dictionary or a file.
 * https://deepspeed.readthedocs.io/en/stable/initialize.html
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { asInteger, native } from '../../python/runtime/native.ts';
import { PyDict, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, PyClass, Value } from '../../python/runtime/values.ts';
import { dictGet } from '../../python/builtins/hash.ts';
import { callable } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { parseDevice } from '../../torch/dtypes.ts';
import type { OptimizerInfo } from '../../trace/events.ts';
import { traceOf } from '../../trace/trace.ts';
import { lazyModule } from '../module.ts';
import { loaderOver } from '../trainers/batches.ts';
import { infoOf, update, type Count } from '../trainers/fitting.ts';
import { deepSpeedPrecision, deepSpeedSettings } from './configuration.ts';

interface EngineInit {
  readonly model: Value;
  readonly optimizer: OptimizerInfo;
  readonly passes: Count;
  readonly settings: Value;
}

/** Called like the model; it accumulates by itself, so that `step` is called for every batch. */
class Engine extends HostObject {
  readonly #init: EngineInit;

  constructor(init: EngineInit) {
    super();
    this.#init = init;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override call(rt: Runtime, args: CallArgs): Value {
    return rt.callWith(this.#init.model, args);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    const { model, optimizer, passes, settings } = this.#init;
    switch (name) {
      case 'module':
        return model;
      case 'device':
        return parseDevice('cuda');
      case 'local_rank':
      case 'global_rank':
        return 0;
      case 'world_size':
        return 1;
      case 'backward':
        return callable(name, (inner, [loss = null]) =>
          loss instanceof Unknown ? loss : inner.callMethod(loss, 'backward'),
        );
      case 'step':
        return callable(name, (inner) => {
          update(inner, optimizer, passes);
          return null;
        });
      case 'gradient_accumulation_steps':
        return callable(name, () => passes);
      case 'train_micro_batch_size_per_gpu':
        return callable(name, (inner) => microBatch(inner, settings));
      case 'train_batch_size':
        return callable(name, (inner) => inner.unknown('the batch of all devices'));
      case 'is_gradient_accumulation_boundary':
        return callable(name, (inner) => inner.unknown('whether this batch completes an update'));
      default: {
        const own = rt.findAttribute(model, name);
        return own ?? (name.startsWith('__') ? undefined : new Inert(`deepspeed.engine.${name}`));
      }
    }
  }
}

function entry(rt: Runtime, settings: Value, name: string): Value {
  return settings instanceof PyDict
    ? (dictGet(rt, settings, name) ?? null)
    : settings instanceof Unknown
      ? settings
      : null;
}

/** Per device; what is given for all devices is that of one where there is one. */
function microBatch(rt: Runtime, settings: Value): Value {
  const micro = entry(rt, settings, 'train_micro_batch_size_per_gpu');
  if (micro !== null) return micro;
  const whole = entry(rt, settings, 'train_batch_size');
  const passes = accumulated(rt, settings);
  const size = whole instanceof Unknown ? whole : asInteger(whole);
  if (size === undefined || size instanceof Unknown || passes instanceof Unknown) {
    return size instanceof Unknown ? size : rt.unknown('the batch is not in the configuration of DeepSpeed');
  }
  return Math.trunc(size / passes);
}

function accumulated(rt: Runtime, settings: Value): Count {
  const given = entry(rt, settings, 'gradient_accumulation_steps');
  if (given instanceof Unknown) return given;
  const number = asInteger(given);
  if (number !== undefined) return number;
  const [whole, micro] = ['train_batch_size', 'train_micro_batch_size_per_gpu'].map((name) =>
    asInteger(entry(rt, settings, name)),
  );
  return whole !== undefined && micro !== undefined ? Math.max(1, Math.trunc(whole / micro)) : 1;
}

const DEFAULT_OPTIMIZER: OptimizerInfo = { name: 'Adam', statePerParameter: 2, parameters: null };

const initialize = native(
  'initialize(args=None, model=None, optimizer=None, model_parameters=None, training_data=None, lr_scheduler=None, distributed_port=None, mpu=None, dist_init_required=None, collate_fn=None, config=None, config_params=None, **options)',
  (rt, args) => {
    ensureTorch(rt);
    const beside = args.value('args');
    const fromArguments =
      beside === null || beside instanceof Unknown ? undefined : rt.findAttribute(beside, 'deepspeed_config');
    const given = args.value('config') ?? args.value('config_params') ?? fromArguments ?? null;
    const settings = deepSpeedSettings(rt, given);
    const model = args.value('model');
    const precision = deepSpeedPrecision(rt, settings);
    if (precision !== null) {
      traceOf(rt).record({ type: 'setting', name: 'precision', value: precision, span: rt.here() });
    }
    if (precision !== null && !(model instanceof Unknown)) {
      rt.callMethod(model, precision === 'fp16' ? 'half' : 'bfloat16');
    }
    const own = args.value('optimizer');
    const passes = settings instanceof Unknown ? settings : accumulated(rt, settings);
    const asGiven = own === null ? DEFAULT_OPTIMIZER : infoOf(own);
    // Its weights in half precision are copies of those that are updated.
    const optimizer: OptimizerInfo = precision === null ? asGiven : { ...asGiven, keepsSingle: true };
    const engine = new Engine({ model, optimizer, passes, settings });
    const data = args.value('training_data');
    const loader =
      data === null
        ? null
        : loaderOver(rt, data, { batch: microBatch(rt, settings), collate: args.value('collate_fn') });
    return new PyTuple([
      engine,
      own ?? new Inert('deepspeed.optimizer'),
      loader,
      new Inert('deepspeed.scheduler'),
    ]);
  },
);

const addArguments = native('add_config_arguments(parser)', (rt, args) => {
  const parser = args.value('parser');
  const add = rt.getAttribute(parser, 'add_argument');
  rt.call(add, ['--deepspeed'], new Map<string, Value>([['action', 'store_true']]));
  rt.call(
    add,
    ['--deepspeed_config'],
    new Map<string, Value>([['default', rt.unknown('deepspeed_config is given on the command line')]]),
  );
  return parser;
});

export const deepSpeedModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'deepspeed',
    precedence: 'framework',
    members: { initialize, add_config_arguments: addArguments },
    inert: 'all',
  }),
];
