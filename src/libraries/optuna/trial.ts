/** `optuna.trial`: suggests the candidate that stands for all. */
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import type { Args } from '../../python/runtime/native.ts';
import { PyDict, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value, PyObject } from '../../python/runtime/values.ts';
import { dictGet, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { bound, chosen, real, suggest, whole, type Suggested } from '../search.ts';

function paramsOf(rt: Runtime, trial: Value): PyDict {
  const params = rt.getAttribute(trial, 'params');
  return params instanceof PyDict ? params : new PyDict();
}

/** A `suggest_*` method: the value is kept under its name and given again to who asks again. */
function suggestion(signature: string, choose: (rt: Runtime, args: Args) => Suggested): NativeFunction {
  return nativeMethod(signature, (rt, args) => {
    const params = paramsOf(rt, args.known('self'));
    const name = args.value('name');
    const known = name instanceof Unknown ? undefined : dictGet(rt, params, name);
    if (known !== undefined) return known;
    const value = suggest(rt, name, choose(rt, args));
    if (!(name instanceof Unknown)) dictSet(rt, params, name, value);
    return value;
  });
}

function float(rt: Runtime, args: Args, step: number | null, isLog: boolean): Suggested {
  const [low, high] = [bound(rt, args.value('low')), bound(rt, args.value('high'))];
  return real(rt, { low, high, step, isLog });
}

const suggestions: readonly NativeFunction[] = [
  suggestion('suggest_int(self, name, low, high, *, step=1, log=False)', (rt, args) => {
    const [low, high] = [bound(rt, args.value('low')), bound(rt, args.value('high'))];
    return whole(rt, { low, high, step: bound(rt, args.value('step')), isLog: args.bool('log') });
  }),
  suggestion('suggest_float(self, name, low, high, *, step=None, log=False)', (rt, args) =>
    float(rt, args, args.numberOrNone('step'), args.bool('log')),
  ),
  suggestion('suggest_uniform(self, name, low, high)', (rt, args) => float(rt, args, null, false)),
  suggestion('suggest_loguniform(self, name, low, high)', (rt, args) => float(rt, args, null, true)),
  suggestion('suggest_discrete_uniform(self, name, low, high, q)', (rt, args) =>
    float(rt, args, bound(rt, args.value('q')), false),
  ),
  suggestion('suggest_categorical(self, name, choices)', (rt, args) => chosen(rt, args.value('choices'))),
];

export const trialClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Trial',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **options)', (rt, args) => {
        begin(rt, args.known('self'), new PyDict());
        return null;
      }),
      ...suggestions,
      nativeMethod('report(self, value, step)', () => null),
      nativeMethod('should_prune(self, *args)', (rt) => {
        rt.recorder.assume('no trial is pruned, so the search is an upper bound', rt.here());
        rt.recorder.mayEnd(null, 'a trial may be pruned', rt.here());
        return false;
      }),
      nativeMethod('set_user_attr(self, key, value)', () => null),
      nativeMethod('set_system_attr(self, key, value)', () => null),
    ],
  ),
);

function begin(rt: Runtime, trial: Value, params: PyDict): void {
  rt.setAttribute(trial, 'params', params);
  rt.setAttribute(trial, 'number', rt.unknown('the number of the trial that is running'));
  rt.setAttribute(trial, 'user_attrs', new PyDict());
  rt.setAttribute(trial, 'study', rt.unknown('the study that a trial belongs to'));
}

/** `FixedTrial(params)`: the given values, the representative ones beyond them. */
export const fixedTrialClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'FixedTrial',
    [trialClass(rt)],
    [
      nativeMethod('__init__(self, params, number=0)', (rt, args) => {
        const params = args.known('params');
        begin(rt, args.known('self'), params instanceof PyDict ? params : new PyDict());
        return null;
      }),
    ],
  ),
);

/** A trial that has run: what it suggested, and an outcome that nobody knows before. */
export function frozenTrial(rt: Runtime, params: PyDict): PyObject {
  const frozen = rt.createObject(fixedTrialClass(rt));
  begin(rt, frozen, params);
  for (const name of ['value', 'values', 'duration', 'state', 'intermediate_values', 'user_attrs']) {
    rt.setAttribute(frozen, name, rt.unknown(`the ${name} of a trial is known after it has run`));
  }
  return frozen;
}
