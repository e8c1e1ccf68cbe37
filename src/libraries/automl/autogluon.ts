/**
 * AutoGluon: https://auto.gluon.ai/stable/ (1.3). It decides itself how many models of which kinds it trains, within a limit of
 * time: what is known is that, and the data it is given.
 */
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
import { PyDict, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { dictGet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { lazyModule, type Member } from '../module.ts';
import { otherMembers } from '../otherMembers.ts';
import { ONE_FIT, searched } from '../search.ts';
import { recordUnreadFit, rowsOf } from './unreadFit.ts';

const KNOWN_AFTER = 'what AutoGluon finds is known after it has run';
const MADE_UP = 'AutoGluon chooses the models that it trains';

/** `in 600 s`, as far as a limit was set. */
function limitOf(value: Value): string {
  const seconds = value === null || value instanceof Unknown ? undefined : asNumber(settled(value));
  return seconds === undefined ? '' : ` in its time limit of ${seconds} s`;
}

/** Models of several kinds, on what AutoGluon does not hold back itself. */
function fitMany(rt: Runtime, args: Args, name: string): Value {
  const limit = limitOf(args.value('time_limit'));
  const trials = missing(`AutoGluon trains as many models as it chooses to${limit}`, rt.here());
  searched(rt, { tool: 'autogluon', trials, fitsPerTrial: ONE_FIT, includesFinalTraining: 'yes' }, () => {
    recordUnreadFit(rt, {
      name,
      why: MADE_UP,
      samples: missing('AutoGluon chooses itself which rows it holds back', rt.here()),
      batch: missing('AutoGluon chooses the batch', rt.here()),
      epochs: rt.unknown('AutoGluon chooses how long it trains'),
      mayEnd: [],
    });
  });
  return args.value('self');
}

/** Names of a hyper-parameter in 1.2 and later, and before. */
const EPOCHS = ['optim.max_epochs', 'optimization.max_epochs'];
const BATCH = ['env.batch_size'];

function hyperparameter(rt: Runtime, args: Args, names: readonly string[]): number | undefined {
  const all = args.value('hyperparameters');
  if (!(all instanceof PyDict)) return undefined;
  for (const name of names) {
    const value = dictGet(rt, all, name);
    if (value !== undefined && value !== null && !(value instanceof Unknown)) {
      return asInteger(settled(value));
    }
  }
  return undefined;
}

/** One network, fine-tuned. */
function fitOne(rt: Runtime, args: Args, name: string): Value {
  const epochs = hyperparameter(rt, args, EPOCHS);
  const size = hyperparameter(rt, args, BATCH);
  const batch: Found<number> =
    size === undefined
      ? missing('env.batch_size is not given: AutoGluon chooses it', rt.here())
      : given(size, 'code', 'env.batch_size', rt.here());
  const samples =
    args.value('tuning_data') === null
      ? missing('AutoGluon chooses itself which rows it holds back', rt.here())
      : rowsOf(rt, args.value('train_data'));
  const limit = limitOf(args.value('time_limit'));
  recordUnreadFit(rt, {
    name,
    why: MADE_UP,
    samples,
    batch,
    epochs: epochs ?? rt.unknown('optim.max_epochs is not given: AutoGluon chooses it'),
    mayEnd: [`AutoGluon stops early${limit === '' ? '' : `, or${limit}`}`],
  });
  return args.value('self');
}

function predictorClass(
  name: string,
  fit: (rt: Runtime, args: Args, name: string) => Value,
): (rt: Runtime) => PyClass {
  return perRuntime((rt) =>
    nativeClass(
      name,
      [rt.builtinClass('object')],
      [
        nativeMethod('__init__(self, *args, **options)', () => null),
        nativeMethod(
          'fit(self, train_data, tuning_data=None, *args, time_limit=None, presets=None, hyperparameters=None, **options)',
          (inner, args) => fit(inner, args, name),
        ),
        otherMembers('AutoGluon'),
        ...['predict', 'predict_proba', 'evaluate', 'leaderboard', 'fit_summary', 'feature_importance'].map(
          (method) =>
            nativeMethod(`${method}(self, *args, **options)`, (inner) => inner.unknown(KNOWN_AFTER)),
        ),
      ],
    ),
  );
}

const tabular = predictorClass('TabularPredictor', fitMany);
const timeSeries = predictorClass('TimeSeriesPredictor', fitMany);
const multiModal = predictorClass('MultiModalPredictor', fitOne);

function part(name: string, members: Readonly<Record<string, Member>>): LibraryModule {
  return lazyModule({ name, precedence: 'framework', members, otherwise: `${name} is not modelled` });
}

/** A table of AutoGluon is one of pandas. */
const TABLE: Readonly<Record<string, Member>> = {
  TabularDataset: (rt) => rt.unknown('the rows of a table that AutoGluon loads'),
};

export const autogluonModules: readonly LibraryModule[] = [
  part('autogluon', {}),
  part('autogluon.tabular', { TabularPredictor: tabular, ...TABLE }),
  part('autogluon.timeseries', { TimeSeriesPredictor: timeSeries }),
  part('autogluon.multimodal', { MultiModalPredictor: multiModal }),
];
