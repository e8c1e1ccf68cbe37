/** Ray Tune: https://docs.ray.io/en/latest/tune/api/api.html */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nextSerial } from '../../python/runtime/journal.ts';
import { native, nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyRaise } from '../../python/runtime/signals.ts';
import { NativeFunction, PyClass, PyDict, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { lazyModule, type Member } from '../module.ts';
import { bound, chosen, counted, fixed, ONE_FIT, real, tried, whole } from '../search.ts';
import { report, sessionClass, stopOf, untilStopped, type Stop } from './raySession.ts';
import { record } from './record.ts';
import { Domain, gridPoints, resolved } from './space.ts';

/** `name(lower, upper)`: the middle of a range, by orders of magnitude where it is logarithmic. */
function range(signature: string, isInteger: boolean, isLog: boolean): NativeFunction {
  return native(signature, (rt, args) => {
    const [low, high] = [bound(rt, args.value('lower')), bound(rt, args.value('upper'))];
    const step = signature.includes(' q') ? bound(rt, args.value('q')) : null;
    // Integer ranges leave their upper end out.
    return new Domain(
      isInteger ? whole(rt, { low, high: high - 1, step, isLog }) : real(rt, { low, high, step, isLog }),
    );
  });
}

const domains: readonly NativeFunction[] = [
  range('uniform(lower, upper)', false, false),
  range('loguniform(lower, upper, base=10)', false, true),
  range('quniform(lower, upper, q)', false, false),
  range('qloguniform(lower, upper, q, base=10)', false, true),
  range('randint(lower, upper)', true, false),
  range('lograndint(lower, upper, base=10)', true, true),
  range('qrandint(lower, upper, q=1)', true, false),
  native('randn(mean=0.0, sd=1.0)', (_rt, args) => new Domain(fixed(args.value('mean')))),
  native('choice(categories)', (rt, args) => new Domain(chosen(rt, args.value('categories')))),
  native(
    'sample_from(func)',
    (rt, args) => new Domain(fixed(rt.call(args.value('func'), [rt.unknown('a sampled value')]))),
  ),
  native(
    'grid_search(values)',
    (rt, args) => new Domain(chosen(rt, args.value('values')), rt.length(args.value('values'))),
  ),
];

/** Samples times the points of the grids in the space. */
function trialsOf(rt: Runtime, samples: Value, space: Value): Found<number> {
  const drawn = counted(rt, samples ?? 1, 'num_samples', 'num_samples is not given');
  const points = gridPoints(space);
  if (points instanceof Unknown) return missing(points.reason, points.span);
  if (!drawn.known) return drawn;
  if (drawn.value < 0) return missing('num_samples is -1: it runs until it is stopped', rt.here());
  const detail = points === 1 ? drawn.detail : `num_samples times ${points} points of the grid`;
  return given(drawn.value * points, 'code', detail, rt.here());
}

/** A class API trial: `setup(config)` and then `step()` until it is stopped. */
function runClass(rt: Runtime, cls: PyClass, config: Value, { iterations, besides }: Stop): void {
  const trial = rt.createObject(cls);
  rt.setAttribute(trial, 'config', config);
  if (rt.findInClass(cls, 'setup') !== undefined) rt.callMethod(trial, 'setup', [config]);
  if (rt.findInClass(cls, 'step') === undefined) return;
  const trace = traceOf(rt);
  const begin = trace.mark();
  const loop = { serial: nextSerial(), source: { kind: 'range' as const, detail: null }, span: rt.here() };
  try {
    rt.callMethod(trial, 'step');
    if (besides !== null) trace.mayEnd(loop.serial, besides, rt.here());
  } finally {
    trace.repeat(begin, iterations ?? rt.unknown('when a trial is stopped'), loop);
  }
}

/** What `RunConfig(stop=…)` says. */
function stopOfRun(rt: Runtime, run: Value): Stop {
  return stopOf(rt, run === null ? null : (rt.findAttribute(run, 'stop') ?? null));
}

interface Asked {
  readonly trainable: Value;
  readonly space: Value;
  readonly samples: Value;
  readonly isScheduled: boolean;
  readonly stop: Stop;
}

function search(rt: Runtime, { trainable, space, samples, isScheduled, stop }: Asked): Value {
  if (isScheduled) {
    rt.recorder.assume('no trial is stopped early, so the search is an upper bound', rt.here());
  }
  const plan = {
    tool: 'ray',
    trials: trialsOf(rt, samples, space),
    fitsPerTrial: ONE_FIT,
    includesFinalTraining: 'no',
  } as const;
  const run = (config: Value): void => {
    try {
      if (trainable instanceof PyClass) runClass(rt, trainable, config, stop);
      else untilStopped(rt, stop, () => rt.call(trainable, [config]));
    } catch (error) {
      // A trial that cannot be followed to its end is one of so many all the same.
      if (!(error instanceof PyRaise)) throw error;
      rt.noteStop(error);
      const unknown = rt.unknown(`the trial raised ${error.message}`);
      rt.recorder.incomplete(unknown);
      rt.recorder.abandoned(error.loops, unknown);
    }
  };
  const config = tried(rt, plan, () => resolved(rt, space ?? new PyDict()), run);
  return rt.call(resultClass(rt), [config]);
}

/** What a search returns: the candidate that stands for all is the best one, its scores are not known. */
const resultClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'ResultGrid',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, config)', (inner, args) => {
        const self = args.known('self');
        inner.setAttribute(self, 'config', args.value('config'));
        inner.setAttribute(self, 'best_config', args.value('config'));
        for (const name of [
          'metrics',
          'checkpoint',
          'best_checkpoint',
          'best_result',
          'results',
          'last_result',
          'errors',
          'num_errors',
        ]) {
          inner.setAttribute(self, name, inner.unknown('the result of a search is known after it has run'));
        }
        return null;
      }),
      ...['get_best_result', 'get_best_trial'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, (_inner, args) => args.known('self')),
      ),
      nativeMethod('get_best_config(self, *args, **options)', (inner, args) =>
        inner.getAttribute(args.known('self'), 'best_config'),
      ),
      nativeMethod('__iter__(self)', (inner) => inner.unknown('how many results a search has')),
      nativeMethod('__len__(self)', (inner) => inner.unknown('how many results a search has')),
      nativeMethod('__getitem__(self, index)', (_inner, args) => args.known('self')),
      nativeMethod('get_dataframe(self, *args, **options)', (inner) =>
        inner.unknown('the result of a search is known after it has run'),
      ),
    ],
  ),
);

const runConfig = record('RunConfig', [
  'name',
  'stop',
  'storage_path',
  'checkpoint_config',
  'failure_config',
  'verbose',
]);

const tuner: Member = perRuntime((rt) =>
  nativeClass(
    'Tuner',
    [rt.builtinClass('object')],
    [
      nativeMethod(
        '__init__(self, trainable=None, *, param_space=None, tune_config=None, run_config=None)',
        (inner, args) => {
          for (const name of ['trainable', 'param_space', 'tune_config', 'run_config']) {
            inner.setAttribute(args.known('self'), name, args.value(name));
          }
          return null;
        },
      ),
      nativeMethod('fit(self)', (inner, args) => {
        const read = (name: string): Value => inner.getAttribute(args.known('self'), name);
        const config = read('tune_config');
        const setting = (name: string): Value =>
          config === null ? null : (inner.findAttribute(config, name) ?? null);
        const isScheduled = setting('scheduler') !== null;
        return search(inner, {
          trainable: read('trainable'),
          space: read('param_space'),
          samples: setting('num_samples'),
          isScheduled,
          stop: stopOfRun(inner, read('run_config')),
        });
      }),
    ],
  ),
);

/** `tune.with_parameters(fn, data=…)`: a function of the configuration alone. */
function withParameters(_rt: Runtime, args: Args): Value {
  return new NativeFunction('trainable', (rt, call) =>
    rt.callWith(args.value('trainable'), { ...call, keywords: new Map([...call.keywords, ...args.extra]) }),
  );
}

/** What Ray tells a trial that is a class. */
const OF_TRIAL = new Set(
  'iteration _iteration training_iteration trial_id trial_name trial_resources logdir config'.split(' '),
);

const members: Readonly<Record<string, Member>> = {
  ...Object.fromEntries(domains.map((member) => [member.name, member])),
  run: native(
    'run(run_or_experiment, *, name=None, metric=None, mode=None, config=None, num_samples=1, scheduler=None, **options)',
    (rt, args) =>
      search(rt, {
        trainable: args.value('run_or_experiment'),
        space: args.value('config'),
        samples: args.value('num_samples'),
        isScheduled: args.value('scheduler') !== null,
        stop: stopOf(rt, args.extra.get('stop') ?? null),
      }),
  ),
  report,
  Tuner: tuner,
  Trainable: perRuntime((rt) =>
    nativeClass(
      'Trainable',
      [rt.builtinClass('object')],
      [
        nativeMethod('__getattr__(self, name)', (inner, args) => {
          const name = args.string('name');
          if (!OF_TRIAL.has(name)) throw inner.error('AttributeError', name);
          return inner.unknown(`${name} of a trial`);
        }),
      ],
    ),
  ),
  RunConfig: runConfig,
  TuneConfig: record('TuneConfig', ['metric', 'mode', 'search_alg', 'scheduler', 'num_samples']),
  with_parameters: native('with_parameters(trainable, **parameters)', withParameters),
  with_resources: native('with_resources(trainable, resources=None)', (_rt, args) => args.value('trainable')),
};

const INERT = [
  'get_checkpoint',
  'Checkpoint',
  'CLIReporter',
  'JupyterNotebookReporter',
  'FailureConfig',
  'CheckpointConfig',
  'ScalingConfig',
  'is_session_enabled',
  'get_context',
  'session',
  'checkpoint_dir',
];

export const rayModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'ray',
    precedence: 'framework',
    readsSource: true,
    members: {},
    inert: ['init', 'shutdown', 'is_initialized', 'cluster_resources', 'logger'],
  }),
  lazyModule({ name: 'ray.tune', precedence: 'framework', members, inert: INERT }),
  ...['ray.train', 'ray.air', 'ray.air.config'].map((name) =>
    lazyModule({
      name,
      precedence: 'framework',
      members: { RunConfig: runConfig, report, session: sessionClass },
      inert: 'all',
    }),
  ),
  lazyModule({ name: 'ray.air.session', precedence: 'framework', members: { report }, inert: 'all' }),
  ...[
    'ray.tune.schedulers',
    'ray.tune.search',
    'ray.tune.integration',
    'ray.tune.search.optuna',
    'ray.tune.search.hyperopt',
    'ray.tune.search.bayesopt',
    'ray.tune.suggest',
  ].map((name) => lazyModule({ name, precedence: 'framework', members: {}, inert: 'all' })),
];
