/** `optuna.create_study` and `study.optimize`. */
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import type { Args } from '../../python/runtime/native.ts';
import { PyRaise } from '../../python/runtime/signals.ts';
import { PyDict, PyList, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import type { Found } from '../../units/found.ts';
import { counted, ONE_FIT, searched } from '../search.ts';
import { frozenTrial, trialClass } from './trial.ts';

/** Beyond so many, the list of trials is not spelt out. */
const MOST_LISTED = 2000;

/** Raised by objectives to give a trial up. */
export const prunedClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass('TrialPruned', [rt.builtinClass('Exception')], []),
);

/** A sampler that tries each point of a grid once knows how many there are. */
export const gridSamplerClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'GridSampler',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, search_space, seed=None)', (rt, args) => {
        rt.setAttribute(args.known('self'), '_n_min_trials', gridSize(rt, args.value('search_space')));
        return null;
      }),
    ],
  ),
);

const LIMIT = '_n_trials';

function gridSize(rt: Runtime, space: Value): Value {
  if (!(space instanceof PyDict)) return rt.unknown('the search space of the grid is not known');
  let size = 1;
  for (const values of space.entries.values()) {
    const length = rt.length(values);
    if (length instanceof Unknown) return length;
    size *= length;
  }
  return size;
}

function trialsOf(rt: Runtime, study: Value, args: Args): Found<number> {
  const timeout = args.value('timeout');
  const isTimed = timeout !== null;
  const detail = isTimed
    ? 'n_trials of study.optimize; the timeout may end it sooner'
    : 'n_trials of study.optimize';
  const absent = isTimed
    ? 'the search is limited by time, not by a number of trials'
    : 'study.optimize has no n_trials: it runs until it is stopped';
  const callbacks = limitOfCallbacks(rt, args.value('callbacks'));
  const stated = args.value('n_trials');
  const trials =
    callbacks !== null && stated === null
      ? counted(rt, callbacks, 'n_trials of MaxTrialsCallback', absent)
      : counted(rt, stated, detail, absent);
  const sampler = rt.findAttribute(study, 'sampler') ?? null;
  const grid =
    sampler === null || sampler instanceof Inert ? undefined : rt.findAttribute(sampler, '_n_min_trials');
  if (grid === undefined) return trials;
  const points = counted(rt, grid, 'points of the grid', absent);
  return trials.known && (!points.known || trials.value <= points.value) ? trials : points;
}

/** A limit that a callback sets, with the trials that are in the study already. */
export const maxTrialsClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'MaxTrialsCallback',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, n_trials, states=None)', (inner, args) => {
        inner.setAttribute(args.known('self'), LIMIT, args.value('n_trials'));
        return null;
      }),
    ],
  ),
);

function limitOfCallbacks(rt: Runtime, callbacks: Value): Value {
  const elements = callbacks === null ? [] : rt.elements(callbacks);
  if (elements instanceof Unknown) return null;
  for (const callback of elements) {
    const limit = callback instanceof Inert ? undefined : rt.findAttribute(callback, LIMIT);
    if (limit !== undefined) return limit;
  }
  return null;
}

function optimize(rt: Runtime, args: Args): Value {
  const study = args.known('self');
  const trials = trialsOf(rt, study, args);
  const trial = rt.call(trialClass(rt), []);
  searched(rt, { tool: 'optuna', trials, fitsPerTrial: ONE_FIT, includesFinalTraining: 'no' }, () => {
    try {
      rt.call(args.value('func'), [trial]);
    } catch (error) {
      if (!(error instanceof PyRaise && error.exception.cls.isSubclassOf(prunedClass(rt)))) throw error;
    }
  });
  const params = rt.getAttribute(trial, 'params');
  finish(rt, study, params instanceof PyDict ? params : new PyDict(), trials);
  return null;
}

/** The candidate that stands for all also stands for the best. */
function finish(rt: Runtime, study: Value, params: PyDict, trials: Found<number>): void {
  const best = frozenTrial(rt, params);
  rt.setAttribute(study, 'best_trial', best);
  rt.setAttribute(study, 'best_trials', new PyList([best]));
  rt.setAttribute(study, 'best_params', params);
  const all =
    trials.known && trials.value <= MOST_LISTED
      ? new PyList(new Array<Value>(trials.value).fill(best))
      : rt.unknown(trials.known ? 'the trials are too many to list' : trials.reason);
  rt.setAttribute(study, 'trials', all);
}

export const studyClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Study',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, sampler=None, **options)', (rt, args) => {
        const self = args.known('self');
        rt.setAttribute(self, 'sampler', args.value('sampler'));
        for (const name of ['best_trial', 'best_trials', 'best_params', 'trials']) {
          rt.setAttribute(self, name, rt.unknown('the search of this study is not part of the script'));
        }
        for (const name of ['best_value', 'best_values']) {
          rt.setAttribute(self, name, rt.unknown('the result of a search is known after it has run'));
        }
        return null;
      }),
      nativeMethod(
        'optimize(self, func, n_trials=None, timeout=None, n_jobs=1, catch=None, callbacks=None, gc_after_trial=False, show_progress_bar=False)',
        optimize,
      ),
      nativeMethod('get_trials(self, deepcopy=True, states=None)', (rt, args) =>
        args.value('states') === null
          ? rt.getAttribute(args.known('self'), 'trials')
          : rt.unknown('how many trials end in a state is known after they have run'),
      ),
      nativeMethod('ask(self, fixed_distributions=None)', (rt) => rt.call(trialClass(rt), [])),
      nativeMethod('trials_dataframe(self, *args, **options)', () => new Inert('optuna.trials_dataframe()')),
      ...[
        'tell',
        'enqueue_trial',
        'add_trial',
        'add_trials',
        'stop',
        'set_user_attr',
        'set_metric_names',
      ].map((name) => nativeMethod(`${name}(self, *args, **options)`, () => null)),
    ],
  ),
);

export const createStudy = native(
  'create_study(*, storage=None, sampler=None, pruner=None, study_name=None, direction=None, load_if_exists=False, directions=None)',
  (rt, args) => rt.call(studyClass(rt), [], new Map([['sampler', args.value('sampler')]])),
);

export const loadStudy = native(
  'load_study(*, study_name=None, storage=None, sampler=None, pruner=None)',
  (rt, args) => rt.call(studyClass(rt), [], new Map([['sampler', args.value('sampler')]])),
);
