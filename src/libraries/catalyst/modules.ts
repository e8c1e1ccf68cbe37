/**
 * Catalyst's runners.
 * https://catalyst-team.github.io/catalyst/api/runners.html
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { dictGet, dictItems } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { lazyModule } from '../module.ts';
import { batchesOf } from '../trainers/batches.ts';
import {
  backward,
  calling,
  infoOf,
  inPrecision,
  isOwn,
  runFit,
  runPass,
  setAttributes,
  update,
} from '../trainers/fitting.ts';
import { stoppingBy } from '../trainers/stopping.ts';

function inputsOf(batch: Value): Value {
  return batch instanceof PyList || batch instanceof PyTuple ? (batch.items[0] ?? null) : batch;
}

function callbacksIn(value: Value): readonly Value[] {
  if (value instanceof PyDict) return [...value.entries.values()];
  return value instanceof PyList ? value.items : [];
}

/** The loader named `train` trains, the others validate after every epoch. */
function train(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  const model = args.value('model');
  const loaders = args.value('loaders');
  if (!(self instanceof PyObject) || model === null || model instanceof Unknown) return null;
  if (!(loaders instanceof PyDict)) return null;
  setAttributes(rt, self, [
    ['model', model],
    ['optimizer', args.value('optimizer')],
    ['criterion', args.value('criterion')],
  ]);
  const own = isOwn(rt, self, 'handle_batch');
  const info = infoOf(args.value('optimizer'));
  const forward = (batch: Value): void => {
    calling(rt, model, () =>
      own ? rt.callMethod(self, 'handle_batch', [batch]) : rt.call(model, [inputsOf(batch)]),
    );
  };
  const epochs = args.value('num_epochs');
  const count = epochs instanceof Unknown ? epochs : (asInteger(epochs) ?? 1);
  const schedule = {
    epochs: count,
    updates: null,
    passes: 1,
    mayEnd: callbacksIn(args.value('callbacks')).flatMap((one) => stoppingBy(one) ?? []),
  };
  const asked = [args.value('fp16'), args.value('amp')];
  const precision = asked.includes(true) ? 'amp-fp16' : (asked.find((one) => one instanceof Unknown) ?? null);
  rt.callMethod(model, 'train');
  inPrecision(rt, precision, () => {
    runFit(rt, batchesOf(rt, dictGet(rt, loaders, 'train') ?? null), schedule, {
      step: (batch) => {
        forward(batch);
        if (own) return;
        backward(rt);
        update(rt, info, 1);
      },
      besides: (each) => {
        for (const [name, loader] of dictItems(loaders)) {
          if (name === 'train') continue;
          each(count, () => {
            runPass(rt, batchesOf(rt, loader), forward);
          });
        }
      },
    });
  });
  return null;
}

const runnerClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'SupervisedRunner',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **options)', () => null),
      nativeMethod(
        'train(self, *, model=None, engine=None, criterion=None, optimizer=None, scheduler=None, callbacks=None, loaders=None, num_epochs=1, fp16=False, amp=False, **options)',
        train,
      ),
      ...['predict_loader', 'evaluate_loader', 'predict_batch'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, (inner) => inner.unknown(`what ${name} gives`)),
      ),
      nativeMethod('__getattr__(self, name)', (inner, args) => {
        const name = args.string('name');
        if (name.startsWith('__')) throw inner.error('AttributeError', name);
        return new Inert(`catalyst.Runner.${name}`);
      }),
    ],
  ),
);

const members = { SupervisedRunner: runnerClass, Runner: runnerClass };

export const catalystModules: readonly LibraryModule[] = [
  ...['catalyst', 'catalyst.dl', 'catalyst.runners', 'catalyst.core'].map((name) =>
    lazyModule({ name, precedence: 'framework', members, inert: 'all' }),
  ),
  ...['catalyst.callbacks', 'catalyst.utils', 'catalyst.metrics', 'catalyst.contrib'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: {}, inert: 'all' }),
  ),
];
