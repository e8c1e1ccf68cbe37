/**
 * `Trainer.fit`: the loops that Lightning runs around the hooks of a module.
 * https://lightning.ai/docs/pytorch/stable/common/trainer.html
 */
import type { Runtime } from '../../python/runtime/api.ts';
import {
  isSequence,
  nativeClass,
  nativeClassMethod,
  nativeMethod,
  type Args,
} from '../../python/runtime/native.ts';
import { PyDict, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
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
  over,
  runFit,
  runPass,
  setAttributes,
  times,
  update,
  type Count,
} from '../trainers/fitting.ts';
import { multiplyInFloat8 } from '../../torch/nn/packing.ts';
import { isFloat8, lightningCast, lightningPrecision } from './precision.ts';
import { devRun, limitedBy, Run, scheduleOf, trainingBatches, validationsOf } from './schedule.ts';

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
  plugins: null,
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
  const named = lightningCast(run.option('precision'));
  const cast = named === undefined ? undefined : CASTS[named];
  const plugins = run.option('plugins');
  for (const plugin of plugins !== null && isSequence(plugins) ? plugins.items : [plugins]) {
    const [precisionBy] = (plugin instanceof Inert ? /\w*Precision\(\)$/.exec(plugin.path) : null) ?? [];
    if (precisionBy !== undefined) rt.recorder.taint(model, rt.unknown(`${precisionBy} is not modelled`));
  }
  if (isFloat8(run.option('precision'))) multiplyInFloat8(rt, model);
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
