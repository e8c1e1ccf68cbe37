/** DEAP: https://deap.readthedocs.io/en/master/ (1.4; deap/algorithms.py counts the evaluations). */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import {
  asInteger,
  asNumber,
  native,
  nativeClass,
  nativeMethod,
  type Args,
} from '../../python/runtime/native.ts';
import {
  NativeFunction,
  PyClass,
  PyList,
  PyModule,
  PyObject,
  PyTuple,
  Unknown,
} from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { lazyModule, type Member } from '../module.ts';
import { otherMembers } from '../otherMembers.ts';
import { chosen, ONE_FIT, real, searched, suggest, whole, type Suggested } from '../search.ts';
import { KNOWN_AFTER } from './candidate.ts';

/** Longer individuals and larger populations are not spelt out. */
const MOST_LISTED = 2000;

// --- the toolbox -----------------------------------------------------------------------------------

/** What `random` draws for a gene: a range, or choices. Null: something else. */
function drawn(rt: Runtime, fn: Value, args: readonly Value[]): Suggested | null {
  if (!(fn instanceof NativeFunction)) return null;
  const random = rt.importModule('random');
  if (random instanceof Unknown || rt.findAttribute(random, fn.name) !== fn) return null;
  const [first = null, second = null] = args;
  if (fn.name === 'choice') return chosen(rt, first);
  if (fn.name === 'random') return real(rt, { low: 0, high: 1, step: null, isLog: false });
  const [low, high] = [asNumber(first), asNumber(second)];
  if (low === undefined || high === undefined) return null;
  if (fn.name === 'uniform') return real(rt, { low, high, step: null, isLog: false });
  if (fn.name === 'randint') return whole(rt, { low, high, step: null, isLog: false });
  return null;
}

/** By toolbox: what its individuals are made of. */
const genes = new WeakMap<PyObject, Map<string, Suggested>>();

/** `toolbox.register('attr', random.randint, 1, 8)`: a function of what else it is given. */
function register(rt: Runtime, args: Args): Value {
  const [alias, fn, ...bound] = [args.value('alias'), args.value('function'), ...args.rest];
  if (typeof alias !== 'string') return null;
  const self = args.known('self');
  const gene = args.extra.size === 0 ? drawn(rt, fn, bound) : null;
  if (gene !== null && self instanceof PyObject) {
    genes.set(self, new Map([...(genes.get(self) ?? []), [alias, gene]]));
  }
  const partial =
    gene === null
      ? new NativeFunction(alias, (inner, call) =>
          inner.callWith(fn, {
            ...call,
            positional: [...bound, ...call.positional],
            keywords: new Map([...args.extra, ...call.keywords]),
          }),
        )
      : new NativeFunction(alias, (inner) => suggest(inner, alias, gene));
  rt.setAttribute(self, alias, partial);
  return null;
}

const toolboxClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Toolbox',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self)', (inner, args) => {
        const self = args.known('self');
        inner.setAttribute(
          self,
          'clone',
          new NativeFunction('clone', (_rt, { positional }) => positional[0] ?? null),
        );
        const builtins = inner.importModule('builtins');
        if (!(builtins instanceof Unknown)) {
          inner.setAttribute(self, 'map', inner.getAttribute(builtins, 'map'));
        }
        return null;
      }),
      nativeMethod('register(self, alias, function, *args, **options)', register),
      ...['unregister(self, alias)', 'decorate(self, alias, *decorators)'].map((signature) =>
        nativeMethod(signature, () => null),
      ),
    ],
  ),
);

const fitnessClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Fitness',
    [rt.builtinClass('object')],
    [
      ['__init__', nativeMethod('__init__(self, values=())', () => null)],
      ['__getattr__', otherMembers('DEAP')],
      ['valid', false],
    ],
  ),
);

/** `creator.create('Individual', list, fitness=creator.Fitness)`: a class, kept in the module. */
const creator: LibraryModule = {
  name: 'deap.creator',
  precedence: 'framework',
  create: () => {
    const made = new Map<string, Value>();
    const create = native('create(name, base, **attributes)', (rt, args) => {
      const base = args.value('base');
      if (!(base instanceof PyClass)) {
        made.set(args.string('name'), rt.unknown('a class that DEAP derives from something unknown'));
        return null;
      }
      // Attributes that are classes become objects of them, which all individuals may share here.
      const attributes = [...args.extra].map(([name, value]): readonly [string, Value] => [
        name,
        value instanceof PyClass ? rt.call(value, []) : value,
      ]);
      made.set(args.string('name'), nativeClass(args.string('name'), [base], attributes));
      return null;
    });
    return new PyModule('deap.creator', null, undefined, (_rt, name) =>
      name === 'create' ? create : made.get(name),
    );
  },
};

// --- individuals and populations -------------------------------------------------------------------

function times(rt: Runtime, make: () => readonly Value[], count: number): PyList | Unknown {
  if (count > MOST_LISTED) return rt.unknown('a population too large to list');
  return new PyList(Array.from({ length: count }, make).flat());
}

const inits: readonly NativeFunction[] = [
  native('initRepeat(container, func, n)', (rt, args) => {
    const listed = times(rt, () => [rt.call(args.value('func'), [])], args.int('n'));
    return listed instanceof Unknown ? listed : rt.call(args.value('container'), [listed]);
  }),
  native('initCycle(container, seq_func, n=1)', (rt, args) => {
    const makers = args.elements('seq_func');
    const listed = times(rt, () => makers.map((make) => rt.call(make, [])), args.int('n'));
    return listed instanceof Unknown ? listed : rt.call(args.value('container'), [listed]);
  }),
  native('initIterate(container, generator)', (rt, args) =>
    rt.call(args.value('container'), [rt.call(args.value('generator'), [])]),
  ),
];

// --- algorithms ------------------------------------------------------------------------------------

interface Evolution {
  readonly population: Value;
  readonly toolbox: Value;
  /** Evaluations, at most. */
  readonly trials: Found<number>;
}

/** One individual is evaluated, for all. */
function evolve(rt: Runtime, { population, toolbox, trials }: Evolution): Value {
  searched(rt, { tool: 'deap', trials, fitsPerTrial: ONE_FIT, includesFinalTraining: 'no' }, () => {
    const known = toolbox instanceof PyObject ? genes.get(toolbox) : undefined;
    for (const [alias, gene] of known ?? []) suggest(rt, alias, gene);
    const individuals = rt.elements(population);
    const one = individuals instanceof Unknown ? individuals : individuals[0];
    rt.call(rt.getAttribute(toolbox, 'evaluate'), [
      one ?? rt.unknown('an individual of an empty population'),
    ]);
  });
  return new PyTuple([population, rt.unknown(KNOWN_AFTER)]);
}

function sizeOf(rt: Runtime, population: Value): number | Unknown {
  return population instanceof Unknown ? population : rt.length(population);
}

/** What is not changed from one generation to the next is not evaluated again, so that it may be fewer. */
function evaluations(
  rt: Runtime,
  first: number | Unknown,
  ngen: Value,
  offspring: number | Unknown,
): Found<number> {
  const generations =
    ngen instanceof Unknown ? ngen : (asInteger(ngen) ?? rt.unknown('the number of generations'));
  for (const part of [first, generations, offspring]) {
    if (part instanceof Unknown) return missing(part.reason, part.span);
  }
  const total = Number(first) + Number(generations) * Number(offspring);
  const detail = `at most: a population of ${Number(first)}, and ${Number(offspring)} in each of ${Number(generations)} generations`;
  return given(total, 'code', detail, rt.here());
}

const algorithms: readonly NativeFunction[] = [
  native(
    'eaSimple(population, toolbox, cxpb, mutpb, ngen, stats=None, halloffame=None, verbose=True)',
    (rt, args) => {
      const population = args.value('population');
      const size = sizeOf(rt, population);
      const toolbox = args.known('toolbox');
      return evolve(rt, { population, toolbox, trials: evaluations(rt, size, args.value('ngen'), size) });
    },
  ),
  ...['eaMuPlusLambda', 'eaMuCommaLambda'].map((name) =>
    native(
      `${name}(population, toolbox, mu, lambda_, cxpb, mutpb, ngen, stats=None, halloffame=None, verbose=True)`,
      (rt, args) => {
        const population = args.value('population');
        const toolbox = args.known('toolbox');
        const first = sizeOf(rt, population);
        const offspring = asInteger(args.value('lambda_')) ?? rt.unknown('lambda_');
        return evolve(rt, {
          population,
          toolbox,
          trials: evaluations(rt, first, args.value('ngen'), offspring),
        });
      },
    ),
  ),
  native('eaGenerateUpdate(toolbox, ngen, halloffame=None, stats=None, verbose=True)', (rt, args) => {
    const toolbox = args.known('toolbox');
    const population = rt.call(rt.getAttribute(toolbox, 'generate'), []);
    const size = sizeOf(rt, population);
    return evolve(rt, { population, toolbox, trials: evaluations(rt, 0, args.value('ngen'), size) });
  }),
];

// --- what selects and varies -----------------------------------------------------------------------

/** As many as are asked for: which they are makes no difference to their cost. */
function selected(rt: Runtime, args: Args): Value {
  const individuals = args.elements('individuals');
  const count = args.int('k');
  if (individuals.length === 0 || count > MOST_LISTED) return rt.unknown('the individuals that are selected');
  return new PyList(Array.from({ length: count }, (_, i) => individuals[i % individuals.length] ?? null));
}

const tools: LibraryModule = {
  name: 'deap.tools',
  precedence: 'framework',
  create: () => {
    const known = new Map<string, Value>(inits.map((one) => [one.name, one]));
    return new PyModule('deap.tools', null, undefined, (rt, name) => {
      const member = known.get(name);
      if (member !== undefined || name.startsWith('__')) return member;
      if (name.startsWith('sel')) return native(`${name}(individuals, k, *args, **options)`, selected);
      if (name.startsWith('cx')) {
        return native(
          `${name}(ind1, ind2, *args, **options)`,
          (_rt, args) => new PyTuple([args.value('ind1'), args.value('ind2')]),
        );
      }
      if (name.startsWith('mut')) {
        return native(
          `${name}(individual, *args, **options)`,
          (_rt, args) => new PyTuple([args.value('individual')]),
        );
      }
      return recorderClass(rt);
    });
  },
};

/** Statistics, logbooks, halls of fame: they watch. */
const recorderClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Record',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **options)', () => null),
      ...['register', 'record', 'update', 'clear', 'insert'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, () => null),
      ),
      nativeMethod('__getitem__(self, index)', (inner) => inner.unknown(KNOWN_AFTER)),
      nativeMethod('__len__(self)', (inner) => inner.unknown(KNOWN_AFTER)),
      otherMembers('DEAP'),
    ],
  ),
);

const ALGORITHMS: Readonly<Record<string, Member>> = Object.fromEntries(
  algorithms.map((one) => [one.name, one]),
);

export const deapModules: readonly LibraryModule[] = [
  lazyModule({ name: 'deap', precedence: 'framework', members: {} }),
  lazyModule({
    name: 'deap.base',
    precedence: 'framework',
    members: { Toolbox: toolboxClass, Fitness: fitnessClass },
  }),
  lazyModule({ name: 'deap.algorithms', precedence: 'framework', members: ALGORITHMS }),
  creator,
  tools,
];
