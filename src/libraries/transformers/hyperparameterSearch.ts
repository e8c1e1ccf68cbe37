/**
 * The search that transformers runs around its trainer.
 * https://huggingface.co/docs/transformers/v4.48.0/hpo_train
 */
import type { Runtime } from '../../python/runtime/api.ts';
import type { Args } from '../../python/runtime/native.ts';
import { PyDict, PyList, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictItems, dictOf, dictSet } from '../../python/builtins/hash.ts';
import { callable } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { ONE_FIT, counted, searched } from '../search.ts';
import { callWithAsMany, setAttributes } from '../trainers/fitting.ts';
import { resolved } from '../tune/space.ts';

/** Candidates of `hyperparameter_search` where nothing is said. Source: Trainer.hyperparameter_search. */
const DEFAULT_TRIALS = 20;

/** What is suggested where no space is given. Source: `default_hp_space_optuna` of trainer_utils.py. */
function usualSpace(rt: Runtime, trial: Value): Value {
  const batches = new PyList([4, 8, 16, 32, 64]);
  return dictOf(rt, [
    ['num_train_epochs', rt.callMethod(trial, 'suggest_int', ['num_train_epochs', 1, 5])],
    [
      'per_device_train_batch_size',
      rt.callMethod(trial, 'suggest_categorical', ['per_device_train_batch_size', batches]),
    ],
  ]);
}

/** Trains one candidate: the settings that the space names replace the arguments. */
function trainCandidate(rt: Runtime, self: PyObject, space: Value, trial: Value): void {
  const settings = self.attrs.get('args') ?? null;
  if (space instanceof PyDict) {
    for (const [name, value] of dictItems(space)) {
      if (typeof name === 'string') setAttributes(rt, settings, [[name, value]]);
    }
  } else if (space instanceof Unknown) rt.recorder.incomplete(space);
  const make = self.attrs.get('model_init') ?? null;
  if (make !== null) setAttributes(rt, self, [['model', callWithAsMany(rt, make, [trial])]]);
  rt.callMethod(self, 'train');
}

/** Of what other searches suggest only the names are told. */
function suggestedBy(rt: Runtime, space: Value): PyDict {
  const suggested = new PyDict();
  for (const [name] of space instanceof PyDict ? dictItems(space) : []) {
    dictSet(rt, suggested, name, rt.unknown('it is suggested by the search'));
  }
  return suggested;
}

/** `Trainer.hyperparameter_search`: by Optuna where nothing else is asked for. */
export function hyperparameterSearch(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  const backend = args.value('backend');
  const trials = args.value('n_trials') ?? DEFAULT_TRIALS;
  const given = args.value('hp_space');
  if (backend === null || backend === 'optuna') {
    const study = rt.call(rt.getAttribute(rt.importModule('optuna'), 'create_study'), []);
    const objective = callable('objective', (inner, [trial = null]) => {
      const space = given === null ? usualSpace(inner, trial) : inner.call(given, [trial]);
      trainCandidate(inner, self, space, trial);
      return inner.unknown('the objective of a candidate');
    });
    rt.call(rt.getAttribute(study, 'optimize'), [objective], new Map([['n_trials', trials]]));
    return new Inert('transformers.BestRun');
  }
  const plan = {
    tool: typeof backend === 'string' ? backend : 'search',
    trials: counted(rt, trials, 'n_trials of the search', 'n_trials is not given'),
    fitsPerTrial: ONE_FIT,
    includesFinalTraining: 'no',
  } as const;
  searched(rt, plan, () => {
    const space = given === null ? null : rt.call(given, [rt.unknown('a candidate')]);
    trainCandidate(rt, self, backend === 'ray' ? resolved(rt, space) : suggestedBy(rt, space), null);
  });
  return new Inert('transformers.BestRun');
}
