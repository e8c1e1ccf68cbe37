/** New tensors. */
import { asInteger, asNumber, settled } from '../../python/runtime/native.ts';
import { PyFloat } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { isFloating, type DType } from '../../tensor/dtype.ts';
import { checkSizes, creation, rangeLength } from '../../tensor/ops/creation.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { elementCount, type Shape } from '../../tensor/shape.ts';
import { op, query, type OpCall } from '../opCall.ts';
import { emit } from '../record.ts';
import { stateOf } from '../state.ts';
import { MOST_KEPT_VALUES, Tensor } from '../tensor.ts';
import { cast } from './elementwise.ts';

function create(
  call: OpCall,
  name: string,
  shape: Shape,
  dtype: DType,
  values: readonly number[] | null = null,
): Tensor {
  return emit(call.rt, name, creation({ shape: checkSizes(shape), dtype }), [], dtype, { values });
}

function filled(shape: Shape, value: number | null): readonly number[] | null {
  const count = elementCount(shape);
  return value === null || count > MOST_KEPT_VALUES ? null : new Array<number>(count).fill(value);
}

function filler(name: string, value: number): NativeFunction[] {
  return [
    query(`${name}(shape, dtype=None, **kwargs)`, (call) => {
      const shape = call.shape('shape');
      return create(call, name, shape, call.dtype(), filled(shape, value));
    }),
    op(`${name}_like(x, dtype=None, **kwargs)`, (call) => {
      const x = call.tensor('x');
      return create(call, name, x.shape, call.dtypeOrNone() ?? x.dtype, filled(x.shape, value));
    }),
  ];
}

/** Numbers of a distribution; the arguments before the shape do not matter. */
function sampler(name: string, leading: string, following: string): NativeFunction {
  return query(`${name}(${leading}shape=(), ${following}dtype=None, seed=None, **kwargs)`, (call) =>
    create(call, name, call.shape('shape'), call.dtypeOrNone() ?? 'float32'),
  );
}

function numberOf(call: OpCall, name: string): number {
  const value = call.args.known(name);
  return asNumber(value) ?? call.int(name);
}

function rangeType(values: readonly Value[]): DType {
  return values.some((value) => value instanceof PyFloat) ? 'float32' : 'int32';
}

export const CREATION: readonly NativeFunction[] = [
  ...filler('zeros', 0),
  ...filler('ones', 1),
  query('empty(shape, dtype=None)', (call) => create(call, 'empty', call.shape('shape'), call.dtype())),
  query('full(shape, fill_value, dtype=None)', (call) => {
    const shape = call.shape('shape');
    const value = asNumber(call.args.value('fill_value')) ?? null;
    return create(call, 'full', shape, call.dtype(), filled(shape, value));
  }),
  op('full_like(x, fill_value, dtype=None)', (call) => {
    const x = call.tensor('x');
    return create(call, 'full', x.shape, call.dtypeOrNone() ?? x.dtype);
  }),
  query('eye(N, M=None, k=0, dtype=None)', (call) =>
    create(call, 'eye', [call.int('N'), call.intOrNone('M') ?? call.int('N')], call.dtype()),
  ),
  query('arange(start, stop=None, step=1, dtype=None)', (call) => {
    const alone = call.args.known('stop') === null;
    const start = alone ? 0 : numberOf(call, 'start');
    const stop = numberOf(call, alone ? 'start' : 'stop');
    const step = numberOf(call, 'step');
    const length = rangeLength(start, stop, step);
    const given = [call.args.value('start'), call.args.value('stop'), call.args.value('step')].map(settled);
    const values = length > MOST_KEPT_VALUES ? null : Array.from({ length }, (_, i) => start + i * step);
    return create(call, 'arange', [length], call.dtypeOrNone() ?? rangeType(given), values);
  }),
  query('linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)', (call) => {
    const [start, stop, count] = [numberOf(call, 'start'), numberOf(call, 'stop'), call.int('num')];
    const gaps = call.bool('endpoint') ? count - 1 : count;
    const values = Array.from({ length: count }, (_, i) =>
      gaps === 0 ? start : start + ((stop - start) * i) / gaps,
    );
    return create(call, 'linspace', [count], call.dtype(), values);
  }),
  op('convert_to_tensor(x, dtype=None, **kwargs)', (call) => {
    const x = call.tensor('x');
    const dtype = call.dtypeOrNone();
    return dtype === null ? x : cast(call.rt, x, dtype);
  }),
  op('array(x, dtype=None)', (call) => call.tensor('x')),
  op('convert_to_numpy(x)', (call) => {
    const x = call.tensor('x');
    return new NdArray(x.shape, x.dtype, { values: x.values });
  }),
  query("constant(value, dtype=None, shape=None, name='Const')", (call) => {
    const x = call.tensor('value');
    const dtype = call.dtypeOrNone() ?? x.dtype;
    const shape = call.args.known('shape') === null ? x.shape : call.shape('shape');
    return new Tensor(shape, dtype, { values: shape === x.shape ? x.values : null });
  }),
];

/** `keras.random` and `tf.random`, where `shape` comes first or after the limits. */
export const RANDOM: readonly NativeFunction[] = [
  sampler('normal', '', 'mean=0.0, stddev=1.0, '),
  sampler('uniform', '', 'minval=0.0, maxval=1.0, '),
  sampler('truncated_normal', '', 'mean=0.0, stddev=1.0, '),
  sampler('gamma', '', 'alpha=1.0, '),
  sampler('beta', '', 'alpha=1.0, beta=1.0, '),
  sampler('binomial', '', 'counts=1, probabilities=0.5, '),
  query('randint(shape, minval, maxval, dtype=None, seed=None)', (call) =>
    create(call, 'randint', call.shape('shape'), call.dtypeOrNone() ?? 'int32'),
  ),
  query('categorical(logits, num_samples, dtype=None, seed=None)', (call) => {
    const logits = call.tensor('logits');
    return create(
      call,
      'multinomial',
      [logits.shape[0] ?? 1, call.int('num_samples')],
      call.dtypeOrNone() ?? 'int32',
    );
  }),
  op('shuffle(x, axis=0, seed=None)', (call) => call.tensor('x')),
  op('dropout(inputs, rate, noise_shape=None, seed=None)', (call) => {
    const x = call.tensor('inputs');
    return emit(call.rt, 'native_dropout', { ...creation(x), kind: 'elementwise' }, [x], x.dtype);
  }),
  query('set_seed(seed)', () => null),
  query('set_random_seed(seed)', () => null),
];

/** `tf.fill(dims, value)`. */
export const FILL = query('fill(dims, value, name=None)', (call) => {
  const shape = call.shape('dims');
  const given = settled(call.args.value('value'));
  const value = asNumber(given) ?? null;
  const dtype: DType = asInteger(given) === undefined ? stateOf(call.rt).policy.variable : 'int32';
  return create(call, 'full', shape, isFloating(dtype) ? dtype : 'int32', filled(shape, value));
});
