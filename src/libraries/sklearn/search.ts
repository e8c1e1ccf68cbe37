/** `GridSearchCV` and its like: candidates times folds, and the best one trained again. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, nativeClass, nativeMethod, settled, type Args } from '../../python/runtime/native.ts';
import { PyObject, PySlice, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { traceOf } from '../../trace/trace.ts';
import { given, missing, type Found } from '../../units/found.ts';
import type { Member } from '../module.ts';
import { counted, searched } from '../search.ts';
import { gridOf } from './selection.ts';

/** Folds where `cv` is left out. */
const DEFAULT_FOLDS = 5;

const SEARCHES: Readonly<
  Record<string, readonly [signature: string, trials: (rt: Runtime, args: Args) => Found<number>]>
> = {
  GridSearchCV: ['estimator, param_grid', (rt, args) => gridSize(rt, args.value('param_grid'))],
  RandomizedSearchCV: ['estimator, param_distributions, n_iter=10', randomTrials],
  HalvingGridSearchCV: [
    'estimator, param_grid',
    (rt, args) => gridSize(rt, args.value('param_grid'), HALVING),
  ],
  HalvingRandomSearchCV: [
    'estimator, param_distributions, n_candidates=None',
    (rt, args) =>
      counted(
        rt,
        args.value('n_candidates'),
        `n_candidates; ${HALVING}`,
        'as many candidates as the data exhausts',
      ),
  ],
  BayesSearchCV: [
    'estimator, search_spaces, optimizer_kwargs=None, n_iter=50',
    (rt, args) => counted(rt, args.value('n_iter'), 'n_iter of the search', 'n_iter is not given'),
  ],
};

const HALVING = 'an upper bound: most candidates train on part of the data';

function gridSize(rt: Runtime, grid: Value, note = 'combinations of the grid'): Found<number> {
  const combinations = gridOf(rt, settled(grid));
  return combinations instanceof Unknown
    ? missing(combinations.reason, combinations.span)
    : given(combinations.length, 'code', note, rt.here());
}

/** A list of choices can hold fewer combinations than are asked for. */
function randomTrials(rt: Runtime, args: Args): Found<number> {
  const wanted = counted(rt, args.value('n_iter'), 'n_iter of the search', 'n_iter is not given');
  const combinations = gridOf(rt, settled(args.value('param_distributions')));
  if (!wanted.known || combinations instanceof Unknown) return wanted;
  return combinations.length >= wanted.value ? wanted : { ...wanted, value: combinations.length };
}

function foldsOf(rt: Runtime, cv: Value): Found<number> {
  if (cv instanceof Unknown) return missing(cv.reason, cv.span);
  if (cv === null) return given(DEFAULT_FOLDS, 'default', 'folds where cv is left out', rt.here());
  const number = asInteger(settled(cv));
  if (number !== undefined) return given(number, 'code', 'cv of the search', rt.here());
  const count = rt.findAttribute(cv, 'n_splits') ?? rt.length(cv);
  return counted(rt, count, 'folds of the search', 'the folds of the search');
}

const made = new WeakMap<PyObject, Args>();

function fit(rt: Runtime, args: Args, trials: (rt: Runtime, args: Args) => Found<number>): Value {
  const self = args.known('self');
  const own = self instanceof PyObject ? made.get(self) : undefined;
  if (own === undefined) return rt.unknown('a search whose constructor was not followed');
  const folds = foldsOf(rt, own.value('cv'));
  const refit = own.value('refit');
  const plan = {
    tool: 'sklearn',
    trials: trials(rt, own),
    fitsPerTrial: folds,
    includesFinalTraining: refit instanceof Unknown ? 'unknown' : refit === false ? 'no' : 'yes',
  } as const;
  searched(rt, plan, () => {
    const estimator = own.value('estimator');
    if (estimator instanceof Unknown || rt.findAttribute(estimator, 'fit') === undefined) return;
    const share = folds.known ? 1 - 1 / folds.value : 1;
    rt.callMethod(
      estimator,
      'fit',
      args.rest.map((data) => part(rt, data, share)),
    );
  });
  return self;
}

/** What one fold trains on. */
function part(rt: Runtime, data: Value, share: number): Value {
  if (data instanceof Unknown || data === null) return data;
  const length = rt.length(data);
  if (length instanceof Unknown) return length;
  return traceOf(rt).silently(() => rt.getItem(data, new PySlice(0, Math.floor(length * share), null)));
}

function searchClass(rt: Runtime, name: string): PyClass {
  const [signature, trials] = SEARCHES[name] ?? ['estimator', () => missing('an unknown search')];
  const results = ['best_params_', 'best_score_', 'best_estimator_', 'cv_results_', 'best_index_'];
  return nativeClass(
    name,
    [rt.builtinClass('object')],
    [
      nativeMethod(`__init__(self, ${signature}, *, cv=None, refit=True, **options)`, (inner, args) => {
        const self = args.known('self');
        if (self instanceof PyObject) made.set(self, args);
        inner.setAttribute(self, 'estimator', args.value('estimator'));
        for (const result of results) {
          inner.setAttribute(self, result, inner.unknown('the result of a search is known after it has run'));
        }
        return null;
      }),
      nativeMethod('fit(self, *data, **options)', (inner, args) => fit(inner, args, trials)),
      ...['predict', 'predict_proba', 'score', 'transform'].map((method) =>
        nativeMethod(`${method}(self, *data)`, (inner) => inner.unknown('what the best candidate gives')),
      ),
    ],
  );
}

export const searchMembers: Readonly<Record<string, Member>> = Object.fromEntries(
  Object.keys(SEARCHES).map((name): [string, Member] => [name, perRuntime((rt) => searchClass(rt, name))]),
);
