/** Methods of tensors and variables. */
import type { Runtime } from '../python/runtime/api.ts';
import { nativeMethod, type Args } from '../python/runtime/native.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { PyFloat, PyTuple, Unknown } from '../python/runtime/values.ts';
import { NativeFunction } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { isFloating } from '../tensor/dtype.ts';
import { NdArray } from '../tensor/ndarray/array.ts';
import { dtypeOf } from '../tensor/ndarray/dtypes.ts';
import { traceOf } from '../trace/trace.ts';
import { guarded } from './invoke.ts';
import { toTensor } from './opCall.ts';
import { operation } from './ops/table.ts';
import { sizesOf } from './shapes.ts';
import { stateOf } from './state.ts';
import type { Tensor } from './tensor.ts';
import { Variable } from './tensor.ts';

/** `x.numpy()`, `x.item()`: the value of one element. */
function element(rt: Runtime, tensor: Tensor): Value {
  const value = tensor.values?.[0];
  if (value === undefined) return rt.unknown('the value of a tensor depends on the data');
  if (tensor.dtype === 'bool') return value !== 0;
  return isFloating(tensor.dtype) ? new PyFloat(value) : value;
}

function self(rt: Runtime, args: Args): Tensor {
  const tensor = toTensor(rt, args.value('self'));
  if (tensor === undefined) throw new UnknownInput(rt.unknown('the value of a symbolic tensor'));
  return tensor;
}

/** `w.assign(…)`: other values of the same shape. */
const assigning = ['assign', 'assign_add', 'assign_sub'].map((name) =>
  nativeMethod(`${name}(self, value, *args, **kwargs)`, (_rt, args) => args.value('self')),
);

export const TENSOR_MEMBERS: readonly NativeFunction[] = [
  // Parts of a variable can be assigned to as well.
  ...assigning,
  nativeMethod('numpy(self)', (rt, args) => {
    const tensor = self(rt, args);
    return tensor.shape.length === 0
      ? element(rt, tensor)
      : new NdArray(tensor.shape, tensor.dtype, { values: tensor.values });
  }),
  // Keras on PyTorch.
  nativeMethod('backward(self, *args, **kwargs)', (rt) => {
    traceOf(rt).record({ type: 'backward', span: rt.here() });
    return null;
  }),
  nativeMethod('item(self)', (rt, args) => element(rt, self(rt, args))),
  nativeMethod('__float__(self)', (rt, args) => element(rt, self(rt, args))),
  nativeMethod('__int__(self)', (rt, args) => element(rt, self(rt, args))),
  nativeMethod('__index__(self)', (rt, args) => element(rt, self(rt, args))),
  nativeMethod('get_shape(self)', (rt, args) => rt.getAttribute(args.value('self'), 'shape')),
  nativeMethod('set_shape(self, shape)', () => null),
  nativeMethod('astype(self, dtype)', (rt, args) =>
    rt.call(operation('cast'), [args.value('self'), args.value('dtype')]),
  ),
  nativeMethod('reshape(self, *shape)', (rt, args) => {
    const [first] = args.rest;
    const shape = args.rest.length === 1 && first !== undefined ? first : new PyTuple(args.rest);
    return rt.call(operation('reshape'), [args.value('self'), shape]);
  }),
];

export const VARIABLE_MEMBERS: readonly NativeFunction[] = [
  new NativeFunction('__new__', (rt, args) =>
    guarded(rt, () => createVariable(rt, args.positional.slice(1), args.keywords)),
  ),
  nativeMethod('__init__(self, *args, **kwargs)', () => null),
  nativeMethod('read_value(self)', (_rt, args) => args.value('self')),
];

/** `tf.Variable(initial_value, trainable=…)` and `keras.Variable(initializer, shape, dtype, trainable)`. */
function createVariable(
  rt: Runtime,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Value {
  const get = (name: string): Value => keywords.get(name) ?? null;
  const initial = keywords.get('initial_value') ?? keywords.get('initializer') ?? positional[0] ?? null;
  const dtype = dtypeOf(get('dtype'));
  const trainable = keywords.has('trainable') ? rt.truth(get('trainable')) !== false : true;
  const name = get('name');
  const label = typeof name === 'string' ? name : 'variable';
  const shape = get('shape') ?? (typeof positional[1] === 'boolean' ? null : (positional[1] ?? null));
  if (shape !== null) {
    const sizes = sizesOf(rt, shape).map((size) => size ?? 1);
    return new Variable(sizes, dtype ?? stateOf(rt).policy.variable, label, trainable);
  }
  const value = initial instanceof Unknown ? undefined : toTensor(rt, initial);
  if (value === undefined) {
    throw new UnknownInput(initial instanceof Unknown ? initial : rt.unknown('the shape of a variable'));
  }
  return new Variable(value.shape, dtype ?? value.dtype, label, trainable);
}
