/** SMAC (2.x and the facades of 1.x) and the spaces of ConfigSpace: https://automl.github.io/SMAC3/ */
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
import { BoundMethod, PyDict, PyFunction, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { otherMembers } from '../otherMembers.ts';
import { lazyModule, type Member } from '../module.ts';
import { bound, chosen, counted, fixed, ONE_FIT, real, searched, whole, type Suggested } from '../search.ts';
import { Candidate } from './candidate.ts';
import { Domain } from './space.ts';

/** `Scenario`'s own default of `n_trials`. */
const DEFAULT_TRIALS = 100;

const SPACE = '_space';

/** A hyper-parameter that knows its name. */
class Hyperparameter extends Domain {
  readonly name: Value;

  constructor(name: Value, suggested: Suggested) {
    super(suggested);
    this.name = name;
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return name === 'name' ? this.name : undefined;
  }
}

function range(rt: Runtime, name: Value, low: Value, high: Value, isLog: boolean, isWhole: boolean): Value {
  const facts = { low: bound(rt, low), high: bound(rt, high), step: null, isLog };
  return new Hyperparameter(name, isWhole ? whole(rt, facts) : real(rt, facts));
}

function newer(name: string, isWhole: boolean): NativeFunction {
  return native(
    `${name}(name, bounds, distribution=None, default=None, log=False, **options)`,
    (rt, args) => {
      const [low = null, high = null] = args.elements('bounds');
      return range(rt, args.value('name'), low, high, args.bool('log'), isWhole);
    },
  );
}

function older(name: string, isWhole: boolean): NativeFunction {
  return native(`${name}(name, lower, upper, default_value=None, q=None, log=False, **options)`, (rt, args) =>
    range(rt, args.value('name'), args.value('lower'), args.value('upper'), args.bool('log'), isWhole),
  );
}

const hyperparameters: readonly NativeFunction[] = [
  newer('Float', false),
  newer('Integer', true),
  older('UniformFloatHyperparameter', false),
  older('UniformIntegerHyperparameter', true),
  ...['Categorical', 'CategoricalHyperparameter', 'OrdinalHyperparameter'].map((name) =>
    native(
      `${name}(name, items=None, *args, **options)`,
      (rt, args) =>
        new Hyperparameter(
          args.value('name'),
          chosen(rt, args.extra.get('choices') ?? args.extra.get('sequence') ?? args.value('items')),
        ),
    ),
  ),
  native(
    'Constant(name, value)',
    (_rt, args) => new Hyperparameter(args.value('name'), fixed(args.value('value'))),
  ),
];

/** `{"lr": (1e-4, 1e-1), "units": [32, 64]}`: a tuple is a range, a list are choices. */
function written(rt: Runtime, name: Value, given: Value): Value {
  if (given instanceof Domain) return given;
  if (given instanceof PyTuple && given.items.length === 2) {
    const [low = null, high = null] = given.items;
    const isWhole = typeof low === 'number' && typeof high === 'number';
    if (asNumber(settled(low)) !== undefined) return range(rt, name, low, high, false, isWhole);
  }
  return given instanceof PyList ? new Hyperparameter(name, chosen(rt, given)) : given;
}

function spaceOf(rt: Runtime, self: Value): PyDict {
  const space = rt.findAttribute(self, SPACE);
  return space instanceof PyDict ? space : new PyDict();
}

function add(rt: Runtime, args: Args): Value {
  const space = spaceOf(rt, args.known('self'));
  const given = args.rest.flatMap((one) =>
    one instanceof PyList || one instanceof PyTuple ? one.items : [one],
  );
  for (const one of given) if (one instanceof Hyperparameter) dictSet(rt, space, one.name, one);
  return null;
}

const configurationSpaceClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'ConfigurationSpace',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, space=None, name=None, seed=None, **options)', (inner, args) => {
        const space = new PyDict();
        const first = typeof args.value('space') === 'string' ? null : args.value('space');
        const given = first ?? args.extra.get('space') ?? null;
        if (given instanceof PyDict) {
          for (const [name, value] of dictItems(given)) {
            dictSet(inner, space, name, written(inner, name, value));
          }
        }
        inner.setAttribute(args.known('self'), SPACE, space);
        return null;
      }),
      ...['add', 'add_hyperparameter', 'add_hyperparameters'].map((name) =>
        nativeMethod(`${name}(self, *parameters)`, add),
      ),
      ...['add_condition', 'add_conditions', 'add_forbidden_clause', 'seed'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, () => null),
      ),
      ...['get_default_configuration', 'sample_configuration'].map((name) =>
        nativeMethod(`${name}(self, size=None)`, (inner, args) => candidateOf(inner, args.known('self'))),
      ),
    ],
  ),
);

function candidateOf(rt: Runtime, configspace: Value): Value {
  const result = new PyDict();
  for (const [name, value] of dictItems(spaceOf(rt, configspace))) {
    dictSet(rt, result, name, value instanceof Domain ? value.value(rt, name) : value);
  }
  return result;
}

/** `Scenario(configspace, n_trials=100)`, and the dictionary of 1.x. */
const scenarioClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Scenario',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, configspace, *args, **options)', (inner, args) => {
        const given = args.value('configspace');
        const self = args.known('self');
        const old = given instanceof PyDict ? given : null;
        const space = old === null ? given : (dictGet(inner, old, 'cs') ?? null);
        const limit = old === null ? args.extra.get('n_trials') : dictGet(inner, old, 'runcount-limit');
        inner.setAttribute(self, 'configspace', space);
        inner.setAttribute(self, 'n_trials', limit ?? (old === null ? DEFAULT_TRIALS : null));
        inner.setAttribute(self, 'max_budget', args.extra.get('max_budget') ?? null);
        return null;
      }),
    ],
  ),
);

function trialsOf(rt: Runtime, scenario: Value): Found<number> {
  const limit = rt.findAttribute(scenario, 'n_trials') ?? null;
  if (limit instanceof Unknown) return missing(limit.reason, limit.span);
  const count = counted(
    rt,
    limit,
    'n_trials of the scenario',
    'the scenario limits the time, not the trials',
  );
  return count.known && limit === DEFAULT_TRIALS
    ? given(count.value, 'code', 'n_trials of the scenario, or its default of 100', rt.here())
    : count;
}

/** Targets take the configuration, and by name the seed and the budget if they have them. */
function callTarget(rt: Runtime, target: Value, scenario: Value): void {
  const fn = target instanceof BoundMethod ? target.fn : target;
  const keywords = new Map<string, Value>();
  const names = fn instanceof PyFunction ? fn.params.map(({ name }) => name) : [];
  if (names.includes('seed')) keywords.set('seed', 0);
  if (names.includes('budget')) {
    const most = rt.findAttribute(scenario, 'max_budget') ?? null;
    rt.recorder.assume(
      'each candidate is given the largest budget, so the search is an upper bound',
      rt.here(),
    );
    keywords.set('budget', most ?? rt.unknown('the largest budget of a candidate'));
  }
  rt.call(target, [candidateOf(rt, rt.getAttribute(scenario, 'configspace'))], keywords);
}

const facadeClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'AbstractFacade',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, scenario, target_function=None, *args, **options)', (inner, args) => {
        const self = args.known('self');
        inner.setAttribute(self, 'scenario', args.value('scenario'));
        inner.setAttribute(
          self,
          'target_function',
          args.extra.get('tae_runner') ?? args.value('target_function'),
        );
        return null;
      }),
      nativeMethod('optimize(self, *args, **options)', (inner, args) => {
        const self = args.known('self');
        const scenario = inner.getAttribute(self, 'scenario');
        const plan = {
          tool: 'smac',
          trials: trialsOf(inner, scenario),
          fitsPerTrial: ONE_FIT,
          includesFinalTraining: 'no',
        } as const;
        searched(inner, plan, () => {
          callTarget(inner, inner.getAttribute(self, 'target_function'), scenario);
        });
        return candidateOf(inner, inner.getAttribute(scenario, 'configspace'));
      }),
      otherMembers('SMAC'),
      nativeMethod('ask(self)', (inner, args) => {
        const scenario = inner.getAttribute(args.known('self'), 'scenario');
        return new Candidate({
          config: candidateOf(inner, inner.getAttribute(scenario, 'configspace')),
          seed: 0,
        });
      }),
      ...['tell', 'validate'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, (inner) =>
          inner.unknown('the cost of a configuration'),
        ),
      ),
      ...[
        'get_intensifier',
        'get_initial_design',
        'get_acquisition_function',
        'get_multi_objective_algorithm',
      ].map((name) => nativeMethod(`${name}(*args, **options)`, () => null)),
    ],
  ),
);

const FACADES = [
  'HyperparameterOptimizationFacade',
  'HPOFacade',
  'BlackBoxFacade',
  'MultiFidelityFacade',
  'RandomFacade',
  'HyperbandFacade',
  'AlgorithmConfigurationFacade',
  'SMAC4HPO',
  'SMAC4BB',
  'SMAC4MF',
  'SMAC4AC',
];

const MEMBERS: Readonly<Record<string, Member>> = {
  Scenario: scenarioClass,
  ...Object.fromEntries(FACADES.map((name): [string, Member] => [name, facadeClass])),
};

const SPACES: Readonly<Record<string, Member>> = {
  ConfigurationSpace: configurationSpaceClass,
  ...Object.fromEntries(hyperparameters.map((one) => [one.name, one])),
};

export const smacModules: readonly LibraryModule[] = [
  ...[
    'smac',
    'smac.scenario',
    'smac.scenario.scenario',
    'smac.facade',
    'smac.facade.smac_hpo_facade',
    'smac.facade.smac_bb_facade',
    'smac.facade.smac_mf_facade',
    'smac.facade.hyperparameter_optimization_facade',
    'smac.facade.multi_fidelity_facade',
  ].map((name) => lazyModule({ name, precedence: 'framework', members: MEMBERS, inert: 'all' })),
  ...['smac.intensifier', 'smac.runhistory', 'smac.initial_design', 'smac.callback'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: {}, inert: 'all' }),
  ),
  ...['ConfigSpace', 'ConfigSpace.hyperparameters'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: SPACES, inert: 'all' }),
  ),
];
