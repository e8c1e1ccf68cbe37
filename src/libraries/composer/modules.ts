/**
 * Composer's `Trainer`, whose durations are texts: `3ep`, `500ba`.
 * https://docs.mosaicml.com/projects/composer/en/stable/trainer/time.html
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { stateOf } from '../../torch/state.ts';
import { lazyModule } from '../module.ts';
import { batchesOf } from '../trainers/batches.ts';
import {
  backward,
  calling,
  infoOf,
  inPrecision,
  runFit,
  runPass,
  setAttributes,
  update,
  updating,
  type Count,
} from '../trainers/fitting.ts';
import { toChannelsLast } from '../trainers/memoryFormat.ts';
import { stoppingBy } from '../trainers/stopping.ts';

const composerModel = perRuntime((rt: Runtime): PyClass => {
  ensureTorch(rt);
  return nativeClass('ComposerModel', [stateOf(rt).classes.Module], []);
});

const PRECISIONS: Readonly<Record<string, string>> = {
  amp_fp16: 'amp-fp16',
  amp_bf16: 'bf16',
  amp_fp8: 'bf16',
};

interface Duration {
  readonly epochs: Count;
  readonly updates: Count | null;
}

function durationOf(rt: Runtime, value: Value): Duration {
  if (value instanceof Unknown) return { epochs: value, updates: null };
  const epochs = asInteger(value);
  if (epochs !== undefined) return { epochs, updates: null };
  const [, count = '', unit = ''] = typeof value === 'string' ? (/^(\d+)(ep|ba)$/.exec(value) ?? []) : [];
  if (unit === 'ep') return { epochs: Number(count), updates: null };
  if (unit === 'ba') return { epochs: 1, updates: Number(count) };
  return { epochs: rt.unknown('the duration is given neither in epochs nor in batches'), updates: null };
}

const OPTIONS =
  `model train_dataloader eval_dataloader max_duration optimizers precision callbacks algorithms`.split(' ');

function fit(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  const option = (name: string): Value => args.extra.get(name) ?? self.attrs.get(name) ?? null;
  const model = option('model');
  if (model === null) return null;
  const optimizers = option('optimizers');
  const optimizer =
    optimizers instanceof PyList || optimizers instanceof PyTuple
      ? (optimizers.items[0] ?? null)
      : optimizers;
  const info = updating(rt, infoOf(optimizer), model);
  const duration = durationOf(rt, option('duration') ?? option('max_duration'));
  const callbacks = option('callbacks');
  const list = callbacks instanceof PyList ? callbacks.items : [callbacks];
  const precision = option('precision');
  const evaluation = option('eval_dataloader');
  rt.callMethod(model, 'train');
  const algorithms = option('algorithms');
  const chosen =
    algorithms instanceof PyList || algorithms instanceof PyTuple ? algorithms.items : [algorithms];
  const isOf = channelsLast(rt);
  if (chosen.some((one) => one instanceof PyObject && one.cls === isOf)) toChannelsLast(rt, model);
  const numbers = typeof precision === 'string' ? (PRECISIONS[precision] ?? null) : null;
  inPrecision(rt, precision instanceof Unknown ? precision : numbers, () => {
    const schedule = {
      ...duration,
      updatesBy: 'max_duration counts batches',
      passes: 1,
      mayEnd: list.flatMap((one) => stoppingBy(one) ?? []),
    };
    runFit(rt, batchesOf(rt, option('train_dataloader')), schedule, {
      step: (batch) => {
        const outputs = calling(rt, model, () => rt.call(model, [batch]));
        if (rt.findAttribute(model, 'loss') !== undefined) rt.callMethod(model, 'loss', [outputs, batch]);
        backward(rt);
        update(rt, info, 1);
      },
      besides: (each) => {
        if (evaluation === null || duration.updates !== null) return;
        each(duration.epochs, () => {
          rt.callMethod(model, 'eval');
          runPass(rt, batchesOf(rt, evaluation), (batch) => {
            calling(rt, model, () => rt.call(model, [batch]));
          });
          rt.callMethod(model, 'train');
        });
      },
    });
  });
  return null;
}

/** https://docs.mosaicml.com/projects/composer/en/stable/method_cards/channels_last.html */
const channelsLast = perRuntime((rt: Runtime): PyClass =>
  nativeClass('ChannelsLast', [rt.builtinClass('object')], []),
);

const applyChannelsLast = native('apply_channels_last(model)', (rt, args) => {
  toChannelsLast(rt, args.value('model'));
  return args.value('model');
});

const trainerClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'Trainer',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, **options)', (inner, args) => {
        setAttributes(inner, args.known('self'), [
          ...OPTIONS.map((name) => [name, null] as const),
          ...args.extra,
        ]);
        return null;
      }),
      nativeMethod('fit(self, **options)', fit),
      nativeMethod('eval(self, *args, **options)', (inner) => inner.unknown('the result of an evaluation')),
      nativeMethod('close(self)', () => null),
    ],
  ),
);

export const composerModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'composer',
    precedence: 'framework',
    members: { Trainer: trainerClass, ComposerModel: composerModel },
    inert: ['Callback', 'Time', 'TimeUnit', 'Evaluator', 'DataSpec'],
  }),
  lazyModule({ name: 'composer.models', precedence: 'framework', members: { ComposerModel: composerModel } }),
  lazyModule({ name: 'composer.trainer', precedence: 'framework', members: { Trainer: trainerClass } }),
  lazyModule({
    name: 'composer.algorithms',
    precedence: 'framework',
    members: { ChannelsLast: channelsLast },
    inert: 'all',
  }),
  lazyModule({
    name: 'composer.functional',
    precedence: 'framework',
    members: { apply_channels_last: () => applyChannelsLast },
    inert: [],
  }),
  ...['composer.callbacks', 'composer.loggers', 'composer.optim', 'composer.utils'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: {}, inert: 'all' }),
  ),
];
