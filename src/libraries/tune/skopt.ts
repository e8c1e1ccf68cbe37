/** scikit-optimize: https://scikit-optimize.github.io/stable/ (0.10). */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asNumber, native, nativeClass, nativeMethod, settled } from '../../python/runtime/native.ts';
import { NativeFunction, PyList, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { otherMembers } from '../otherMembers.ts';
import { lazyModule, type Member } from '../module.ts';
import { bound, chosen, counted, ONE_FIT, real, suggest, tried, whole, type Suggested } from '../search.ts';
import { searchMembers } from '../sklearn/search.ts';
import { Candidate, KNOWN_AFTER } from './candidate.ts';
import { Domain } from './space.ts';

/** A dimension knows its name, for functions that take their arguments by name. */
class Dimension extends Domain {
  readonly #name: Value;

  constructor(suggested: Suggested, name: Value) {
    super(suggested);
    this.#name = name;
  }

  override value(rt: Runtime): Value {
    return super.value(rt, this.#name);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return name === 'name' ? this.#name : undefined;
  }
}

function range(rt: Runtime, low: Value, high: Value, prior: Value, isWhole: boolean): Suggested {
  const facts = { low: bound(rt, low), high: bound(rt, high), step: null, isLog: prior === 'log-uniform' };
  return isWhole ? whole(rt, facts) : real(rt, facts);
}

const dimensions: readonly NativeFunction[] = [
  native(
    "Real(low, high, prior='uniform', base=10, transform=None, name=None, **options)",
    (rt, args) =>
      new Dimension(
        range(rt, args.value('low'), args.value('high'), args.value('prior'), false),
        args.value('name'),
      ),
  ),
  native(
    "Integer(low, high, prior='uniform', base=10, transform=None, name=None, **options)",
    (rt, args) =>
      new Dimension(
        range(rt, args.value('low'), args.value('high'), args.value('prior'), true),
        args.value('name'),
      ),
  ),
  native(
    'Categorical(categories, prior=None, transform=None, name=None)',
    (rt, args) => new Dimension(chosen(rt, args.value('categories')), args.value('name')),
  ),
  native('Space(dimensions)', (_rt, args) => args.value('dimensions')),
];

/** A dimension may be written as its bounds or as its choices: `check_dimension` of skopt/space/space.py. */
function pointOf(rt: Runtime, dimension: Value): Value {
  if (dimension instanceof Domain) return dimension.value(rt);
  const parts = rt.elements(dimension);
  if (parts instanceof Unknown) return parts;
  const [low = null, high = null, prior = null] = parts;
  const isRange = (parts.length === 2 || typeof prior === 'string') && isNumber(low) && isNumber(high);
  if (!isRange) return suggest(rt, null, chosen(rt, dimension));
  const isWhole = typeof low === 'number' && typeof high === 'number';
  return suggest(rt, null, range(rt, low, high, prior, isWhole));
}

function isNumber(value: Value): boolean {
  return typeof value !== 'boolean' && !(value instanceof Unknown) && asNumber(settled(value)) !== undefined;
}

function pointIn(rt: Runtime, space: Value): Value {
  const parts = rt.elements(space);
  return parts instanceof Unknown ? parts : new PyList(parts.map((one) => pointOf(rt, one)));
}

function minimizer(name: string): NativeFunction {
  return native(
    `${name}(func, dimensions, base_estimator=None, n_calls=100, *args, **options)`,
    (rt, args) => {
      const named = args.value('n_calls');
      const trials = counted(rt, named, `n_calls of ${name}`, 'n_calls is not given');
      const point = tried(
        rt,
        { tool: 'scikit-optimize', trials, fitsPerTrial: ONE_FIT, includesFinalTraining: 'no' },
        () => pointIn(rt, args.value('dimensions')),
        (one) => rt.call(args.value('func'), [one]),
      );
      return new Candidate({ x: point });
    },
  );
}

/** `@use_named_args(dimensions)`: a function of names as one of a list. */
const useNamedArgs = native('use_named_args(dimensions)', (rt, args) => {
  const parts = rt.elements(args.value('dimensions'));
  return new NativeFunction('decorator', (_rt, decorated) => {
    const [fn = null] = decorated.positional;
    return new NativeFunction('objective', (inner, call) => {
      const [point = null] = call.positional;
      const values = inner.elements(point);
      if (values instanceof Unknown) return values;
      if (parts instanceof Unknown) return parts;
      const keywords = new Map<string, Value>();
      for (const [i, part] of parts.entries()) {
        const name = inner.findAttribute(part, 'name');
        if (typeof name === 'string') keywords.set(name, values[i] ?? null);
      }
      return inner.call(fn, [], keywords);
    });
  });
});

/** `skopt.Optimizer`: asked and told in a loop. */
const optimizerClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Optimizer',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, dimensions, *args, **options)', (inner, args) => {
        inner.setAttribute(args.known('self'), 'dimensions', args.value('dimensions'));
        return null;
      }),
      nativeMethod('ask(self, n_points=None, *args, **options)', (inner, args) => {
        const point = pointIn(inner, inner.getAttribute(args.known('self'), 'dimensions'));
        const count = args.intOrNone('n_points');
        return count === null ? point : new PyList(new Array<Value>(count).fill(point));
      }),
      otherMembers('scikit-optimize'),
      nativeMethod('tell(self, *args, **options)', (inner) => inner.unknown(KNOWN_AFTER)),
      nativeMethod(
        'get_result(self)',
        (inner, args) =>
          new Candidate({ x: pointIn(inner, inner.getAttribute(args.known('self'), 'dimensions')) }),
      ),
    ],
  ),
);

const MINIMIZERS = ['gp_minimize', 'forest_minimize', 'gbrt_minimize', 'dummy_minimize'];
const SPACES: Readonly<Record<string, Member>> = Object.fromEntries(dimensions.map((one) => [one.name, one]));

export const skoptModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'skopt',
    precedence: 'framework',
    members: {
      ...searchMembers,
      ...SPACES,
      ...Object.fromEntries(MINIMIZERS.map((name) => [name, minimizer(name)])),
      Optimizer: optimizerClass,
    },
    inert: ['callbacks', 'plots', 'dump', 'load', 'utils', 'learning'],
  }),
  lazyModule({ name: 'skopt.space', precedence: 'framework', members: SPACES }),
  lazyModule({ name: 'skopt.space.space', precedence: 'framework', members: SPACES }),
  lazyModule({
    name: 'skopt.utils',
    precedence: 'framework',
    members: { use_named_args: useNamedArgs },
    inert: 'all',
  }),
  ...['skopt.plots', 'skopt.callbacks', 'skopt.learning'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: {}, inert: 'all' }),
  ),
];
