/** `GridSearchCV` and its like: candidates times folds, and the best one trained again. */
import type { Runtime } from '../../python/runtime/api.ts';
import {
  asInteger,
  asNumber,
  nativeClass,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { PyDict, PyList, PyObject, PySlice, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing, type Found } from '../../units/found.ts';
import type { Member } from '../module.ts';
import { otherMembers } from '../otherMembers.ts';
import { counted, oneOf, searched, suggest } from '../search.ts';
import { namedParts } from '../huggingface/splitDict.ts';
import { resolved } from '../tune/space.ts';
import { cloned } from './estimator.ts';
import { halvingRounds, type HalvingRound } from './halving.ts';
import { gridOf } from './selection.ts';

/** Folds where `cv` is left out. */
const DEFAULT_FOLDS = 5;

/** How the candidates of a search are counted, before any of them is given up. */
type Trials = (rt: Runtime, args: Args) => Found<number>;

interface Kind {
  readonly signature: string;
  readonly tool: string;
  /** The argument that holds the grid or the distributions. */
  readonly space: string;
  readonly trials: Trials;
  /** Candidates are given up round by round. */
  readonly isHalving?: boolean;
}

const HALVING_OPTIONS =
  "*, factor=3, resource='n_samples', max_resources='auto', min_resources=None, aggressive_elimination=False";

const counter =
  (name: string): Trials =>
  (rt, args) =>
    counted(rt, args.value(name), `${name} of the search`, `${name} is not given`);

const SEARCHES: Readonly<Record<string, Kind>> = {
  GridSearchCV: {
    signature: 'estimator, param_grid, *',
    tool: 'sklearn',
    space: 'param_grid',
    trials: (rt, args) => gridSize(rt, args.value('param_grid')),
  },
  RandomizedSearchCV: {
    signature: 'estimator, param_distributions, n_iter=10, *',
    tool: 'sklearn',
    space: 'param_distributions',
    trials: randomTrials('n_iter'),
  },
  HalvingGridSearchCV: {
    signature: `estimator, param_grid, ${HALVING_OPTIONS}`,
    tool: 'sklearn',
    space: 'param_grid',
    trials: (rt, args) => gridSize(rt, args.value('param_grid')),
    isHalving: true,
  },
  HalvingRandomSearchCV: {
    signature: `estimator, param_distributions, ${HALVING_OPTIONS}, n_candidates='exhaust'`,
    tool: 'sklearn',
    space: 'param_distributions',
    trials: (rt, args) =>
      typeof args.value('n_candidates') === 'string'
        ? missing('as many candidates as the data exhausts', rt.here())
        : randomTrials('n_candidates')(rt, args),
    isHalving: true,
  },
  BayesSearchCV: {
    signature: 'estimator, search_spaces, optimizer_kwargs=None, n_iter=50, *',
    tool: 'scikit-optimize',
    space: 'search_spaces',
    trials: bayesTrials,
  },
  OptunaSearchCV: {
    signature: 'estimator, param_distributions, *, n_trials=10, timeout=None',
    tool: 'optuna',
    space: 'param_distributions',
    trials: counter('n_trials'),
  },
  TuneSearchCV: {
    signature: 'estimator, param_distributions, early_stopping=None, n_trials=10, *',
    tool: 'ray',
    space: 'param_distributions',
    trials: counter('n_trials'),
  },
  TuneGridSearchCV: {
    signature: 'estimator, param_grid, early_stopping=None, *',
    tool: 'ray',
    space: 'param_grid',
    trials: (rt, args) => gridSize(rt, args.value('param_grid')),
  },
};

function gridSize(rt: Runtime, grid: Value): Found<number> {
  const combinations = gridOf(rt, settled(grid));
  return combinations instanceof Unknown
    ? missing(combinations.reason, combinations.span)
    : given(combinations.length, 'code', 'combinations of the grid', rt.here());
}

/** Lists of choices can hold fewer combinations than are asked for; distributions never run out. */
function randomTrials(name: string): Trials {
  return (rt, args) => {
    const wanted = counter(name)(rt, args);
    const space = settled(args.value('param_distributions'));
    const isListed =
      space instanceof PyDict &&
      [...space.entries.values()].every((values) => values instanceof PyList || values instanceof PyTuple);
    const combinations = isListed ? gridOf(rt, space) : null;
    if (!wanted.known || combinations === null || combinations instanceof Unknown) return wanted;
    return combinations.length >= wanted.value ? wanted : { ...wanted, value: combinations.length };
  };
}

/** Of several spaces, each gets `n_iter` candidates or the number beside it. */
function bayesTrials(rt: Runtime, args: Args): Found<number> {
  const each = counter('n_iter')(rt, args);
  const spaces = args.value('search_spaces');
  if (!(spaces instanceof PyList) || !each.known) return each;
  let total = 0;
  for (const space of spaces.items) {
    const own = space instanceof PyTuple ? asInteger(space.items[1] ?? null) : undefined;
    total += own ?? each.value;
  }
  return { ...each, value: total, detail: `${each.detail}, for each of ${spaces.items.length} spaces` };
}

/** Folds that `cv` asks for. */
export function foldsOf(rt: Runtime, cv: Value): Found<number> {
  if (cv instanceof Unknown) return missing(cv.reason, cv.span);
  if (cv === null) return given(DEFAULT_FOLDS, 'default', 'folds where cv is left out', rt.here());
  const number = asInteger(settled(cv));
  if (number !== undefined) return given(number, 'code', 'cv of the search', rt.here());
  const count = rt.findAttribute(cv, 'n_splits') ?? rt.length(cv);
  return counted(rt, count, 'folds of the search', 'the folds of the search');
}

const made = new WeakMap<PyObject, Args>();

/** The parameters of the candidate that stands for all. */
function candidateOf(rt: Runtime, space: Value): ReadonlyMap<string, Value> {
  const first = space instanceof PyList ? (space.items[0] ?? null) : space;
  const dict = first instanceof PyTuple ? (first.items[0] ?? null) : first;
  if (!(dict instanceof PyDict)) return new Map();
  return new Map(
    namedParts(dict).map(([key, values]): [string, Value] => {
      const isList = values instanceof PyList || values instanceof PyTuple || values instanceof NdArray;
      const choices = isList ? rt.elements(values) : null;
      if (choices === null || choices instanceof Unknown) return [key, resolved(rt, values, key)];
      return [key, suggest(rt, key, oneOf(rt, choices, choices[0] ?? rt.unknown('a choice among nothing')))];
    }),
  );
}

interface Schedule {
  readonly trials: Found<number>;
  readonly fitsPerTrial: Found<number>;
  /** Share of the rows that a fit trains on, in the mean. */
  readonly share: number;
}

function plainSchedule(trials: Found<number>, folds: Found<number>): Schedule {
  return { trials, fitsPerTrial: folds, share: folds.known ? 1 - 1 / folds.value : 1 };
}

/** Rounds of the real schedule; candidates of the first are all that there are. */
function halvingSchedule(
  rt: Runtime,
  kind: Kind,
  own: Args,
  trials: Found<number>,
  folds: Found<number>,
  data: readonly Value[],
): Schedule {
  const rounds = roundsOf(rt, kind, own, trials, folds, data);
  if (!(rounds instanceof Array)) {
    return { ...plainSchedule(trials, folds), fitsPerTrial: missing(rounds.reason, rounds.span) };
  }
  const [first] = rounds;
  if (first === undefined || !folds.known) return plainSchedule(trials, folds);
  const fits = rounds.reduce((sum, { candidates }) => sum + candidates, 0);
  const samples = samplesIn(rt, data);
  const rows = rounds.reduce((sum, { candidates, resources }) => sum + candidates * resources, 0) / fits;
  const total = samples instanceof Unknown ? 1 : samples;
  const listed = rounds.map(({ candidates, resources }) => `${candidates} on ${resources}`).join(', ');
  rt.recorder.assume(
    `successive halving trains ${listed} rows: each fit is counted with their mean`,
    rt.here(),
  );
  const isRows = own.value('resource') === 'n_samples';
  return {
    trials: given(first.candidates, 'code', 'candidates of the first round', rt.here()),
    fitsPerTrial: given(
      (fits * folds.value) / first.candidates,
      'code',
      `${folds.value} folds in each of ${rounds.length} rounds of successive halving`,
      rt.here(),
    ),
    share: (isRows ? rows / total : 1) * (1 - 1 / folds.value),
  };
}

function samplesIn(rt: Runtime, data: readonly Value[]): number | Unknown {
  const [X = null] = data;
  return X === null || X instanceof Unknown ? rt.unknown('how many rows the data has') : rt.length(X);
}

function roundsOf(
  rt: Runtime,
  kind: Kind,
  own: Args,
  trials: Found<number>,
  folds: Found<number>,
  data: readonly Value[],
): readonly HalvingRound[] | Unknown {
  const samples = samplesIn(rt, data);
  if (samples instanceof Unknown) return samples;
  if (!folds.known) return new Unknown(folds.reason, folds.span);
  const isRows = own.value('resource') === 'n_samples';
  const factor = asNumber(settled(own.value('factor'))) ?? 3;
  const maxResources = asInteger(settled(own.value('max_resources'))) ?? samples;
  const wanted = own.value('min_resources') ?? (kind.space === 'param_grid' ? 'exhaust' : 'smallest');
  const classes = isRegressor(own.value('estimator')) ? 1 : classesIn(data);
  const atMost = maxResources / (trials.known ? trials.value : 1) / (2 * folds.value);
  if (isRows && classes === null && (wanted === 'smallest' || atMost < 2)) {
    return rt.unknown('the smallest share of the data depends on the number of classes');
  }
  const smallest = isRows ? folds.value * 2 * (classes ?? 2) : 1;
  const minResources = asInteger(settled(wanted)) ?? (wanted === 'smallest' ? 'smallest' : 'exhaust');
  const least = typeof minResources === 'number' ? minResources : smallest;
  const candidates = trials.known ? trials.value : Math.floor(maxResources / least);
  return halvingRounds({
    samples,
    candidates,
    folds: folds.value,
    factor,
    minResources,
    maxResources,
    isAggressive: rt.truth(own.value('aggressive_elimination')) === true,
    smallest,
  });
}

function isRegressor(estimator: Value): boolean {
  return estimator instanceof PyObject && estimator.cls.mro.some(({ name }) => name.includes('Regressor'));
}

/** Classes of the targets where they are known; null: they are not. */
function classesIn(data: readonly Value[]): number | null {
  const [, y = null] = data;
  return y instanceof NdArray ? (y.origin?.classes ?? null) : null;
}

function fit(rt: Runtime, args: Args, kind: Kind): Value {
  const self = args.known('self');
  const own = self instanceof PyObject ? made.get(self) : undefined;
  if (own === undefined) return rt.unknown('a search whose constructor was not followed');
  const data = [...args.rest, ...['X', 'y'].flatMap((name) => args.extra.get(name) ?? [])];
  const folds = foldsOf(rt, own.value('cv'));
  const candidates = kind.trials(rt, own);
  const schedule =
    kind.isHalving === true
      ? halvingSchedule(rt, kind, own, candidates, folds, data)
      : plainSchedule(candidates, folds);
  const estimator = own.value('estimator');
  const isFollowed = !(estimator instanceof Unknown) && rt.findAttribute(estimator, 'fit') !== undefined;
  const plan = {
    tool: kind.tool,
    trials: schedule.trials,
    fitsPerTrial: schedule.fitsPerTrial,
    // The refit of an estimator that is followed is a training of its own, after the search.
    includesFinalTraining: isFollowed || own.value('refit') === false ? 'no' : 'yes',
  } as const;
  searched(rt, plan, () => {
    if (!isFollowed) return;
    rt.callMethod(
      estimatorOf(rt, estimator, own.value(kind.space)),
      'fit',
      data.map((one) => part(rt, one, schedule.share)),
    );
  });
  const refit = own.value('refit');
  if (isFollowed && refit !== false && !(refit instanceof Unknown)) {
    const best = estimatorOf(rt, estimator, own.value(kind.space));
    rt.callMethod(best, 'fit', data);
    rt.setAttribute(self, 'best_estimator_', best);
  }
  return self;
}

function estimatorOf(rt: Runtime, estimator: Value, space: Value): Value {
  if (!(estimator instanceof PyObject)) return estimator;
  const copy = cloned(rt, estimator);
  const setter = rt.findAttribute(copy, 'set_params');
  if (setter !== undefined) rt.call(setter, [], candidateOf(rt, space));
  return copy;
}

/** What one fold trains on. */
export function part(rt: Runtime, data: Value, share: number): Value {
  if (data instanceof Unknown || data === null) return data;
  const length = rt.length(data);
  if (length instanceof Unknown) return length;
  return traceOf(rt).silently(() => rt.getItem(data, new PySlice(0, Math.round(length * share), null)));
}

function searchClass(rt: Runtime, name: string, kind: Kind): PyClass {
  const results = ['best_params_', 'best_score_', 'best_estimator_', 'cv_results_', 'best_index_'];
  return nativeClass(
    name,
    [rt.builtinClass('object')],
    [
      nativeMethod(`__init__(self, ${kind.signature}, cv=None, refit=True, **options)`, (inner, args) => {
        const self = args.known('self');
        if (self instanceof PyObject) made.set(self, args);
        inner.setAttribute(self, 'estimator', args.value('estimator'));
        for (const result of results) {
          inner.setAttribute(self, result, inner.unknown('the result of a search is known after it has run'));
        }
        return null;
      }),
      nativeMethod('fit(self, *data, **options)', (inner, args) => fit(inner, args, kind)),
      otherMembers('a search of scikit-learn'),
      ...['predict', 'predict_proba', 'score', 'transform'].map((method) =>
        nativeMethod(`${method}(self, *data)`, (inner) => inner.unknown('what the best candidate gives')),
      ),
    ],
  );
}

export const searchMembers: Readonly<Record<string, Member>> = Object.fromEntries(
  Object.entries(SEARCHES).map(([name, kind]): [string, Member] => [
    name,
    perRuntime((rt) => searchClass(rt, name, kind)),
  ]),
);
