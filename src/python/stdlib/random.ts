/** `random`: values are unknown, seeds have no effect; what can be said of a choice is said. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyList } from '../runtime/values.ts';
import type { NativeFunction, Value, Unknown } from '../runtime/values.ts';
import { elementsOf } from '../builtins/natives.ts';
import { libraryModule } from './module.ts';

function drawn(rt: Runtime): Unknown {
  return rt.unknown('a random value');
}

/** One of equal elements is no matter of chance. */
function choice(rt: Runtime, args: Args): Value {
  const items = elementsOf(rt, args.value('seq'));
  const [first, ...others] = items;
  if (first === undefined) throw rt.error('IndexError', 'Cannot choose from an empty sequence');
  return others.every((item) => rt.equals(item, first) === true) ? first : drawn(rt);
}

/** The elements stay in their order: what depends on it is any of the orders, and that is said. */
function shuffle(rt: Runtime, args: Args): null {
  const list = args.known('x');
  if (list instanceof PyList && list.items.length > 1) {
    rt.recorder.assume('random.shuffle() leaves a list in the order it had', rt.here());
  }
  return null;
}

/** As many unknown values as are asked for. */
function several(rt: Runtime, count: number): PyList {
  rt.spend(count);
  return new PyList(Array.from({ length: count }, () => drawn(rt)));
}

const VALUES = [
  'random',
  'randint',
  'randrange',
  'uniform',
  'gauss',
  'normalvariate',
  'triangular',
  'betavariate',
  'expovariate',
  'gammavariate',
  'lognormvariate',
  'vonmisesvariate',
  'paretovariate',
  'weibullvariate',
  'getrandbits',
  'randbytes',
  'getstate',
];

const functions: readonly NativeFunction[] = [
  ...VALUES.map((name) => native(`${name}(*args, **kwargs)`, drawn)),
  native('seed(*args, **kwargs)', () => null),
  native('setstate(state)', () => null),
  native('choice(seq)', choice),
  native('shuffle(x, random=None)', shuffle),
  native('sample(population, k, *, counts=None)', (rt, args) => several(rt, args.int('k'))),
  native('choices(population, weights=None, *, cum_weights=None, k=1)', (rt, args) =>
    several(rt, args.int('k')),
  ),
];

export const random = libraryModule('random', (rt) => {
  const members = functions.map((fn) => [fn.name, fn] as const);
  const generator = nativeClass(
    'Random',
    [rt.builtinClass('object')],
    [['__init__', native('__init__(*args)', () => null)], ...members],
  );
  return [...functions, generator, ['SystemRandom', generator]];
});
