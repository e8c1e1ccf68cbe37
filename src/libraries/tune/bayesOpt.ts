/** `bayes_opt`: https://bayesian-optimization.github.io/BayesianOptimization/ (2.0). */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import {
  asInteger,
  asNumber,
  nativeClass,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { PyDict, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { dictItems, dictOf } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { otherMembers } from '../otherMembers.ts';
import { lazyModule } from '../module.ts';
import { chosen, fixed, ONE_FIT, real, suggest, tried, whole, type Suggested } from '../search.ts';
import { KNOWN_AFTER } from './candidate.ts';

/** Bounds, bounds with a type, or choices. */
function within(rt: Runtime, bounds: Value): Suggested {
  const parts = rt.elements(bounds);
  if (parts instanceof Unknown) return fixed(parts);
  const [low, high] = parts.map((part) => (typeof part === 'string' ? undefined : asNumber(settled(part))));
  if (low === undefined || high === undefined) return chosen(rt, bounds);
  const type = parts[2];
  const isInteger = type !== undefined && rt.str(type) === "<class 'int'>";
  const range = { low, high, step: null, isLog: false };
  return isInteger ? whole(rt, range) : real(rt, range);
}

function candidateOf(rt: Runtime, self: Value): Value {
  const bounds = rt.getAttribute(self, 'pbounds');
  if (!(bounds instanceof PyDict)) return rt.unknown('the bounds of the search');
  return dictOf(
    rt,
    dictItems(bounds).map(([name, range]): [Value, Value] => [name, suggest(rt, name, within(rt, range))]),
  );
}

/** The points at random are candidates as well. */
function trialsOf(rt: Runtime, args: Args): Found<number> {
  let total = 0;
  for (const name of ['init_points', 'n_iter']) {
    const value = args.value(name);
    const count = value instanceof Unknown ? undefined : asInteger(settled(value));
    if (count === undefined) {
      return value instanceof Unknown
        ? missing(value.reason, value.span)
        : missing(`${name} of maximize`, rt.here());
    }
    total += count;
  }
  return given(total, 'code', 'init_points and n_iter of maximize', rt.here());
}

function maximize(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  const plan = {
    tool: 'bayes_opt',
    trials: trialsOf(rt, args),
    fitsPerTrial: ONE_FIT,
    includesFinalTraining: 'no',
  } as const;
  const candidate = tried(
    rt,
    plan,
    () => candidateOf(rt, self),
    (one) => {
      const items = one instanceof PyDict ? dictItems(one) : [];
      const keywords = items.map(([name, value]): [string, Value] => [
        typeof name === 'string' ? name : '',
        value,
      ]);
      rt.call(rt.getAttribute(self, 'f'), [], new Map(keywords));
    },
  );
  const best = dictOf(rt, [
    ['params', candidate],
    ['target', rt.unknown(KNOWN_AFTER)],
  ]);
  rt.setAttribute(self, 'max', best);
  return null;
}

const optimizerClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'BayesianOptimization',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, f=None, pbounds=None, *args, **options)', (inner, args) => {
        for (const name of ['f', 'pbounds']) inner.setAttribute(args.known('self'), name, args.value(name));
        inner.setAttribute(args.known('self'), 'max', inner.unknown(KNOWN_AFTER));
        inner.setAttribute(args.known('self'), 'res', inner.unknown(KNOWN_AFTER));
        return null;
      }),
      nativeMethod('maximize(self, init_points=5, n_iter=25, *args, **options)', maximize),
      nativeMethod('suggest(self, *args, **options)', (inner, args) =>
        candidateOf(inner, args.known('self')),
      ),
      nativeMethod('probe(self, params, lazy=True)', (inner, args) => {
        const params = args.value('params');
        const isLazy = inner.truth(args.value('lazy')) !== false;
        if (isLazy || !(params instanceof PyDict || params instanceof PyTuple)) return null;
        return inner.unknown(KNOWN_AFTER);
      }),
      otherMembers('bayes_opt'),
      ...['register', 'subscribe', 'set_bounds', 'set_gp_params'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, () => null),
      ),
    ],
  ),
);

export const bayesOptModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'bayes_opt',
    precedence: 'framework',
    members: { BayesianOptimization: optimizerClass },
    inert: 'all',
  }),
  ...['logger', 'event', 'util', 'acquisition'].map((part) =>
    lazyModule({ name: `bayes_opt.${part}`, precedence: 'framework', members: {}, inert: 'all' }),
  ),
];
