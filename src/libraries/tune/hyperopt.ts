/** Hyperopt: https://hyperopt.github.io/hyperopt/getting-started/search_spaces/ */
import type { LibraryModule } from '../../python/ports.ts';
import { native } from '../../python/runtime/native.ts';
import { PyDict } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { dictSet } from '../../python/builtins/hash.ts';
import { lazyModule, type Member } from '../module.ts';
import { bound, chosen, counted, fixed, ONE_FIT, real, tried, whole } from '../search.ts';
import { Domain, resolved } from './space.ts';

/** `name(label, low, high)`; the bounds of logarithmic ranges are logarithms. */
function range(signature: string, isLog: boolean): NativeFunction {
  return native(signature, (rt, args) => {
    const exponential = (value: number): number => (isLog ? Math.exp(value) : value);
    const low = exponential(bound(rt, args.value('low')));
    const high = exponential(bound(rt, args.value('high')));
    const step = signature.includes(' q)') ? bound(rt, args.value('q')) : null;
    return new Domain(real(rt, { low, high, step, isLog }));
  });
}

const domains: readonly NativeFunction[] = [
  range('uniform(label, low, high)', false),
  range('quniform(label, low, high, q)', false),
  range('loguniform(label, low, high)', true),
  range('qloguniform(label, low, high, q)', true),
  native('uniformint(label, low, high)', (rt, args) => {
    const [low, high] = [bound(rt, args.value('low')), bound(rt, args.value('high'))];
    return new Domain(whole(rt, { low, high, step: null, isLog: false }));
  }),
  native('randint(label, *bounds)', (rt, args) => {
    const [first = 0, second] = args.rest.map((value) => bound(rt, value));
    const [low, high] = second === undefined ? [0, first] : [first, second];
    return new Domain(whole(rt, { low, high: high - 1, step: null, isLog: false }));
  }),
  ...['normal', 'qnormal'].map((name) =>
    native(`${name}(label, mu, sigma, *rest)`, (_rt, args) => new Domain(fixed(args.value('mu')))),
  ),
  ...['choice', 'pchoice'].map((name) =>
    native(`${name}(label, options)`, (rt, args) => new Domain(chosen(rt, args.value('options')))),
  ),
];

const fmin = native(
  'fmin(fn, space, algo=None, max_evals=None, timeout=None, loss_threshold=None, trials=None, **options)',
  (rt, args) => {
    const trials = counted(
      rt,
      args.value('max_evals'),
      'max_evals of fmin',
      'fmin has no max_evals: it runs until it is stopped',
    );
    const candidate = tried(
      rt,
      { tool: 'hyperopt', trials, fitsPerTrial: ONE_FIT, includesFinalTraining: 'no' },
      () => resolved(rt, args.value('space')),
      (one) => rt.call(args.value('fn'), [one]),
    );
    if (candidate instanceof PyDict) return candidate;
    const best = new PyDict();
    dictSet(rt, best, 'x', candidate);
    return best;
  },
);

const members: Readonly<Record<string, Member>> = {
  fmin,
  space_eval: native('space_eval(space, hp_assignment)', (rt, args) => resolved(rt, args.value('space'))),
  STATUS_OK: () => 'ok',
  STATUS_FAIL: () => 'fail',
  hp: (rt): Value => rt.importModule('hyperopt.hp'),
};

export const hyperoptModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'hyperopt',
    precedence: 'framework',
    members,
    inert: ['Trials', 'SparkTrials', 'tpe', 'rand', 'anneal', 'atpe', 'early_stop'],
  }),
  lazyModule({
    name: 'hyperopt.hp',
    precedence: 'framework',
    members: Object.fromEntries(domains.map((member) => [member.name, member])),
  }),
  ...['hyperopt.pyll', 'hyperopt.pyll.base', 'hyperopt.early_stop'].map((name) =>
    lazyModule({ name, precedence: 'framework', members: {}, inert: 'all' }),
  ),
];
