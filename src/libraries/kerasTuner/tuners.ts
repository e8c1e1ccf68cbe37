/** Tuners: how many candidates they train, and what of one candidate's training the script tells. */
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, nativeClass, nativeMethod, settled, type Args } from '../../python/runtime/native.ts';
import {
  NativeFunction,
  PyClass,
  PyFloat,
  PyFunction,
  PyList,
  PyObject,
  Unknown,
} from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { nextSerial, Store } from '../../python/runtime/journal.ts';
import { layerOf } from '../../keras/layer.ts';
import { ensureKeras } from '../../keras/install.ts';
import type { SearchBeginEvent } from '../../trace/events.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { counted } from '../search.ts';
import { foldsOf, part } from '../sklearn/search.ts';
import { hyperbandRounds } from './hyperband.ts';
import { candidate, gridPoints } from './hyperParameters.ts';

/** What became of a search: it decides whether the final training is one of its fits. */
class TunerState {
  readonly serial = nextSerial();
  /** The candidate that stands for all. */
  candidate: PyObject | null = null;
  model: Value = null;
  /** How often that model had been trained when the search was over. */
  fits = 0;
  /** The best hyper-parameters were asked for: to train afresh with them. */
  wantsParameters = false;
  /** The best model was asked for, as it was trained by the search. */
  wantsModel = false;
}

const states = new WeakMap<PyObject, TunerState>();

function stateOf(args: Args): TunerState {
  const self = args.known('self');
  if (!(self instanceof PyObject)) throw new TypeError('a tuner is an object');
  let state = states.get(self);
  if (state === undefined) states.set(self, (state = new TunerState()));
  return state;
}

function attribute(args: Args, name: string): Value {
  const self = args.known('self');
  return self instanceof PyObject ? (self.attrs.get(name) ?? null) : null;
}

/** `hypermodel.build(hp)`: a function, or an object with a method of that name. */
function build(rt: Runtime, hypermodel: Value, hp: Value): Value {
  const method = rt.findAttribute(hypermodel, 'build');
  return method === undefined ? rt.call(hypermodel, [hp]) : rt.call(method, [hp]);
}

interface Schedule {
  readonly trials: Found<number>;
  /** Epochs of one fit where the tuner decides, not the call. */
  readonly epochs: number | null;
}

function maxTrials(rt: Runtime, args: Args, tuner: string, fallback: number | null): Found<number> {
  const value = attribute(args, 'max_trials');
  if (value === null && fallback !== null) {
    return given(fallback, 'code', `${tuner}'s default of max_trials`, rt.here());
  }
  return counted(rt, value, `max_trials of ${tuner}`, `${tuner} has no max_trials`);
}

/** The tuner that trains each candidate on the folds of its data. */
const FOLDED = 'SklearnTuner';

/** Candidates and epochs by kind of tuner. */
function scheduleOf(rt: Runtime, args: Args, tuner: string, points: number): Schedule {
  if (tuner === 'Hyperband') return hyperbandSchedule(rt, args);
  if (tuner !== 'GridSearch') {
    const isGivenOracle = tuner === 'Tuner' || tuner === FOLDED;
    return { trials: maxTrials(rt, args, tuner, isGivenOracle ? null : 10), epochs: null };
  }
  const most = asInteger(settled(attribute(args, 'max_trials')));
  const trials = most === undefined ? points : Math.min(most, points);
  return { trials: given(trials, 'code', 'points of the grid', rt.here()), epochs: null };
}

function hyperbandSchedule(rt: Runtime, args: Args): Schedule {
  const numbers = ['max_epochs', 'factor', 'hyperband_iterations'].map((name, i) => {
    const value = attribute(args, name);
    return value === null ? [100, 3, 1][i] : asInteger(settled(value));
  });
  const [maxEpochs, factor, iterations] = numbers;
  if (maxEpochs === undefined || factor === undefined || iterations === undefined) {
    return { trials: missing('the schedule of Hyperband is not known', rt.here()), epochs: null };
  }
  const rounds = hyperbandRounds(maxEpochs, factor, iterations);
  const trials = rounds.reduce((sum, round) => sum + round.trials, 0);
  const epochs = rounds.reduce((sum, round) => sum + round.trials * round.epochs, 0);
  rt.recorder.assume(
    `Hyperband trains ${trials} candidates for ${epochs} epochs in all: each is counted with the mean of ` +
      `${(epochs / trials).toFixed(2)} epochs`,
    rt.here(),
  );
  return {
    trials: given(trials, 'code', `schedule of Hyperband for max_epochs=${maxEpochs}`, rt.here()),
    epochs: epochs / trials,
  };
}

/** The event knows how the script goes on after the search. */
function searchEvent(
  rt: Runtime,
  state: TunerState,
  trials: Found<number>,
  fitsPerTrial: Found<number>,
): SearchBeginEvent {
  return {
    type: 'search-begin',
    tool: 'keras-tuner',
    trials,
    fitsPerTrial,
    span: rt.here(),
    get includesFinalTraining() {
      if (state.wantsParameters) return 'no';
      if (!state.wantsModel) return 'unknown';
      return fitsOf(rt, state.model) > state.fits ? 'no' : 'yes';
    },
  };
}

function fitsOf(rt: Runtime, model: Value): number {
  return layerOf(rt, model)?.model?.fits ?? 0;
}

/** One candidate is built and trained; the trace says how many there are. */
function search(rt: Runtime, args: Args, tuner: string): Value {
  ensureKeras(rt);
  const state = stateOf(args);
  const hypermodel = attribute(args, 'hypermodel');
  const trace = traceOf(rt);
  const probe = candidate(rt, attribute(args, 'hyperparameters'));
  const mark = rt.journal.mark();
  let points = 1;
  try {
    // Which hyper-parameters there are is known when the model was built once.
    trace.silently(() => build(rt, hypermodel, probe));
    points = gridPoints(probe);
  } finally {
    rt.journal.rollback(mark);
  }
  const { trials, epochs } = scheduleOf(rt, args, tuner, points);
  const executions = attribute(args, 'executions_per_trial');
  const isFolded = tuner === FOLDED;
  const fits: Found<number> = isFolded
    ? foldsOf(rt, attribute(args, 'cv'))
    : executions === null
      ? given(1, 'code', 'each candidate is trained once')
      : counted(rt, executions, 'executions_per_trial', 'executions_per_trial is not known');
  const hp = candidate(rt, attribute(args, 'hyperparameters'));
  trace.record(searchEvent(rt, state, trials, fits));
  rt.recorder.assume(
    'candidates differ in cost: one with values from the middle of their ranges stands for all',
    rt.here(),
  );
  try {
    const model = build(rt, hypermodel, hp);
    const keywords = new Map(args.extra);
    if (epochs !== null) keywords.set('epochs', new PyFloat(epochs));
    if (isFolded) {
      const share = fits.known ? 1 - 1 / fits.value : 1;
      const data = [...args.rest, ...['X', 'y'].flatMap((name) => args.extra.get(name) ?? [])];
      rt.callMethod(
        model,
        'fit',
        data.map((one) => part(rt, one, share)),
      );
    } else fitCandidate(rt, hypermodel, hp, model, args.rest, keywords);
    rt.journal.setField(state, 'candidate', hp);
    rt.journal.setField(state, 'model', model);
    rt.journal.setField(state, 'fits', fitsOf(rt, model));
  } finally {
    trace.record({ type: 'search-end' });
  }
  return null;
}

/** `HyperModel.fit` may be the program's own. */
function fitCandidate(
  rt: Runtime,
  hypermodel: Value,
  hp: Value,
  model: Value,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): void {
  const own = hypermodel instanceof PyObject ? rt.findInClass(hypermodel.cls, 'fit') : undefined;
  if (own instanceof PyFunction) {
    // The tuner has some of its own, whatever is given: one that keeps the best weights.
    const callbacks = keywords.get('callbacks') ?? new PyList([]);
    const given = new Map([...keywords, ['callbacks', callbacks] as const]);
    rt.call(own, [hypermodel, hp, model, ...positional], given);
  } else rt.call(rt.getAttribute(model, 'fit'), positional, keywords);
}

/** Asks for the best hyper-parameters: the candidate that stands for all stands for them, too. */
function bestParameters(rt: Runtime, args: Args): Value {
  const state = stateOf(args);
  rt.journal.setField(state, 'wantsParameters', true);
  const hp = state.candidate ?? candidate(rt, attribute(args, 'hyperparameters'));
  return new PyList(new Array<Value>(Math.max(args.int('num_trials'), 1)).fill(hp));
}

function bestModels(rt: Runtime, args: Args): Value {
  const state = stateOf(args);
  rt.journal.setField(state, 'wantsModel', true);
  const model = state.model ?? build(rt, attribute(args, 'hypermodel'), candidate(rt, null));
  return new PyList(new Array<Value>(Math.max(args.int('num_models'), 1)).fill(model));
}

/** Arguments by position: those of the tuner, after the hypermodel. */
const POSITIONAL: Readonly<Record<string, readonly string[]>> = {
  RandomSearch: ['objective', 'max_trials'],
  BayesianOptimization: ['objective', 'max_trials'],
  GridSearch: ['objective', 'max_trials'],
  Hyperband: ['objective', 'max_epochs', 'factor', 'hyperband_iterations'],
  Tuner: ['max_trials'],
  SklearnTuner: ['scoring', 'metrics', 'cv'],
};

function methods(name: string): readonly NativeFunction[] {
  return [
    nativeMethod('__init__(self, *args, **kwargs)', (rt, args) => {
      const self = args.known('self');
      if (!(self instanceof PyObject)) return null;
      const [first] = args.rest;
      const byOracle = first instanceof PyObject && first.cls.isSubclassOf(oracleClass(rt));
      // Tuners that are given an oracle take the hypermodel after it.
      const names = [...(byOracle ? ['oracle'] : []), 'hypermodel', ...(POSITIONAL[name] ?? [])];
      args.rest.forEach((value, i) => {
        const option = names[i];
        if (option !== undefined) self.attrs.set(option, value);
      });
      for (const [option, value] of args.extra) self.attrs.set(option, value);
      self.attrs.set('hypermodel', withBuild(self.attrs.get('hypermodel') ?? null));
      // An oracle holds what a tuner of one's own is given.
      const oracle = self.attrs.get('oracle');
      if (oracle instanceof PyObject) {
        for (const [option, value] of oracle.attrs) self.attrs.set(option, value);
      }
      return null;
    }),
    nativeMethod('search(self, *args, **kwargs)', (rt, args) => search(rt, args, name)),
    nativeMethod('get_best_hyperparameters(self, num_trials=1)', bestParameters),
    nativeMethod('get_best_models(self, num_models=1)', bestModels),
    ...['search_space_summary', 'results_summary', 'reload', 'save', 'on_trial_end', 'on_epoch_end'].map(
      (method) => nativeMethod(`${method}(self, *args, **kwargs)`, () => null),
    ),
  ];
}

/** A function as a hypermodel: `tuner.hypermodel.build(hp)` calls it. */
function withBuild(hypermodel: Value): Value {
  if (!(hypermodel instanceof PyFunction || hypermodel instanceof NativeFunction)) return hypermodel;
  const object = new PyObject(FUNCTION_MODEL);
  object.attrs.set('build', new NativeFunction('build', (rt, args) => rt.callWith(hypermodel, args)));
  return object;
}

const FUNCTION_MODEL = new PyClass({ name: 'DefaultHyperModel', bases: [] });

export const TUNERS = [
  'RandomSearch',
  'BayesianOptimization',
  'GridSearch',
  'Hyperband',
  'SklearnTuner',
  'Tuner',
] as const;

const classes = perRuntime((rt) => {
  const made = new Map<string, PyClass>();
  const base = nativeClass('Tuner', [rt.builtinClass('object')], methods('Tuner'));
  made.set('Tuner', base);
  for (const name of TUNERS) {
    if (name === 'Tuner') continue;
    const dict = new Store<string, Value>(methods(name).map((method) => [method.name, method]));
    made.set(name, new PyClass({ name, bases: [base], dict }));
  }
  return made;
});

export function tunerClass(name: string): (rt: Runtime) => Value {
  return (rt) => classes(rt).get(name) ?? new Unknown(`keras_tuner.${name} is not modelled`, rt.here());
}

/** `kt.HyperModel`: the program derives its own from it. */
export const hyperModelClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'HyperModel',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, name=None, tunable=True)', (_rt, args) => {
        const self = args.known('self');
        if (self instanceof PyObject) self.attrs.set('name', args.value('name'));
        return null;
      }),
      nativeMethod('fit(self, hp, model, *args, **kwargs)', (_rt, args) =>
        rt.call(rt.getAttribute(args.value('model'), 'fit'), args.rest, args.extra),
      ),
    ],
  ),
);

/** Oracles keep what they are given, for the tuner that asks them. */
export const oracleClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Oracle',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, objective=None, max_trials=None, *args, **kwargs)', (_rt, args) => {
        const self = args.known('self');
        if (!(self instanceof PyObject)) return null;
        self.attrs.set('max_trials', args.value('max_trials'));
        for (const [option, value] of args.extra) self.attrs.set(option, value);
        return null;
      }),
    ],
  ),
);
