/** Classes that can be derived from and made, and that do nothing that counts. */
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import { guarded } from '../invoke.ts';
import { fromConfig } from '../layerMembers.ts';
import { sizesOf } from '../shapes.ts';
import { snakeCase, stateOf } from '../state.ts';
import { Tensor } from '../tensor.ts';
import type { Members } from './module.ts';

/** Keeps what it is given as attributes, so that subclasses find them. */
const construct = nativeMethod('__init__(self, *args, **kwargs)', (_rt, args) => {
  const object = args.known('self');
  if (object instanceof PyObject) {
    object.attrs.set('name', snakeCase(object.cls.name));
    const [first] = args.rest;
    if (object.cls.name === 'ModelCheckpoint' && first !== undefined) object.attrs.set('filepath', first);
    for (const [name, value] of args.extra) object.attrs.set(name, value);
  }
  return null;
});

const getConfig = nativeMethod('get_config(self)', () => new PyDict());

/** A family of classes under one base: `Callback`, `Regularizer`. Every name is one of them. */
export function family(baseName: string, members: readonly NativeFunction[] = []): Members {
  const base = perRuntime((rt) => {
    const cls = nativeClass(baseName, [rt.builtinClass('object')], [construct, getConfig, ...members]);
    cls.dict.set('from_config', fromConfig);
    return cls;
  });
  const derived = perRuntime(() => new Map<string, PyClass>());
  return (rt, name) => {
    if (name === baseName) return base(rt);
    if (!/^[A-Z]/.test(name)) return functionOf(baseName, name);
    const known = derived(rt).get(name);
    if (known !== undefined) return known;
    const cls = new PyClass({ name, bases: [base(rt)] });
    derived(rt).set(name, cls);
    return cls;
  };
}

/** `regularizers.l2(…)`, `initializers.get(…)`. */
function functionOf(baseName: string, name: string): Value | undefined {
  if (name.startsWith('__')) return undefined;
  if (name === 'get' || name === 'deserialize') {
    return native(`${name}(identifier, *args, **kwargs)`, (_rt, args) => args.value('identifier'));
  }
  return new Inert(`${baseName}.${name}`);
}

function notThere(rt: Runtime, name: string): never {
  throw rt.error('AttributeError', `no attribute '${name}'`);
}

const DOES_NOTHING = 'self, *args, **kwargs';

const hook = (name: string): NativeFunction => nativeMethod(`${name}(${DOES_NOTHING})`, () => null);

const CALLBACK_HOOKS = ['epoch', 'batch', 'train', 'train_batch', 'test', 'test_batch', 'predict'].flatMap(
  (what) => [hook(`on_${what}_begin`), hook(`on_${what}_end`)],
);

export const CALLBACKS: Members = family('Callback', [
  ...CALLBACK_HOOKS,
  hook('set_model'),
  hook('set_params'),
]);

export const METRICS: Members = family('Metric', [
  hook('update_state'),
  hook('reset_state'),
  hook('reset_states'),
  nativeMethod('result(self)', (rt) => rt.unknown('a metric depends on the data')),
  nativeMethod('__call__(self, *args, **kwargs)', (rt) => rt.unknown('a metric depends on the data')),
  nativeMethod('__getattr__(self, name)', (rt, args) =>
    args.string('name').startsWith('__')
      ? notThere(rt, args.string('name'))
      : rt.unknown(`the ${args.string('name')} of a metric`),
  ),
  nativeMethod('add_weight(self, *args, **kwargs)', () => new Inert('metric.weight')),
  nativeMethod('add_variable(self, *args, **kwargs)', () => new Inert('metric.variable')),
]);

export const REGULARIZERS: Members = family('Regularizer', [
  nativeMethod('__call__(self, x)', (rt) => rt.unknown('a penalty depends on the weights')),
]);

export const CONSTRAINTS: Members = family('Constraint', [
  nativeMethod('__call__(self, w)', (_rt, args) => args.value('w')),
]);

/** An initialiser is called with a shape. */
export const INITIALIZERS: Members = family('Initializer', [
  nativeMethod('__call__(self, shape, dtype=None, **kwargs)', (rt, args) =>
    guarded(rt, () => {
      const shape = args.value('shape');
      if (shape instanceof Unknown) return shape;
      const sizes = sizesOf(rt, shape).map((size) => size ?? 1);
      return new Tensor(sizes, dtypeOf(args.value('dtype')) ?? stateOf(rt).policy.variable);
    }),
  ),
]);

/** Learning rates that change over time. */
export const SCHEDULES: Members = family('LearningRateSchedule', [
  nativeMethod('__call__(self, step)', (rt) => rt.unknown('a learning rate that changes')),
]);

/** A class that nothing is known of but its name. */
export function plainClass(name: string): (rt: Runtime) => PyClass {
  return perRuntime((rt) => nativeClass(name, [rt.builtinClass('object')], [construct, getConfig]));
}
