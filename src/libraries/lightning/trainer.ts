/**
 * `Trainer.fit`: the loops that Lightning runs around the hooks of a module.
 * https://lightning.ai/docs/pytorch/stable/common/trainer.html
 */
import type { Runtime } from '../../python/runtime/api.ts';
import {
  asInteger,
  asNumber,
  nativeClass,
  nativeClassMethod,
  nativeMethod,
  type Args,
} from '../../python/runtime/native.ts';
import { PyDict, PyFloat, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { dictGet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import type { OptimizerInfo } from '../../trace/events.ts';
import type { DType } from '../../tensor/dtype.ts';
import { CASTS, castBatch } from '../trainers/casting.ts';
import { batchesOf, type Batches } from '../trainers/batches.ts';
import {
  backward,
  callWithAsMany,
  calling,
  infoOf,
  inPrecision,
  isOwn,
  limited,
  over,
  runFit,
  runPass,
  setAttributes,
  times,
  update,
  type Count,
  type Schedule,
} from '../trainers/fitting.ts';
import { stoppingBy } from '../trainers/stopping.ts';
import { lightningPrecision } from './precision.ts';

/** Epochs where neither `max_epochs` nor `max_steps` is given. Source: Trainer's documentation, max_epochs. */
const DEFAULT_EPOCHS = 1000;

/** What the program may read of a trainer, besides its arguments. */
const STATE: Readonly<Record<string, Value>> = {
  global_rank: 0,
  local_rank: 0,
  node_rank: 0,
  world_size: 1,
  num_devices: 1,
  is_global_zero: true,
  sanity_checking: false,
  training: true,
  datamodule: null,
};

/** Defaults of the arguments that are read here. */
const DEFAULTS: Readonly<Record<string, Value>> = {
  max_epochs: null,
  max_steps: -1,
  max_time: null,
  limit_train_batches: null,
  limit_val_batches: null,
  overfit_batches: 0,
  fast_dev_run: false,
  val_check_interval: null,
  check_val_every_n_epoch: 1,
  accumulate_grad_batches: 1,
  precision: null,
  callbacks: null,
};

const PARAMETERS = [
  ...Object.keys(DEFAULTS),
  ...`accelerator strategy devices num_nodes gpus tpu_cores logger enable_checkpointing log_every_n_steps
  gradient_clip_val gradient_clip_algorithm deterministic benchmark inference_mode enable_progress_bar profiler
  default_root_dir min_epochs min_steps num_sanity_val_steps sync_batchnorm detect_anomaly`.split(/\s+/),
];

function initialize(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  const options = new Map<string, Value>([...Object.entries(DEFAULTS), ...args.extra]);
  const logger = options.get('logger') ?? null;
  const own = logger instanceof PyObject ? logger : new Inert('lightning.logger');
  setAttributes(rt, self, [...Object.entries(STATE), ...options, ['logger', own]]);
  const epochs = options.get('max_epochs') ?? null;
  const steps = options.get('max_steps') ?? null;
  if (epochs === null && (steps === -1 || steps === null)) {
    setAttributes(rt, self, [['max_epochs', DEFAULT_EPOCHS]]);
  }
  return null;
}

class Run {
  readonly rt: Runtime;
  readonly trainer: PyObject;
  readonly model: Value;
  readonly data: Value;

  constructor(rt: Runtime, trainer: PyObject, model: Value, data: Value) {
    this.rt = rt;
    this.trainer = trainer;
    this.model = model;
    this.data = data;
  }

  option(name: string): Value {
    return this.trainer.attrs.get(name) ?? null;
  }

  /** A hook of the module, or of the data module; only those that the program defines are called. */
  hook(owner: Value, name: string, args: readonly Value[] = []): Value {
    if (!isOwn(this.rt, owner, name)) return null;
    return callWithAsMany(this.rt, this.rt.getAttribute(owner, name), args);
  }

  prepare(): void {
    const { rt, trainer, model, data } = this;
    setAttributes(rt, model, [['trainer', trainer]]);
    setAttributes(rt, data, [['trainer', trainer]]);
    setAttributes(rt, trainer, [
      ['model', model],
      ['lightning_module', model],
      ['datamodule', data],
    ]);
    for (const owner of [data, model]) {
      this.hook(owner, 'prepare_data');
      this.hook(owner, 'setup', ['fit']);
    }
    this.hook(model, 'configure_model');
  }

  loader(given: Value, hook: string): Value {
    if (given !== null) return given;
    if (isOwn(this.rt, this.data, hook)) return this.hook(this.data, hook);
    return this.hook(this.model, hook);
  }
}

/** What `configure_optimizers` returned, whichever of its forms. */
function optimizersOf(rt: Runtime, value: Value): readonly Value[] {
  if (value === null) return [];
  if (value instanceof PyDict) return [dictGet(rt, value, 'optimizer') ?? rt.unknown('an optimiser')];
  if (!(value instanceof PyList || value instanceof PyTuple)) return [value];
  const [first, second] = value.items;
  const isPair = value.items.length === 2 && first instanceof PyList && second instanceof PyList;
  const list = isPair ? first.items : value.items;
  return list.flatMap((item) => optimizersOf(rt, item));
}

function lossOf(rt: Runtime, output: Value): Value {
  return output instanceof PyDict ? (dictGet(rt, output, 'loss') ?? output) : output;
}

function castBatches(batches: Batches, dtype: DType): Batches {
  return { ...batches, element: () => castBatch(batches.element(), dtype) };
}

interface Batching {
  readonly batches: Batches;
  /** Limits by `fast_dev_run` and `overfit_batches` hold for the validation as well. */
  readonly limit: Value;
}

/** A share of the batches, or so many. */
function limitedBy(batches: Batches, limit: Value): Batches {
  if (limit === null) return batches;
  const number = asNumber(limit);
  const { count } = batches;
  if (number === undefined) return { ...batches, count: limit instanceof Unknown ? limit : count };
  if (!(limit instanceof PyFloat)) return limited(batches, number);
  return count instanceof Unknown ? batches : limited(batches, Math.floor(count * number));
}

function devRun(option: Value): number | null {
  if (option === true) return 1;
  const batches = asInteger(option);
  return batches === undefined || batches === 0 ? null : batches;
}

function trainingBatches(run: Run, loader: Value): Batching {
  const dev = devRun(run.option('fast_dev_run'));
  const overfit = run.option('overfit_batches');
  const limit = dev ?? (asNumber(overfit) === 0 ? run.option('limit_train_batches') : overfit);
  return { batches: limitedBy(batchesOf(run.rt, loader), limit), limit };
}

function passesOf(run: Run): Count {
  const given = run.option('accumulate_grad_batches');
  if (given === null) return 1;
  if (given instanceof Unknown) return given;
  const listed = callbacksOf(run).some(
    (one) => one instanceof Inert && /GradientAccumulationScheduler/.test(one.path),
  );
  if (given instanceof PyDict || listed) {
    return run.rt.unknown('the gradients of a changing number of batches are accumulated');
  }
  return asInteger(given) ?? 1;
}

function callbacksOf(run: Run): readonly Value[] {
  const { rt, model } = run;
  const own = isOwn(rt, model, 'configure_callbacks') ? run.hook(model, 'configure_callbacks') : null;
  return [run.option('callbacks'), own].flatMap((given) => {
    if (given instanceof PyList || given instanceof PyTuple) return given.items;
    return given === null ? [] : [given];
  });
}

function countOf(value: Value): Count | null {
  if (value instanceof Unknown) return value;
  const count = asInteger(value);
  return count === undefined || count < 0 ? null : count;
}

/** The limit that is reached first. */
function scheduleOf(run: Run, batches: Batches): Schedule {
  const { rt } = run;
  const passes = passesOf(run);
  const mayEnd = callbacksOf(run).flatMap((callback) => stoppingBy(callback) ?? []);
  if (run.option('max_time') !== null) mayEnd.push('max_time may end the training sooner');
  const dev = devRun(run.option('fast_dev_run'));
  if (dev !== null) return { epochs: 1, updates: null, passes: 1, mayEnd };
  const steps = countOf(run.option('max_steps'));
  const epochs = countOf(run.option('max_epochs'));
  if (steps === null) {
    return {
      epochs: epochs ?? rt.unknown('max_epochs=-1: the training goes on until something ends it'),
      updates: null,
      passes,
      mayEnd,
    };
  }
  const updatesBy = 'max_steps counts the updates, not epochs';
  if (epochs === null) return { epochs: 1, updates: steps, updatesBy, passes, mayEnd };
  const { count } = batches;
  if (
    steps instanceof Unknown ||
    epochs instanceof Unknown ||
    count instanceof Unknown ||
    passes instanceof Unknown
  ) {
    return { epochs, updates: null, passes, mayEnd: [...mayEnd, 'max_steps may end the training sooner'] };
  }
  return Math.ceil(count / passes) * epochs <= steps
    ? { epochs, updates: null, passes, mayEnd }
    : { epochs, updates: steps, updatesBy, passes, mayEnd };
}

/** Validations in the whole training. */
function validationsOf(run: Run, batches: Batches, { epochs, updates, passes }: Schedule): Count {
  const interval = run.option('val_check_interval');
  const every = run.option('check_val_every_n_epoch');
  if (interval instanceof Unknown) return interval;
  if (every instanceof Unknown) return every;
  const turns = updates === null ? epochs : over(times(updates, passes), batches.count);
  if (interval instanceof PyFloat) return times(turns, Math.round(1 / interval.value));
  const each = asInteger(interval);
  if (each !== undefined && each > 0) {
    const inAll = over(times(turns, batches.count), each);
    return inAll instanceof Unknown ? inAll : Math.floor(inAll);
  }
  const period = asInteger(every) ?? 1;
  const total = over(turns, Math.max(period, 1));
  return total instanceof Unknown ? total : Math.floor(total);
}

function oneStep(
  run: Run,
  optimizers: readonly Value[],
  infos: readonly OptimizerInfo[],
  passes: Count,
): (batch: Value) => void {
  const { rt, model } = run;
  const isAutomatic = rt.truth(rt.findAttribute(model, 'automatic_optimization') ?? true) !== false;
  const training = rt.getAttribute(model, 'training_step');
  return (batch) => {
    setAttributes(rt, model, [['_optimizers', new PyList([...optimizers])]]);
    if (!isAutomatic) {
      calling(rt, model, () => callWithAsMany(rt, training, [batch, 0]));
      return;
    }
    // One optimiser after the other gets a pass of its own, in the versions that still allow several.
    for (const [index, info] of infos.entries()) {
      const output = calling(rt, model, () =>
        callWithAsMany(rt, training, infos.length > 1 ? [batch, 0, index] : [batch, 0]),
      );
      if (lossOf(rt, output) === null) continue;
      backward(rt);
      update(rt, info, passes);
    }
  };
}

function validationOf(run: Run, given: Value, limit: Value): readonly Batches[] {
  const { rt, model } = run;
  if (!isOwn(rt, model, 'validation_step')) return [];
  const loaders = run.loader(given, 'val_dataloader');
  if (loaders === null) return [];
  const list = loaders instanceof PyList || loaders instanceof PyTuple ? loaders.items : [loaders];
  return list.map((loader) => limitedBy(batchesOf(rt, loader), limit ?? run.option('limit_val_batches')));
}

function fit(rt: Runtime, args: Args): Value {
  const trainer = args.known('self');
  const model = args.value('model');
  if (!(trainer instanceof PyObject)) return null;
  if (model instanceof Unknown) return model;
  const given = args.value('train_dataloaders') ?? args.extra.get('train_dataloader') ?? null;
  const isModule =
    given instanceof PyObject && rt.classOf(given).mro.some(({ name }) => name === 'LightningDataModule');
  const run = new Run(rt, trainer, model, isModule ? given : args.value('datamodule'));
  run.prepare();
  const loader = run.loader(isModule ? null : given, 'train_dataloader');
  const drawn = trainingBatches(run, loader);
  const { limit } = drawn;
  let { batches } = drawn;
  const schedule = scheduleOf(run, batches);
  setAttributes(rt, trainer, [
    ['train_dataloader', loader],
    ['num_training_batches', batches.count],
    [
      'estimated_stepping_batches',
      schedule.updates ?? over(times(schedule.epochs, batches.count), schedule.passes),
    ],
  ]);
  const optimizers = optimizersOf(rt, run.hook(model, 'configure_optimizers'));
  setAttributes(rt, trainer, [['optimizers', new PyList([...optimizers])]]);
  let validation = validationOf(
    run,
    args.value('val_dataloaders'),
    devRun(run.option('fast_dev_run')) === null ? null : limit,
  );
  rt.callMethod(model, 'train');
  const precision = lightningPrecision(rt, run.option('precision'));
  const numbers = typeof precision === 'string' ? precision : '';
  const cast = CASTS[run.option('precision') === 'bf16-true' ? 'bf16-true' : numbers];
  if (cast !== undefined) {
    rt.callMethod(model, cast[0]);
    batches = castBatches(batches, cast[1]);
    validation = validation.map((part) => castBatches(part, cast[1]));
  }
  inPrecision(rt, precision, () => {
    runFit(rt, batches, schedule, {
      step: oneStep(run, optimizers, optimizers.map(infoOf), schedule.passes),
      besides: (each) => {
        if (validation.length === 0) return;
        each(validationsOf(run, batches, schedule), () => {
          rt.callMethod(model, 'eval');
          const step = rt.getAttribute(model, 'validation_step');
          for (const [index, part] of validation.entries()) {
            runPass(rt, part, (batch) => {
              calling(rt, model, () => callWithAsMany(rt, step, [batch, 0, index]));
            });
          }
          rt.callMethod(model, 'train');
        });
      },
    });
  });
  return null;
}

const OTHER_LOOPS = ['validate', 'test', 'predict'];

export const trainerClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Trainer',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, **options)', initialize),
      nativeMethod(
        'fit(self, model, train_dataloaders=None, val_dataloaders=None, datamodule=None, ckpt_path=None, **options)',
        fit,
      ),
      ...OTHER_LOOPS.map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, (inner) =>
          inner.unknown(`what ${name} gives depends on the data`),
        ),
      ),
      nativeMethod('__getattr__(self, name)', (inner, args) => {
        const name = args.string('name');
        if (name.startsWith('__')) throw inner.error('AttributeError', name);
        if (name === 'current_epoch' || name === 'global_step') {
          return inner.unknown(`${name} changes in the course of the training`);
        }
        return new Inert(`lightning.trainer.${name}`);
      }),
    ]
      .map((member): readonly [string, Value] => [member.name, member])
      .concat([
        [
          'from_argparse_args',
          nativeClassMethod('from_argparse_args(cls, args, **options)', (inner, args) => {
            const options = new Map(args.extra);
            for (const name of PARAMETERS) {
              const value = inner.findAttribute(args.value('args'), name);
              if (value !== undefined && value !== null && !options.has(name)) options.set(name, value);
            }
            return inner.call(args.value('cls'), [], options);
          }),
        ],
        [
          'add_argparse_args',
          nativeClassMethod('add_argparse_args(cls, parent_parser, **options)', (inner, args) => {
            const parser = args.value('parent_parser');
            const add = inner.getAttribute(parser, 'add_argument');
            for (const name of PARAMETERS) {
              inner.call(add, [`--${name}`], new Map<string, Value>([['default', DEFAULTS[name] ?? null]]));
            }
            return parser;
          }),
        ],
      ]),
  ),
);

/** What a trainer's module asks of it: its optimisers, bare. */
export function optimizersOfModule(rt: Runtime, self: Value): Value {
  const held = self instanceof PyObject ? self.attrs.get('_optimizers') : undefined;
  if (!(held instanceof PyList)) return rt.unknown('the optimisers of a module that is not being trained');
  return held.items.length === 1 ? (held.items[0] ?? null) : held;
}
