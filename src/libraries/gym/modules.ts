/** `gymnasium` and `gym`: environments with the spaces that their models follow. https://gymnasium.farama.org */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, native, settled, type Args } from '../../python/runtime/native.ts';
import { PyModule, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { sizes } from '../../tensor/ndarray/methods.ts';
import type { Shape } from '../../tensor/shape.ts';
import { envClass, isWrapper, make, observing, sideBySide, wrapperNamed, type Api } from './environment.ts';
import { drawFrom, numbersOf, spaceNamed, spaceOf } from './spaces.ts';

/** Wrappers that leave what is seen and done as it is. */
const TRANSPARENT: readonly string[] = [
  'RecordEpisodeStatistics',
  'RecordVideo',
  'Monitor',
  'TimeLimit',
  'ClipAction',
  'RescaleAction',
  'NormalizeObservation',
  'NormalizeReward',
  'TransformReward',
  'OrderEnforcing',
  'PassiveEnvChecker',
  'AutoResetWrapper',
  'Autoreset',
  'ClipReward',
  'HumanRendering',
];

/** The shape that a wrapper makes of what is seen. */
type Reshape = (rt: Runtime, shape: Shape, args: Args) => Shape;

function pair(rt: Runtime, value: Value): Shape {
  const single = asInteger(settled(value));
  return single === undefined ? sizes(rt, value) : [single, single];
}

const gray: Reshape = (_rt, shape, args) =>
  args.bool('keep_dim') ? [...shape.slice(0, -1), 1] : shape.slice(0, -1);

const stacked =
  (name: string): Reshape =>
  (_rt, shape, args) => [args.int(name), ...shape];

/** By name and signature. */
const RESHAPING: Readonly<Record<string, readonly [signature: string, reshape: Reshape]>> = {
  FlattenObservation: ['(env)', (_rt, shape) => [shape.reduce((a, b) => a * b, 1)]],
  ResizeObservation: [
    '(env, shape)',
    (rt, shape, args) => [...pair(rt, args.value('shape')), ...shape.slice(2)],
  ],
  GrayScaleObservation: ['(env, keep_dim=False)', gray],
  GrayscaleObservation: ['(env, keep_dim=False)', gray],
  FrameStack: ['(env, num_stack, lz4_compress=False)', stacked('num_stack')],
  FrameStackObservation: ['(env, stack_size, **options)', stacked('stack_size')],
  AtariPreprocessing: [
    '(env, noop_max=30, frame_skip=4, screen_size=84, terminal_on_life_loss=False, grayscale_obs=True, grayscale_newaxis=False, scale_obs=False)',
    (rt, _shape, args) => {
      const size = pair(rt, args.value('screen_size'));
      if (!args.bool('grayscale_obs')) return [...size, 3];
      return args.bool('grayscale_newaxis') ? [...size, 1] : size;
    },
  ],
};

/** What a function of the program makes of what is seen. */
function transformed(api: Api): NativeFunction {
  return native('TransformObservation(env, f, *args, **options)', (rt, args) => {
    const env = args.value('env');
    const seen = rt.call(args.value('f'), [drawFrom(rt, rt.findAttribute(env, 'observation_space') ?? null)]);
    const space =
      seen instanceof NdArray ? spaceOf(rt, seen) : rt.unknown('what a function makes of what is seen');
    return observing(rt, api, env, space);
  });
}

function wrapper(api: Api, name: string): NativeFunction | null {
  if (name === 'TransformObservation') return transformed(api);
  if (TRANSPARENT.includes(name)) {
    return native(`${name}(env, *args, **kwargs)`, (_rt, args) => args.value('env'));
  }
  const row = Object.hasOwn(RESHAPING, name) ? RESHAPING[name] : undefined;
  if (row === undefined) return null;
  const [signature, reshape] = row;
  return native(`${name}${signature}`, (rt, args) => {
    const env = args.value('env');
    const seen = numbersOf(rt.findAttribute(env, 'observation_space') ?? null);
    const unknown = (): Value => rt.unknown(`what is seen through ${name}`);
    const space = seen === null ? unknown() : spaceOf(rt, { ...seen, shape: reshape(rt, seen.shape, args) });
    return observing(rt, api, env, space);
  });
}

/** Functions that make one environment each: all of them are taken to make such as the first. */
function vectorOf(api: Api, rt: Runtime, args: Args): Value {
  const functions = rt.elements(args.value('env_fns'));
  if (functions instanceof Unknown) return functions;
  const [first] = functions;
  return first === undefined
    ? rt.unknown('no environment')
    : sideBySide(rt, api, rt.call(first, []), functions.length);
}

function vectorMade(api: Api, name: string): NativeFunction {
  return native(`${name}(id, num_envs=1, **options)`, (rt, args) => {
    const count = asInteger(settled(args.value('num_envs')));
    return sideBySide(
      rt,
      api,
      make(rt, api, args.value('id'), args.extra),
      count ?? rt.unknown('a number of environments'),
    );
  });
}

function member(rt: Runtime, module: string, name: string, api: Api): Value | undefined {
  if (name.startsWith('__') || rt.libraries.find(`${module}.${name}`) !== null) return undefined;
  if (name === 'Env') return envClass(rt, api);
  if (isWrapper(name)) return wrapperNamed(rt, api, name);
  if (name === 'make' && module.endsWith('.vector')) return vectorMade(api, name);
  if (name === 'make_vec') return vectorMade(api, name);
  if (name === 'make') {
    return native('make(id, *args, **options)', (inner, args) =>
      make(inner, api, args.value('id'), args.extra),
    );
  }
  if (name === 'SyncVectorEnv' || name === 'AsyncVectorEnv') {
    return native(`${name}(env_fns, *args, **kwargs)`, (inner, args) => vectorOf(api, inner, args));
  }
  const space = spaceNamed(rt, name);
  if (space !== undefined) return space;
  const around = wrapper(api, name);
  if (around !== null) return around;
  const isSilent = /\.(envs|utils|logger|error)/.test(module) || ['register', 'logger'].includes(name);
  return isSilent
    ? new Inert(`${module}.${name}`)
    : module.includes('wrappers')
      ? native(`${name}(env, *args, **kwargs)`, (inner, args) =>
          observing(inner, api, args.value('env'), inner.unknown(`what is seen through ${name}`)),
        )
      : rt.unknown(`${module}.${name} is not modelled`);
}

const PARTS = [
  '',
  '.spaces',
  '.wrappers',
  '.wrappers.vector',
  '.vector',
  '.envs',
  '.envs.registration',
  '.utils',
  '.core',
];

export const gymModules: readonly LibraryModule[] = (['gymnasium', 'gym'] as const).flatMap((api) =>
  PARTS.map((part): LibraryModule => {
    const name = api + part;
    return {
      name,
      precedence: 'framework',
      create: () => new PyModule(name, null, undefined, (rt, attribute) => member(rt, name, attribute, api)),
    };
  }),
);
