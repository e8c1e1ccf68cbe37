/** AutoKeras: https://autokeras.com/auto_model/ (3.0; autokeras/engine/tuner.py has the schedule). */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import {
  asInteger,
  asNumber,
  nativeClass,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { dataSourceOf } from '../../trace/events.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { lazyModule, type Member } from '../module.ts';
import { otherMembers } from '../otherMembers.ts';
import { counted, ONE_FIT, searched } from '../search.ts';
import type { Count } from '../trainers/fitting.ts';
import { recordUnreadFit, rowsOf } from './unreadFit.ts';

const KNOWN_AFTER = 'what AutoKeras finds is known after it has run';
/** Epochs where `fit` is given none, which early stopping cuts. */
const MOST_EPOCHS = 1000;

const TASKS = [
  'ImageClassifier',
  'ImageRegressor',
  'TextClassifier',
  'TextRegressor',
  'StructuredDataClassifier',
  'StructuredDataRegressor',
  'TimeseriesForecaster',
];

interface Drawn {
  readonly all: Found<number>;
  readonly trained: Found<number>;
  readonly batch: Found<number>;
}

/** Of arrays the last rows are held back, of a data set the last batches. */
function drawnFrom(rt: Runtime, args: Args): Drawn {
  const x = args.value('x');
  const source = x instanceof HostObject ? dataSourceOf(x) : null;
  const all = rowsOf(rt, x);
  const batch = source?.batch ?? statedBatch(rt, args.value('batch_size'));
  const split = args.value('validation_data') === null ? args.value('validation_split') : 0;
  const share = split instanceof Unknown ? undefined : asNumber(settled(split));
  if (share === undefined) {
    return { all, batch, trained: missing('the share of the data that is held back', rt.here()) };
  }
  const unit = source === null ? given(1, 'code', 'rows') : batch;
  if (share === 0 || !all.known || !unit.known) {
    return { all, batch, trained: share === 0 || !all.known ? all : batch };
  }
  const parts = Math.ceil(all.value / unit.value);
  const held = Math.min(Math.max(Math.floor(parts * share), 1), parts - 1);
  const detail = `${all.detail}, less a share of ${share} that is held back`;
  return { all, batch, trained: { ...all, value: (parts - held) * unit.value, detail } };
}

function statedBatch(rt: Runtime, value: Value): Found<number> {
  const size = value === null || value instanceof Unknown ? undefined : asInteger(settled(value));
  return size === undefined
    ? missing('batch_size of fit is not known', rt.here())
    : given(size, 'code', 'batch_size of fit', rt.here());
}

function epochsIn(rt: Runtime, asked: Value): Count {
  if (asked === null) return MOST_EPOCHS;
  return asked instanceof Unknown ? asked : (asInteger(settled(asked)) ?? rt.unknown('epochs of fit'));
}

function stopsEarly(rt: Runtime, callbacks: Value): boolean {
  const listed = callbacks === null ? [] : rt.elements(callbacks);
  return !(listed instanceof Unknown) && listed.some((one) => rt.typeName(one) === 'EarlyStopping');
}

function trialsOf(rt: Runtime, self: Value, name: string): Found<number> {
  if (rt.getAttribute(self, 'tuner') === 'hyperband') {
    return missing('how many candidates the Hyperband of AutoKeras tries', rt.here());
  }
  const detail = `max_trials of ${name}, at most so many`;
  return counted(rt, rt.getAttribute(self, 'max_trials'), detail, 'max_trials is not given');
}

function fit(rt: Runtime, args: Args, name: string): Value {
  const { all, trained, batch } = drawnFrom(rt, args);
  const asked = args.value('epochs');
  const epochs = epochsIn(rt, asked);
  const why = 'AutoKeras makes up the models that it tries';
  // The best candidate is trained again for all epochs, and on what was held back.
  const isHeldBack = args.value('validation_data') === null;
  const isTrainedAgain = isHeldBack || (asked !== null && !stopsEarly(rt, args.value('callbacks')));
  const plan = {
    tool: 'autokeras',
    trials: trialsOf(rt, args.known('self'), name),
    fitsPerTrial: ONE_FIT,
    includesFinalTraining: isTrainedAgain ? 'no' : 'yes',
  } as const;
  searched(rt, plan, () => {
    const mayEnd = ['AutoKeras stops a candidate that gets no better'];
    recordUnreadFit(rt, { name, why, samples: trained, batch, epochs, mayEnd });
  });
  if (isTrainedAgain) {
    const again =
      asked === null ? rt.unknown('the epochs of the best candidate are known after the search') : epochs;
    recordUnreadFit(rt, { name, why, samples: all, batch, epochs: again, mayEnd: [] });
  }
  return rt.unknown(KNOWN_AFTER);
}

/** Where none are asked for. */
const TRIALS = 100;

/** A task: what it is about does not change how it is searched for. */
function taskClass(name: string, positional: string): (rt: Runtime) => PyClass {
  return perRuntime((rt) =>
    nativeClass(
      name,
      [rt.builtinClass('object')],
      [
        nativeMethod('__init__(self, *args, max_trials=None, tuner=None, **options)', (inner, args) => {
          const self = args.known('self');
          inner.setAttribute(self, 'max_trials', args.value('max_trials') ?? TRIALS);
          inner.setAttribute(self, 'tuner', args.value('tuner'));
          return null;
        }),
        nativeMethod(
          `fit(self, x=None, y=None, ${positional}, callbacks=None, validation_split=0.2, validation_data=None, **options)`,
          (inner, args) => fit(inner, args, name),
        ),
        ...['predict', 'evaluate', 'export_model'].map((method) =>
          nativeMethod(`${method}(self, *args, **options)`, (inner) => inner.unknown(KNOWN_AFTER)),
        ),
        otherMembers('AutoKeras'),
      ],
    ),
  );
}

const members: Readonly<Record<string, Member>> = {
  ...Object.fromEntries(
    TASKS.map((name): [string, Member] => [name, taskClass(name, 'epochs=None, batch_size=32')]),
  ),
  AutoModel: taskClass('AutoModel', 'batch_size=32, epochs=None'),
};

export const autokerasModules: readonly LibraryModule[] = [
  lazyModule({ name: 'autokeras', precedence: 'framework', members, inert: 'all' }),
];
