/** `gymnasium.spaces`: what an agent sees and does. https://gymnasium.farama.org/api/spaces */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, nativeClass, nativeMethod, settled, type Args } from '../../python/runtime/native.ts';
import { asPosition } from '../../python/runtime/position.ts';
import { PyDict, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import type { DType } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { dtypeArgument, sizes } from '../../tensor/ndarray/methods.ts';
import type { Shape } from '../../tensor/shape.ts';
import { arrayOf } from '../numpy/arrays.ts';
import type { SpaceSpec } from './environments.ts';

/** Numbers of one draw; null: it is one choice of several. */
const drawn = new WeakMap<PyObject, { readonly shape: Shape; readonly dtype: DType } | null>();

/** What a space of numbers draws; null: it draws a choice, or is none that is known. */
export function numbersOf(space: Value): { readonly shape: Shape; readonly dtype: DType } | null {
  return space instanceof PyObject ? (drawn.get(space) ?? null) : null;
}

/** A draw from it, or so many of them. */
export function drawFrom(rt: Runtime, space: Value, count: number | null = null): Value {
  const batch = count === null ? [] : [count];
  const numbers = numbersOf(space);
  if (numbers !== null) return new NdArray([...batch, ...numbers.shape], numbers.dtype);
  const isChoice = space instanceof PyObject && drawn.has(space);
  if (!isChoice) return rt.unknown('what a space of this kind holds');
  return count === null ? asPosition(rt.unknown('a random choice')) : new NdArray(batch, 'int64');
}

function describe(rt: Runtime, self: Value, shape: Shape, dtype: DType, isChoice = false): void {
  if (!(self instanceof PyObject)) return;
  drawn.set(self, isChoice ? null : { shape, dtype });
  const numpy = rt.importModule('numpy');
  rt.setAttribute(self, 'shape', new PyTuple([...shape]));
  rt.setAttribute(self, '_shape', new PyTuple([...shape]));
  if (!(numpy instanceof Unknown)) rt.setAttribute(self, 'dtype', rt.getAttribute(numpy, dtype));
}

function initializeBox(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  const dtype = dtypeArgument(args) ?? 'float32';
  const given = args.value('shape');
  const shape = given === null ? (arrayOf(rt, settled(args.value('low')))?.shape ?? []) : sizes(rt, given);
  describe(rt, self, shape, dtype);
  rt.setAttribute(self, 'low', new NdArray(shape, dtype));
  rt.setAttribute(self, 'high', new NdArray(shape, dtype));
  return null;
}

const spaceClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Space',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, shape=None, dtype=None, seed=None)', () => null),
      nativeMethod('seed(self, seed=None)', () => null),
      nativeMethod('contains(self, x)', (inner) => inner.unknown('whether a space holds a value')),
      nativeMethod('sample(self, *args, **kwargs)', (inner, args) => drawFrom(inner, args.known('self'))),
    ],
  ),
);

/** Spaces by name, with their constructors. */
const CONSTRUCTORS: Readonly<
  Record<string, readonly [signature: string, body: (rt: Runtime, args: Args) => Value]>
> = {
  Box: ['__init__(self, low, high, shape=None, dtype=None, seed=None)', initializeBox],
  Discrete: [
    '__init__(self, n, seed=None, start=0, **options)',
    (rt, args) => {
      const self = args.known('self');
      describe(rt, self, [], 'int64', true);
      rt.setAttribute(self, 'n', args.value('n'));
      rt.setAttribute(self, 'start', args.value('start'));
      return null;
    },
  ],
  MultiDiscrete: [
    '__init__(self, nvec, dtype=None, seed=None, **options)',
    (rt, args) => {
      const nvec = arrayOf(rt, settled(args.value('nvec')));
      describe(rt, args.known('self'), nvec?.shape ?? [], 'int64');
      rt.setAttribute(args.known('self'), 'nvec', nvec ?? args.value('nvec'));
      return null;
    },
  ],
  MultiBinary: [
    '__init__(self, n, seed=None)',
    (rt, args) => {
      const n = asInteger(settled(args.value('n')));
      describe(rt, args.known('self'), n === undefined ? sizes(rt, args.value('n')) : [n], 'int8');
      rt.setAttribute(args.known('self'), 'n', args.value('n'));
      return null;
    },
  ],
  Dict: [
    '__init__(self, spaces=None, seed=None, **spaces_kwargs)',
    (rt, args) => {
      const spaces = args.value('spaces');
      rt.setAttribute(args.known('self'), 'spaces', spaces instanceof PyDict ? spaces : new PyDict());
      return null;
    },
  ],
  Tuple: [
    '__init__(self, spaces, seed=None)',
    (rt, args) => {
      rt.setAttribute(args.known('self'), 'spaces', new PyList(args.elements('spaces').slice()));
      return null;
    },
  ],
};

const classes = perRuntime((rt) => {
  const made = new Map<string, PyClass>([['Space', spaceClass(rt)]]);
  for (const [name, [signature, body]] of Object.entries(CONSTRUCTORS)) {
    made.set(name, nativeClass(name, [spaceClass(rt)], [nativeMethod(signature, body)]));
  }
  return made;
});

export function spaceNamed(rt: Runtime, name: string): PyClass | undefined {
  return classes(rt).get(name);
}

/** The space that is described so; `count`: of so many environments side by side. */
export function spaceOf(rt: Runtime, spec: SpaceSpec, count: number | null = null): Value {
  const batch = count === null ? [] : [count];
  const isChoice = 'choices' in spec;
  if (isChoice && count === null) return rt.call(spaceNamed(rt, 'Discrete') ?? null, [spec.choices]);
  if (isChoice) return rt.call(spaceNamed(rt, 'MultiDiscrete') ?? null, [new NdArray(batch, 'int64')]);
  const numpy = rt.importModule('numpy');
  const dtype = numpy instanceof Unknown ? null : rt.getAttribute(numpy, spec.dtype);
  const shape = new PyTuple([...batch, ...spec.shape]);
  // Its bounds are not read.
  return rt.call(spaceNamed(rt, 'Box') ?? null, [0, 1, shape, dtype]);
}

/** What is known of a space, to make one like it. */
export function specOf(space: Value): SpaceSpec | null {
  if (!(space instanceof PyObject) || !drawn.has(space)) return null;
  const numbers = numbersOf(space);
  if (numbers !== null) return numbers;
  const n = asInteger(settled(space.attrs.get('n') ?? null));
  return n === undefined ? null : { choices: n };
}
