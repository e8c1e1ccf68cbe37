/** Ax: https://ax.dev/docs/api (the service API, the managed loop, and the client of 1.0). */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import {
  asNumber,
  native,
  nativeClass,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { PyDict, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { dictGet, dictOf } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { otherMembers } from '../otherMembers.ts';
import { lazyModule, type Member } from '../module.ts';
import { chosen, counted, fixed, ONE_FIT, real, suggest, tried, whole, type Suggested } from '../search.ts';
import { KNOWN_AFTER } from './candidate.ts';
import { record } from './record.ts';

const PARAMETERS = '_parameters';

interface RangeFacts {
  readonly bounds: Value;
  readonly type: Value;
  readonly isLog: boolean;
}

function between(rt: Runtime, { bounds, type, isLog }: RangeFacts): Suggested {
  const ends = rt.elements(bounds);
  if (ends instanceof Unknown) return fixed(ends);
  const [low, high] = ends.map((end) => asNumber(settled(end)));
  if (low === undefined || high === undefined) return fixed(rt.unknown('the bounds of a parameter'));
  const isWhole = type === 'int' || (type === null && ends.every((end) => typeof end === 'number'));
  const range = { low, high, step: null, isLog };
  return isWhole ? whole(rt, range) : real(rt, range);
}

/** One parameter, as a dictionary or as an object of the newer API. */
function valueOf(rt: Runtime, parameter: Value): readonly [string, Value] | null {
  const read = (name: string): Value =>
    parameter instanceof PyDict
      ? (dictGet(rt, parameter, name) ?? null)
      : (rt.findAttribute(parameter, name) ?? null);
  const name = read('name');
  if (typeof name !== 'string') return null;
  const fixed = read('value');
  if (fixed !== null) return [name, fixed];
  const values = read('values');
  if (values !== null) return [name, suggest(rt, name, chosen(rt, values))];
  const isLog = rt.truth(read('log_scale')) === true || read('scaling') === 'log';
  const type = read('value_type') ?? read('parameter_type');
  return [name, suggest(rt, name, between(rt, { bounds: read('bounds'), type, isLog }))];
}

function candidateOf(rt: Runtime, parameters: Value): Value {
  const items = rt.elements(parameters);
  if (items instanceof Unknown) return items;
  const pairs = items.map((item) => valueOf(rt, item));
  return dictOf(
    rt,
    pairs.filter((pair) => pair !== null),
  );
}

function suggested(rt: Runtime, args: Args): Value {
  return candidateOf(rt, rt.getAttribute(args.known('self'), PARAMETERS));
}

function keep(rt: Runtime, args: Args): Value {
  rt.setAttribute(args.known('self'), PARAMETERS, args.value('parameters'));
  return null;
}

const AFTER = ['get_best_trial', 'get_contour_plot', 'get_trials_data_frame', 'get_optimization_trace'];
const SILENT = [
  'complete_trial',
  'attach_data',
  'configure_optimization',
  'configure_generation_strategy',
  'save_to_json_file',
];

const clientClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'AxClient',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **options)', () => null),
      nativeMethod('create_experiment(self, parameters, *args, **options)', keep),
      nativeMethod('configure_experiment(self, parameters, *args, **options)', keep),
      nativeMethod(
        'get_next_trial(self, *args, **options)',
        (inner, args) => new PyTuple([suggested(inner, args), inner.unknown('the index of a trial')]),
      ),
      nativeMethod('get_next_trials(self, max_trials=1, *args, **options)', (inner, args) => {
        const candidate = suggested(inner, args);
        const several = dictOf(
          inner,
          Array.from({ length: args.int('max_trials') }, (_, i): [Value, Value] => [i, candidate]),
        );
        // The service API says besides whether the optimization is over.
        return inner.findAttribute(args.known('self'), '_isService') === undefined
          ? several
          : new PyTuple([several, false]);
      }),
      nativeMethod(
        'attach_trial(self, parameters, *args, **options)',
        (inner, args) => new PyTuple([args.value('parameters'), inner.unknown('the index of a trial')]),
      ),
      nativeMethod(
        'get_best_parameters(self, *args, **options)',
        (inner, args) => new PyTuple([suggested(inner, args), inner.unknown(KNOWN_AFTER)]),
      ),
      nativeMethod('get_best_parameterization(self, *args, **options)', (inner, args) => {
        const after = inner.unknown(KNOWN_AFTER);
        return new PyTuple([suggested(inner, args), after, after, after]);
      }),
      ...AFTER.map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, (inner) => inner.unknown(KNOWN_AFTER)),
      ),
      ...SILENT.map((name) => nativeMethod(`${name}(self, *args, **options)`, () => null)),
      otherMembers('Ax'),
    ],
  ),
);

const serviceClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass('AxClient', [clientClass(rt)], [['_isService', true]]),
);

/** `optimize(parameters, evaluation_function, total_trials=20)`. */
const optimize = native(
  'optimize(parameters, evaluation_function, experiment_name=None, objective_name=None, minimize=False, parameter_constraints=None, ' +
    'outcome_constraints=None, total_trials=20, *args, **options)',
  (rt, args) => {
    const trials = counted(
      rt,
      args.value('total_trials'),
      'total_trials of optimize',
      'total_trials is not given',
    );
    const candidate = tried(
      rt,
      { tool: 'ax', trials, fitsPerTrial: ONE_FIT, includesFinalTraining: 'no' },
      () => candidateOf(rt, args.value('parameters')),
      (one) => rt.call(args.value('evaluation_function'), [one]),
    );
    const after = rt.unknown(KNOWN_AFTER);
    return new PyTuple([candidate, after, after, after]);
  },
);

/** Parameters of the newer API keep what they are told. */
const CONFIGS: Readonly<Record<string, Member>> = {
  RangeParameterConfig: record('RangeParameterConfig', [
    'name',
    'bounds',
    'parameter_type',
    'step_size',
    'scaling',
  ]),
  ChoiceParameterConfig: record('ChoiceParameterConfig', ['name', 'values', 'parameter_type']),
};

const SERVICE: Readonly<Record<string, Member>> = { AxClient: serviceClass };
const CLIENT: Readonly<Record<string, Member>> = { Client: clientClass, ...CONFIGS };

export const axModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'ax',
    precedence: 'framework',
    members: { ...SERVICE, ...CLIENT, optimize },
    inert: 'all',
  }),
  lazyModule({ name: 'ax.service', precedence: 'framework', members: { optimize } }),
  lazyModule({ name: 'ax.service.ax_client', precedence: 'framework', members: SERVICE, inert: 'all' }),
  lazyModule({ name: 'ax.service.managed_loop', precedence: 'framework', members: { optimize } }),
  lazyModule({ name: 'ax.api', precedence: 'framework', members: CLIENT }),
  lazyModule({ name: 'ax.api.client', precedence: 'framework', members: CLIENT }),
  lazyModule({ name: 'ax.api.configs', precedence: 'framework', members: CONFIGS }),
  ...['ax.service.utils.instantiation', 'ax.service.utils', 'ax.utils.notebook.plotting'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: {}, inert: 'all' }),
  ),
];
