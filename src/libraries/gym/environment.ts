/**
 * Environments, those around others and those side by side: of each the spaces are known, and in Gymnasium what a step
 * gives. In Gym that depends on the version.
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { changingOption, environmentNamed } from './environments.ts';
import { drawFrom, spaceOf, specOf } from './spaces.ts';

/** Whether `reset` and `step` have the form of Gymnasium. */
export type Api = 'gymnasium' | 'gym';

const told = (rt: Runtime): Value => rt.unknown('what an environment tells besides');

/** How many environments it stands for; null: one, and not in an array. */
const counts = new WeakMap<PyObject, number>();

function observed(rt: Runtime, self: Value): Value {
  if (!(self instanceof PyObject)) return null;
  const count = counts.get(self) ?? null;
  const space = self.attrs.get(count === null ? 'observation_space' : 'single_observation_space') ?? null;
  return drawFrom(rt, space, count);
}

function reset(api: Api, rt: Runtime, args: Args): Value {
  const observation = observed(rt, args.known('self'));
  // Until version 0.26 the observation was given alone.
  if (api === 'gym') return rt.unknown('what reset() of Gym gives depends on its version');
  return new PyTuple([observation, told(rt)]);
}

function step(api: Api, rt: Runtime, args: Args): Value {
  if (api === 'gym') return rt.unknown('what step() of Gym gives depends on its version');
  const self = args.known('self');
  const count = self instanceof PyObject ? (counts.get(self) ?? null) : null;
  const ends = (): Value =>
    count === null ? rt.unknown('when an episode ends depends on the agent') : new NdArray([count], 'bool');
  const reward = count === null ? rt.unknown('a reward') : new NdArray([count], 'float64');
  return new PyTuple([observed(rt, self), reward, ends(), ends(), told(rt)]);
}

const SILENT: readonly NativeFunction[] = ['close', 'render', 'seed', 'set_wrapper_attr'].map((name) =>
  nativeMethod(`${name}(self, *args, **kwargs)`, (rt) =>
    name === 'render' ? rt.unknown('a picture') : null,
  ),
);

const environmentClasses: Readonly<Record<Api, (rt: Runtime) => PyClass>> = {
  gymnasium: perRuntime((rt) => environmentClass(rt, 'gymnasium')),
  gym: perRuntime((rt) => environmentClass(rt, 'gym')),
};

function environmentClass(rt: Runtime, api: Api): PyClass {
  return nativeClass(
    'Env',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **kwargs)', () => null),
      nativeMethod('reset(self, *args, **kwargs)', (inner, args) => reset(api, inner, args)),
      nativeMethod('step(self, action)', (inner, args) => step(api, inner, args)),
      ...SILENT,
      nativeMethod('__getattr__(self, name)', (inner, args) => {
        const name = args.string('name');
        if (name === 'unwrapped') return args.value('self');
        if (name.startsWith('__')) throw inner.error('AttributeError', name);
        return inner.unknown(`${name} of an environment`);
      }),
    ],
  );
}

export function envClass(rt: Runtime, api: Api): PyClass {
  return environmentClasses[api](rt);
}

/** An environment with these spaces. */
function made(rt: Runtime, api: Api, observation: Value, action: Value): PyObject {
  const env = rt.createObject(envClass(rt, api));
  rt.setAttribute(env, 'observation_space', observation);
  rt.setAttribute(env, 'action_space', action);
  return env;
}

/** `make(id, **options)`. */
export function make(rt: Runtime, api: Api, id: Value, options: ReadonlyMap<string, Value>): Value {
  if (typeof id !== 'string') return id instanceof Unknown ? id : rt.unknown('an environment');
  const changing = changingOption(options.keys());
  const spec = changing === undefined ? environmentNamed(id) : null;
  const unknown = (): Value =>
    rt.unknown(
      changing === undefined
        ? `the spaces of the environment '${id}' are not known`
        : `what ${changing} makes of the environment '${id}' is not known`,
    );
  return made(
    rt,
    api,
    spec === null ? unknown() : spaceOf(rt, spec.observation),
    spec === null ? unknown() : spaceOf(rt, spec.action),
  );
}

function attribute(rt: Runtime, env: Value, name: string): Value {
  return rt.findAttribute(env, name) ?? rt.unknown(`${name} of an environment`);
}

/** So many environments like this one, side by side. */
export function sideBySide(rt: Runtime, api: Api, env: Value, count: number | Unknown): Value {
  if (env instanceof Unknown) return env;
  if (count instanceof Unknown) return count;
  const [observation, action] = ['observation_space', 'action_space'].map((name) => attribute(rt, env, name));
  const batched = (space: Value): Value => {
    const spec = specOf(space);
    return spec === null ? rt.unknown('a space of several environments') : spaceOf(rt, spec, count);
  };
  const all = made(rt, api, batched(observation ?? null), batched(action ?? null));
  rt.setAttribute(all, 'single_observation_space', observation ?? null);
  rt.setAttribute(all, 'single_action_space', action ?? null);
  rt.setAttribute(all, 'num_envs', count);
  counts.set(all, count);
  return all;
}

/** The same with other observations. */
export function observing(rt: Runtime, api: Api, env: Value, observation: Value): Value {
  if (env instanceof Unknown) return env;
  return made(rt, api, observation, attribute(rt, env, 'action_space'));
}

/** Classes that a program derives from to stand around an environment, and what of it they pass on changed. */
const WRAPPERS = ['Wrapper', 'ObservationWrapper', 'ActionWrapper', 'RewardWrapper'] as const;
export type WrapperName = (typeof WRAPPERS)[number];

function wrapperClass(rt: Runtime, api: Api, name: WrapperName): PyClass {
  const base = name === 'Wrapper' ? envClass(rt, api) : wrapperNamed(rt, api, 'Wrapper');
  const inner = (runtime: Runtime, args: Args): Value => attribute(runtime, args.value('self'), 'env');
  const changed = (runtime: Runtime, args: Args, result: Value): Value => {
    if (name !== 'ObservationWrapper' || !(result instanceof PyTuple)) return result;
    const [first = null, ...others] = result.items;
    return new PyTuple([runtime.callMethod(args.value('self'), 'observation', [first]), ...others]);
  };
  return nativeClass(
    name,
    [base],
    [
      nativeMethod('__init__(self, env, *args, **kwargs)', (runtime, args) => {
        const [self, env] = [args.known('self'), args.value('env')];
        runtime.setAttribute(self, 'env', env);
        for (const space of ['observation_space', 'action_space']) {
          runtime.setAttribute(self, space, attribute(runtime, env, space));
        }
        return null;
      }),
      nativeMethod('reset(self, *args, **kwargs)', (runtime, args) =>
        changed(
          runtime,
          args,
          runtime.call(attribute(runtime, inner(runtime, args), 'reset'), args.rest, args.extra),
        ),
      ),
      nativeMethod('step(self, action)', (runtime, args) => {
        const action =
          name === 'ActionWrapper'
            ? runtime.callMethod(args.value('self'), 'action', [args.value('action')])
            : args.value('action');
        return changed(runtime, args, runtime.callMethod(inner(runtime, args), 'step', [action]));
      }),
    ],
  );
}

const wrappers = perRuntime(() => new Map<string, PyClass>());

export function isWrapper(name: string): name is WrapperName {
  return WRAPPERS.some((one) => one === name);
}

export function wrapperNamed(rt: Runtime, api: Api, name: WrapperName): PyClass {
  const key = `${api}.${name}`;
  let cls = wrappers(rt).get(key);
  if (cls === undefined) wrappers(rt).set(key, (cls = wrapperClass(rt, api, name)));
  return cls;
}
