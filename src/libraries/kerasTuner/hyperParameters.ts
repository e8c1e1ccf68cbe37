/** `keras_tuner.HyperParameters`: either the defaults, or the candidate that stands for all of a search. */
import { dictGet, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { bound, fixed, float, oneOf, real, suggest, whole, type Suggested } from '../search.ts';

/** Set where the candidate in the middle is wanted instead of the defaults. */
const CANDIDATE = '__candidate__';
/** How many values each name can take, for a search over all of them. */
const SIZES = '__sizes__';

/** Keras Tuner cuts a range without a step into so many values for a grid. */
const GRID_VALUES = 10;

function dictOf(object: Value, name: string): PyDict {
  const value = object instanceof PyObject ? object.attrs.get(name) : undefined;
  return value instanceof PyDict ? value : new PyDict();
}

function isCandidate(self: Value): boolean {
  return self instanceof PyObject && self.attrs.get(CANDIDATE) === true;
}

/** A range of numbers; `max_value` belongs to it. */
function rangeOf(
  rt: Runtime,
  args: Args,
): { low: number; high: number; step: number | null; isLog: boolean } {
  const sampling = args.value('sampling');
  return {
    low: bound(rt, args.value('min_value')),
    high: bound(rt, args.value('max_value')),
    step: args.numberOrNone('step'),
    isLog: sampling === 'log' || sampling === 'reverse_log',
  };
}

/** By orders of magnitude the step is a factor, which leaves the geometric middle. */
function candidateRange(range: ReturnType<typeof rangeOf>): ReturnType<typeof rangeOf> {
  return range.isLog ? { ...range, step: null } : range;
}

function valuesIn({ low, high, step, isLog }: ReturnType<typeof rangeOf>, isInteger: boolean): number {
  if (step === null) return isInteger ? high - low + 1 : GRID_VALUES;
  if (isLog) return Math.floor(Math.log(high / low) / Math.log(step)) + 1;
  return Math.floor((high - low) / step + 1e-9) + 1;
}

interface Choice {
  readonly suggested: Suggested;
  readonly size: number;
}

/** A named value: kept, and given again to who asks again. */
function parameter(
  signature: string,
  choose: (rt: Runtime, args: Args, candidate: boolean) => Choice,
): NativeFunction {
  const full = `${signature.slice(0, -1)}, parent_name=None, parent_values=None)`;
  return nativeMethod(full, (rt, args) => {
    const self = args.known('self');
    const values = dictOf(self, 'values');
    const name = args.value('name');
    if (name instanceof Unknown) return name;
    const known = dictGet(rt, values, name);
    if (known !== undefined) return known;
    const { suggested, size } = choose(rt, args, isCandidate(self));
    const value = suggest(rt, name, suggested);
    dictSet(rt, values, name, value);
    dictSet(rt, dictOf(self, SIZES), name, size);
    return value;
  });
}

const PARAMETERS: readonly NativeFunction[] = [
  parameter(
    'Int(self, name, min_value, max_value, step=None, sampling="linear", default=None)',
    (rt, args, candidate) => {
      const range = rangeOf(rt, args);
      const given = args.value('default');
      const suggested = candidate ? whole(rt, candidateRange(range)) : fixed(given ?? range.low);
      return { suggested, size: valuesIn(range, true) };
    },
  ),
  parameter(
    'Float(self, name, min_value, max_value, step=None, sampling="linear", default=None)',
    (rt, args, candidate) => {
      const range = rangeOf(rt, args);
      const given = args.value('default');
      const suggested = candidate ? real(rt, candidateRange(range)) : fixed(given ?? float(range.low));
      return { suggested, size: valuesIn(range, false) };
    },
  ),
  parameter('Choice(self, name, values, ordered=None, default=None)', (rt, args, candidate) => {
    const choices = args.elements('values');
    const fallback = args.value('default') ?? choices[0] ?? null;
    const suggested = candidate ? oneOf(rt, choices, fallback) : fixed(fallback);
    return { suggested, size: choices.length };
  }),
  parameter('Boolean(self, name, default=False)', (_rt, args) => ({
    suggested: fixed(args.value('default')),
    size: 2,
  })),
  parameter('Fixed(self, name, value)', (_rt, args) => ({
    suggested: fixed(args.value('value')),
    size: 1,
  })),
];

export const hyperParametersClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'HyperParameters',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self)', (_rt, args) => {
        const self = args.known('self');
        if (self instanceof PyObject) {
          self.attrs.set('values', new PyDict());
          self.attrs.set(SIZES, new PyDict());
        }
        return null;
      }),
      ...PARAMETERS,
      nativeMethod('get(self, name)', (_rt, args) => valueNamed(rt, args)),
      nativeMethod('__getitem__(self, name)', (_rt, args) => valueNamed(rt, args)),
      nativeMethod(
        '__contains__(self, name)',
        (_rt, args) => dictGet(rt, dictOf(args.known('self'), 'values'), args.value('name')) !== undefined,
      ),
      nativeMethod(
        'conditional_scope(self, parent_name, parent_values)',
        () => new Inert('conditional_scope'),
      ),
      nativeMethod('name_scope(self, name)', () => new Inert('name_scope')),
      nativeMethod('copy(self)', (_rt, args) => args.value('self')),
      nativeMethod('get_config(self)', (_rt, args) => dictOf(args.known('self'), 'values')),
    ],
  ),
);

function valueNamed(rt: Runtime, args: Args): Value {
  const found = dictGet(rt, dictOf(args.known('self'), 'values'), args.value('name'));
  return found ?? rt.unknown('a hyper-parameter that was not named before');
}

/** Hyper-parameters that give the candidate in the middle; those that are fixed beforehand stay. */
export function candidate(rt: Runtime, base: Value): PyObject {
  const made = rt.call(hyperParametersClass(rt), []);
  if (!(made instanceof PyObject)) throw new TypeError('hyper-parameters are an object');
  made.attrs.set(CANDIDATE, true);
  for (const [key, value] of dictOf(base, 'values').entries) {
    if (typeof key === 'string') dictSet(rt, dictOf(made, 'values'), key, value);
  }
  return made;
}

/** How many points the grid of these hyper-parameters has. */
export function gridPoints(hp: PyObject): number {
  let points = 1;
  for (const size of dictOf(hp, SIZES).entries.values()) points *= typeof size === 'number' ? size : 1;
  return points;
}
