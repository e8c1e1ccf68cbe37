/** Nevergrad: https://facebookresearch.github.io/nevergrad/optimization.html (1.0). */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import {
  asInteger,
  asNumber,
  native,
  nativeClass,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { PyDict, PyFloat, PyModule, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { dictItems, dictOf } from '../../python/builtins/hash.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { missing, type Found } from '../../units/found.ts';
import { otherMembers } from '../otherMembers.ts';
import { lazyModule } from '../module.ts';
import { chosen, counted, fixed, float, ONE_FIT, real, searched } from '../search.ts';
import { Candidate } from './candidate.ts';
import { Domain, resolved } from './space.ts';

/** A parameter, whose methods change how it is drawn and give it back. */
class Parameter extends Domain {
  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'set_integer_casting':
        return callable(name, () => {
          const { value, ends } = this.suggested;
          const number = asNumber(resolved(rt, value));
          if (number === undefined) return this;
          const within = ends === null ? null : { low: Math.trunc(ends.low), high: Math.trunc(ends.high) };
          return new Parameter({ value: Math.trunc(number), ends: within });
        });
      case 'set_bounds':
        return callable(name, (_rt, [lower = null, upper = null]) => {
          const [low, high] = [asNumber(lower), asNumber(upper)];
          return low === undefined || high === undefined || !(this.suggested.value instanceof PyFloat)
            ? this
            : new Parameter(real(rt, { low, high, step: null, isLog: false }));
        });
      case 'set_mutation':
      case 'set_name':
      case 'set_standardized_data':
        return callable(name, () => this);
      case 'value':
        return this.value(rt);
      default:
        return name.startsWith('_') ? undefined : rt.unknown(`${name} of a parameter of Nevergrad`);
    }
  }
}

function scalar(rt: Runtime, args: Args, isLog: boolean): Value {
  const [low, high] = [args.numberOrNone('lower'), args.numberOrNone('upper')];
  if (low !== null && high !== null) return new Parameter(real(rt, { low, high, step: null, isLog }));
  const start = args.numberOrNone('init');
  if (start !== null) return new Parameter(fixed(float(start)));
  return isLog ? rt.unknown('a range without bounds') : new Parameter(fixed(float(0)));
}

function array(rt: Runtime, args: Args): Value {
  const start = args.value('init');
  if (start instanceof NdArray) return new Parameter(fixed(start.like(start.shape)));
  const shape = args.value('shape');
  const sizes = shape === null ? rt.unknown('the shape of an array of parameters') : rt.elements(shape);
  if (sizes instanceof Unknown) return sizes;
  const shaped = sizes.map((size) => asInteger(settled(size)) ?? 1);
  return new Parameter(fixed(new NdArray(shaped, 'float64')));
}

const parameters: readonly NativeFunction[] = [
  native('Scalar(init=None, *, lower=None, upper=None, mutable_sigma=True)', (rt, args) =>
    scalar(rt, args, false),
  ),
  native('Log(*, init=None, exponent=None, lower=None, upper=None, mutable_sigma=False)', (rt, args) =>
    scalar(rt, args, true),
  ),
  native('Array(*, init=None, shape=None, lower=None, upper=None, mutable_sigma=False)', array),
  ...['Choice', 'TransitionChoice'].map((name) =>
    native(
      `${name}(choices, repetitions=None, **options)`,
      (rt, args) => new Parameter(chosen(rt, args.value('choices'))),
    ),
  ),
  native('Dict(**parameters)', (rt, args) => new Parameter(fixed(dictOf(rt, [...args.extra])))),
  native('Tuple(*parameters)', (_rt, args) => new Parameter(fixed(new PyTuple(args.rest)))),
  native(
    'Instrumentation(*positional, **keywords)',
    (rt, args) => new Parameter(fixed(new PyTuple([new PyTuple(args.rest), dictOf(rt, [...args.extra])]))),
  ),
];

/** The candidate that stands for all, with the arguments that a function is called with. */
function candidateOf(rt: Runtime, optimizer: Value): Candidate {
  const space = rt.getAttribute(optimizer, 'parametrization');
  const dimensions = asInteger(space);
  const value = dimensions === undefined ? resolved(rt, space) : new NdArray([dimensions], 'float64');
  const [positional = null, keywords = null] = value instanceof PyTuple ? value.items : [];
  const isInstrumentation =
    value instanceof PyTuple && positional instanceof PyTuple && keywords instanceof PyDict;
  return new Candidate({
    value,
    args: isInstrumentation ? positional : new PyTuple([value]),
    kwargs: isInstrumentation ? keywords : new PyDict(),
  });
}

function minimize(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  const limit = rt.getAttribute(self, 'budget');
  const trials: Found<number> =
    args.value('max_time') !== null && limit === null
      ? missing('the search is limited by time, not by a number of trials', rt.here())
      : counted(rt, limit, 'budget of the optimizer', 'the optimizer has no budget');
  return searched(
    rt,
    { tool: 'nevergrad', trials, fitsPerTrial: ONE_FIT, includesFinalTraining: 'no' },
    () => {
      const candidate = candidateOf(rt, self);
      const positional = candidate.getAttribute(rt, 'args');
      const keywords = candidate.getAttribute(rt, 'kwargs');
      rt.call(
        args.value('objective_function'),
        positional instanceof PyTuple ? positional.items : [],
        new Map(
          keywords instanceof PyDict
            ? dictItems(keywords).map(([key, value]): [string, Value] => [
                typeof key === 'string' ? key : '',
                value,
              ])
            : [],
        ),
      );
      return candidate;
    },
  );
}

/** All optimizers alike: which one it is does not change how many candidates there are. */
const optimizerClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Optimizer',
    [rt.builtinClass('object')],
    [
      nativeMethod(
        '__init__(self, parametrization, budget=None, num_workers=1, **options)',
        (inner, args) => {
          for (const name of ['parametrization', 'budget', 'num_workers']) {
            inner.setAttribute(args.known('self'), name, args.value(name));
          }
          return null;
        },
      ),
      nativeMethod(
        'minimize(self, objective_function, executor=None, batch_mode=False, verbosity=0, constraint_violation=None, max_time=None)',
        minimize,
      ),
      ...['ask', 'provide_recommendation', 'recommend'].map((name) =>
        nativeMethod(`${name}(self)`, (inner, args) => candidateOf(inner, args.known('self'))),
      ),
      otherMembers('Nevergrad'),
      ...['tell', 'suggest', 'register_callback', 'dump', 'enable_pickling'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, () => null),
      ),
    ],
  ),
);

/** `ng.optimizers.registry['TBPSA']` and `ng.optimizers.NGOpt`. */
const optimizers: LibraryModule = {
  name: 'nevergrad.optimizers',
  precedence: 'framework',
  create: () =>
    new PyModule('nevergrad.optimizers', null, undefined, (rt, name) => {
      if (name.startsWith('__')) return undefined;
      return name === 'registry' ? new Registry() : optimizerClass(rt);
    }),
};

class Registry extends Candidate {
  constructor() {
    super({});
  }
  override getItem(rt: Runtime): Value {
    return optimizerClass(rt);
  }
}

const PARAMETERS = Object.fromEntries(parameters.map((member) => [member.name, member]));

export const nevergradModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'nevergrad',
    precedence: 'framework',
    members: {
      p: (rt) => rt.importModule('nevergrad.p'),
      optimizers: (rt) => rt.importModule('nevergrad.optimizers'),
    },
    inert: ['callbacks', 'families'],
  }),
  lazyModule({ name: 'nevergrad.p', precedence: 'framework', members: PARAMETERS }),
  lazyModule({ name: 'nevergrad.parametrization', precedence: 'framework', members: PARAMETERS }),
  optimizers,
];
