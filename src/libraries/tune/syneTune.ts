/** Syne Tune: https://syne-tune.readthedocs.io/en/latest/ (0.16; syne_tune/config_space.py, stopping_criterion.py). */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyDict, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value, NativeFunction } from '../../python/runtime/values.ts';
import { dictItems } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { missing, type Found } from '../../units/found.ts';
import { lazyModule, type Member } from '../module.ts';
import { otherMembers } from '../otherMembers.ts';
import { bound, chosen, counted, ONE_FIT, real, tried, whole } from '../search.ts';
import { KNOWN_AFTER } from './candidate.ts';
import { record } from './record.ts';
import { Domain, resolved } from './space.ts';

/** Both ends belong to a range; only what is named `q…` has a step. */
function range(signature: string, isInteger: boolean, isLog: boolean): NativeFunction {
  return native(signature, (rt, args) => {
    const step = signature.includes(' q') ? bound(rt, args.value('q')) : null;
    const ends = { low: bound(rt, args.value('lower')), high: bound(rt, args.value('upper')), step, isLog };
    return new Domain(isInteger ? whole(rt, ends) : real(rt, ends));
  });
}

/** So many values from end to end. */
function finite(name: string, isLog: boolean): NativeFunction {
  return native(`${name}(lower, upper, size, cast_int=False)`, (rt, args) => {
    const [low, high] = [bound(rt, args.value('lower')), bound(rt, args.value('upper'))];
    const step = isLog ? null : (high - low) / Math.max(bound(rt, args.value('size')) - 1, 1);
    const ends = { low, high, step, isLog };
    return new Domain(args.bool('cast_int') ? whole(rt, { ...ends, step: null }) : real(rt, ends));
  });
}

const domains: readonly NativeFunction[] = [
  range('uniform(lower, upper)', false, false),
  range('loguniform(lower, upper)', false, true),
  range('reverseloguniform(lower, upper)', false, false),
  range('randint(lower, upper)', true, false),
  range('lograndint(lower, upper)', true, true),
  range('quniform(lower, upper, q)', false, false),
  range('qloguniform(lower, upper, q)', false, true),
  range('qrandint(lower, upper, q=1)', true, false),
  range('qlograndint(lower, upper, q)', true, true),
  finite('finrange', false),
  finite('logfinrange', true),
  ...['choice(categories)', 'ordinal(categories, kind=None)', 'logordinal(categories)'].map((signature) =>
    native(signature, (rt, args) => new Domain(chosen(rt, args.value('categories')))),
  ),
];

const SPACE: Readonly<Record<string, Member>> = Object.fromEntries(domains.map((one) => [one.name, one]));

/** Limits on trials, the one that takes hold first before others. */
const LIMITS = ['max_num_trials_started', 'max_num_trials_finished', 'max_num_trials_completed'];

function trialsOf(rt: Runtime, criterion: Value): Found<number> {
  if (criterion instanceof Unknown) return missing(criterion.reason, criterion.span);
  for (const name of LIMITS) {
    const limit = criterion === null ? null : (rt.findAttribute(criterion, name) ?? null);
    if (limit !== null) {
      return counted(rt, limit, `${name} of the stopping criterion`, `${name} is not given`);
    }
  }
  const isTimed = criterion !== null && (rt.findAttribute(criterion, 'max_wallclock_time') ?? null) !== null;
  return missing(
    isTimed
      ? 'the search is limited by time, not by a number of trials'
      : 'the stopping criterion of the search sets no number of trials',
    rt.here(),
  );
}

function run(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  const backend = rt.getAttribute(self, 'trial_backend');
  const fn = backend instanceof Unknown ? undefined : rt.findAttribute(backend, 'tune_function');
  // Other backends start another script.
  if (fn === undefined || fn === null) return null;
  const plan = {
    tool: 'syne-tune',
    trials: trialsOf(rt, rt.getAttribute(self, 'stop_criterion')),
    fitsPerTrial: ONE_FIT,
    includesFinalTraining: 'no',
  } as const;
  if (rt.typeName(rt.getAttribute(self, 'scheduler')) === EARLY) {
    rt.recorder.assume('no trial is stopped early, so the search is an upper bound', rt.here());
  }
  tried(
    rt,
    plan,
    () => resolved(rt, rt.getAttribute(backend, 'config_space')),
    (candidate) => {
      const items = candidate instanceof PyDict ? dictItems(candidate) : [];
      const named = items.map(([name, value]): [string, Value] => [
        typeof name === 'string' ? name : '',
        value,
      ]);
      rt.call(fn, [], new Map(named));
    },
  );
  return null;
}

const tunerClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Tuner',
    [rt.builtinClass('object')],
    [
      nativeMethod(
        '__init__(self, trial_backend, scheduler=None, stop_criterion=None, n_workers=1, *args, **options)',
        (inner, args) => {
          for (const name of ['trial_backend', 'scheduler', 'stop_criterion']) {
            inner.setAttribute(args.known('self'), name, args.value(name));
          }
          return null;
        },
      ),
      nativeMethod('run(self)', run),
      nativeMethod('best_config(self, *args)', (inner) => inner.unknown(KNOWN_AFTER)),
      otherMembers('Syne Tune'),
    ],
  ),
);

/** Schedulers that give trials up on the way, under one name. */
const EARLY = 'EarlyStoppingScheduler';
const EARLY_NAMES = [
  'ASHA',
  'ASHABORE',
  'ASHACQR',
  'BOHB',
  'MOASHA',
  'HyperbandScheduler',
  'MOBSTER',
  'HyperTune',
  'DEHB',
  'PopulationBasedTraining',
  'MedianStoppingRule',
  'AsynchronousSuccessiveHalving',
];
const earlyClass: Member = perRuntime((rt) =>
  nativeClass(
    EARLY,
    [rt.builtinClass('object')],
    [nativeMethod('__init__(self, *args, **options)', () => null)],
  ),
);
const EARLY_SCHEDULERS: Readonly<Record<string, Member>> = Object.fromEntries(
  EARLY_NAMES.map((name) => [name, earlyClass]),
);

const CRITERION = { StoppingCriterion: record('StoppingCriterion', [...LIMITS, 'max_wallclock_time']) };
const BACKENDS = { PythonBackend: record('PythonBackend', ['tune_function', 'config_space']) };
const REPORTER = native('Reporter(*args, **options)', () => new Inert('syne_tune.Reporter()'));

const MODULES: Readonly<Record<string, Readonly<Record<string, Member>>>> = {
  syne_tune: { Tuner: tunerClass, ...CRITERION, Reporter: REPORTER },
  'syne_tune.tuner': { Tuner: tunerClass },
  'syne_tune.report': { Reporter: REPORTER },
  'syne_tune.stopping_criterion': CRITERION,
  'syne_tune.config_space': SPACE,
  'syne_tune.search_space': SPACE,
  'syne_tune.backend': BACKENDS,
  'syne_tune.backend.python_backend': BACKENDS,
  'syne_tune.backend.python_backend.python_backend': BACKENDS,
  'syne_tune.optimizer': {},
  'syne_tune.optimizer.baselines': EARLY_SCHEDULERS,
  'syne_tune.optimizer.schedulers': EARLY_SCHEDULERS,
  'syne_tune.optimizer.schedulers.asha': EARLY_SCHEDULERS,
  'syne_tune.experiments': {},
};

export const syneTuneModules: readonly LibraryModule[] = Object.entries(MODULES).map(([name, members]) =>
  lazyModule({ name, precedence: 'framework', members, inert: 'all' }),
);
