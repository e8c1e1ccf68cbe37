/** Determined: https://docs.determined.ai/latest/reference/training/api-pytorch-reference.html (0.38). */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import {
  asInteger,
  native,
  nativeClass,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { PyDict, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { dictGet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { loaderClass } from '../../torch/data/loader.ts';
import { lazyModule, type Member } from '../module.ts';
import { otherMembers } from '../otherMembers.ts';
import { batchesOf, type Batches } from '../trainers/batches.ts';
import { isOwn, over, runFit, runPass, type Count, type Schedule } from '../trainers/fitting.ts';
import { Candidate } from '../tune/candidate.ts';
import { record } from '../tune/record.ts';
import { experimentOf } from './experiment.ts';

/** Outside of a cluster there is no information on one. */
const clusterInfo = native('get_cluster_info()', (rt) => {
  const { found } = experimentOf(rt);
  if (found === null) return null;
  return new Candidate({ trial: new Candidate({ hparams: found.hparams }), latest_checkpoint: null });
});

function hparam(rt: Runtime, args: Args, name: Value): Value {
  const hparams = rt.getAttribute(args.known('self'), '_hparams');
  if (!(hparams instanceof PyDict)) return rt.unknown('a hyper-parameter of the experiment');
  return dictGet(rt, hparams, name) ?? rt.unknown('a hyper-parameter that the experiment does not list');
}

const SAME = [
  'wrap_model',
  'wrap_optimizer',
  'wrap_lr_scheduler',
  'wrap_scaler',
  'to_device',
  'wrap_reducer',
];

/** What a trial trains with: it hands on what it is given. */
const contextClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'PyTorchTrialContext',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, hparams=None)', (inner, args) => {
        inner.setAttribute(args.known('self'), '_hparams', args.value('hparams'));
        return null;
      }),
      nativeMethod('__enter__(self)', (_inner, args) => args.known('self')),
      nativeMethod('__exit__(self, *args)', () => null),
      ...SAME.map((name) =>
        nativeMethod(`${name}(self, given, *args, **options)`, (_inner, args) => args.value('given')),
      ),
      nativeMethod('get_hparam(self, name)', (inner, args) => hparam(inner, args, args.value('name'))),
      nativeMethod('get_hparams(self)', (inner, args) => inner.getAttribute(args.known('self'), '_hparams')),
      // Of one accelerator both are the same.
      ...['get_global_batch_size', 'get_per_slot_batch_size'].map((name) =>
        nativeMethod(`${name}(self)`, (inner, args) => hparam(inner, args, 'global_batch_size')),
      ),
      nativeMethod('backward(self, loss, *args, **options)', (inner, args) =>
        inner.callMethod(args.value('loss'), 'backward'),
      ),
      nativeMethod('step_optimizer(self, optimizer, *args, **options)', (inner, args) =>
        inner.callMethod(args.value('optimizer'), 'step'),
      ),
      otherMembers('Determined'),
    ],
  ),
);

const init = native(
  'init(*, hparams=None, exp_conf=None, distributed=None, aggregation_frequency=1, enable_tensorboard_logging=True)',
  (rt, args) => {
    if (asInteger(args.value('aggregation_frequency')) !== 1) {
      return rt.unknown('a training of Determined that adds up gradients');
    }
    const { found } = experimentOf(rt);
    return rt.call(contextClass(rt), [found?.hparams ?? args.value('hparams')]);
  },
);

interface Length {
  readonly unit: string;
  readonly count: Count;
}

/** `pytorch.Epoch(3)`, `{epochs: 3}`, or nothing. */
function lengthOf(rt: Runtime, value: Value): Length | null {
  if (value instanceof Unknown) return { unit: 'epochs', count: value };
  if (value instanceof PyDict) {
    for (const unit of ['epochs', 'batches']) {
      const count = dictGet(rt, value, unit);
      if (count !== undefined && count !== null) return { unit, count: countOf(rt, count) };
    }
    return null;
  }
  if (!(value instanceof PyObject)) return null;
  const unit = { Epoch: 'epochs', Batch: 'batches' }[value.cls.name];
  return unit === undefined ? null : { unit, count: countOf(rt, value.attrs.get('value') ?? null) };
}

function countOf(rt: Runtime, value: Value): Count {
  if (value === null || value instanceof Unknown) return value ?? rt.unknown('the length of a training');
  return asInteger(settled(value)) ?? rt.unknown('the length of a training');
}

/** `fit(max_length=…)`, else what the experiment's searcher allows. */
function lengthOfFit(rt: Runtime, args: Args): Length {
  const own = lengthOf(rt, args.value('max_length'));
  if (own !== null) return own;
  const searcher = experimentOf(rt).found?.config ?? null;
  const settings = searcher === null ? null : (dictGet(rt, searcher, 'searcher') ?? null);
  const most = settings instanceof PyDict ? (dictGet(rt, settings, 'max_length') ?? null) : null;
  return lengthOf(rt, most) ?? { unit: 'epochs', count: rt.unknown('the training has no max_length') };
}

/** Passes over the data that is validated on: at the end, or as often as is asked for. */
function validations(rt: Runtime, args: Args, { unit, count }: Length, batches: Batches): Count {
  const period = lengthOf(rt, args.value('validation_period'));
  if (period === null) return 1;
  if (period.unit === unit) return over(count, period.count);
  const perEpoch = batches.count;
  return unit === 'epochs' && typeof perEpoch === 'number' && typeof count === 'number'
    ? over(count * perEpoch, period.count)
    : rt.unknown('how often a training of Determined validates');
}

function fit(rt: Runtime, args: Args): Value {
  const trial = rt.getAttribute(args.known('self'), 'trial');
  if (!(trial instanceof PyObject)) return null;
  const batches = batchesOf(rt, rt.callMethod(trial, 'build_training_data_loader'));
  const length = lengthOfFit(rt, args);
  const isEpochs = length.unit === 'epochs';
  const schedule: Schedule = {
    epochs: isEpochs ? length.count : 1,
    updates: isEpochs ? null : length.count,
    updatesBy: 'the length of the training is told in batches',
    passes: 1,
    mayEnd: [],
  };
  const index = (): Value => rt.unknown('the number of an epoch or batch');
  runFit(rt, batches, schedule, {
    step: (batch) => rt.callMethod(trial, 'train_batch', [batch, index(), index()]),
    besides: (each) => {
      if (!isOwn(rt, trial, 'evaluate_batch')) return;
      each(validations(rt, args, length, batches), () => {
        runPass(rt, batchesOf(rt, rt.callMethod(trial, 'build_validation_data_loader')), (batch) =>
          rt.callMethod(trial, 'evaluate_batch', [batch]),
        );
      });
    },
  });
  return null;
}

const trainerClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Trainer',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, trial, context)', (inner, args) => {
        inner.setAttribute(args.known('self'), 'trial', args.value('trial'));
        return null;
      }),
      nativeMethod(
        'fit(self, checkpoint_period=None, validation_period=None, max_length=None, *args, **options)',
        fit,
      ),
      otherMembers('Determined'),
    ],
  ),
);

const trialClass: Member = perRuntime((rt) =>
  nativeClass(
    'PyTorchTrial',
    [rt.builtinClass('object')],
    [nativeMethod('__init__(self, *args, **options)', () => null)],
  ),
);

const PYTORCH: Readonly<Record<string, Member>> = {
  init,
  Trainer: trainerClass,
  PyTorchTrial: trialClass,
  PyTorchTrialContext: contextClass,
  DataLoader: (rt) => loaderClass(rt),
  ...Object.fromEntries(['Epoch', 'Batch', 'Record'].map((name) => [name, record(name, ['value'])])),
};

export const determinedModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'determined',
    precedence: 'framework',
    members: { get_cluster_info: clusterInfo },
    inert: ['LOG_FORMAT', 'util', 'profiler', 'experimental'],
  }),
  lazyModule({
    name: 'determined.pytorch',
    precedence: 'framework',
    members: PYTORCH,
    inert: ['LRScheduler', 'PyTorchCallback'],
  }),
  lazyModule({ name: 'determined.core', precedence: 'framework', members: {}, inert: 'all' }),
];
