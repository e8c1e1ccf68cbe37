/** Activation functions and dropout. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { mapped } from '../../tensor/ops/elementwise.ts';
import { categoryOf } from '../../tensor/promotion.ts';
import { normalizeAxis, ShapeError, sizeAt } from '../../tensor/shape.ts';
import { denseStridesLike } from '../../tensor/strides.ts';
import { op, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { both, inFunctional, type OpEntry } from './entry.ts';
import { storeInPlace } from './inPlace.ts';
import { softmax } from './softmax.ts';
import { mapTensor, unary } from './unary.ts';

/** An activation by its name in ATen. */
export function activation(rt: Runtime, name: string, input: TorchTensor): TorchTensor {
  if (name === 'relu' || name === 'sigmoid' || name === 'tanh') return unary(rt, name, input);
  if (categoryOf(input.dtype) !== 'float' && categoryOf(input.dtype) !== 'complex' && NEEDS_FLOAT.has(name)) {
    throw new ShapeError(`"${name}" not implemented for '${input.dtype}'`);
  }
  return mapTensor(rt, name, input);
}

const NEEDS_FLOAT = new Set([
  'gelu',
  'silu',
  'mish',
  'elu',
  'selu',
  'celu',
  'softplus',
  'logsigmoid',
  'hardswish',
]);

/** Each element kept with probability 1 − p; nothing happens in eval mode. */
export function dropout(rt: Runtime, input: TorchTensor, p: number | null, training: boolean): TorchTensor {
  if (p !== null && (p < 0 || p > 1)) {
    throw rt.error('ValueError', `dropout probability has to be between 0 and 1, but got ${p}`);
  }
  if (!training || p === 0) return input;
  return mapTensor(rt, 'dropout', input);
}

/** Half of an axis gates the other half. Throws ShapeError. */
export function glu(rt: Runtime, input: TorchTensor, dim: number): TorchTensor {
  const axis = normalizeAxis(dim, input.shape.length);
  const size = sizeAt(input.shape, axis);
  if (size % 2 !== 0) {
    throw new ShapeError(`Halving dimension must be even, but dimension ${axis} is size ${size}`);
  }
  const shape = input.shape.map((extent, i) => (i === axis ? extent / 2 : extent));
  return emit(rt, 'glu', mapped('glu', [input], shape, input.dtype), [input], input.dtype);
}

/** One slope, or one per channel. Throws ShapeError. */
export function prelu(rt: Runtime, input: TorchTensor, weight: TorchTensor): TorchTensor {
  const channels = input.shape.length > 1 ? (input.shape[1] ?? 1) : 1;
  if (weight.elements !== 1 && weight.elements !== channels) {
    throw new ShapeError(
      `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${weight.elements} and channel size = ${channels}`,
    );
  }
  const strides = input.strides === null ? null : denseStridesLike(input.shape, input.strides);
  return emit(
    rt,
    'prelu',
    mapped('prelu', [input, weight], input.shape, input.dtype),
    [input, weight],
    input.dtype,
    { strides },
  );
}

const PARAMETERS: Readonly<Record<string, string>> = {
  relu: 'inplace=False',
  relu6: 'inplace=False',
  leaky_relu: 'negative_slope=0.01, inplace=False',
  elu: 'alpha=1.0, inplace=False',
  selu: 'inplace=False',
  celu: 'alpha=1.0, inplace=False',
  gelu: 'approximate="none"',
  silu: 'inplace=False',
  mish: 'inplace=False',
  hardswish: 'inplace=False',
  hardsigmoid: 'inplace=False',
  hardtanh: 'min_val=-1.0, max_val=1.0, inplace=False',
  threshold: 'threshold, value, inplace=False',
  rrelu: 'lower=0.125, upper=0.3333333333333333, training=False, inplace=False',
  softplus: 'beta=1, threshold=20',
  softshrink: 'lambd=0.5',
  hardshrink: 'lambd=0.5',
  softsign: '',
  tanhshrink: '',
  logsigmoid: '',
  sigmoid: '',
  tanh: '',
};

function functional(name: string, parameters: string): NativeFunction {
  return op(`${name}(input${parameters === '' ? '' : `, ${parameters}`})`, (call) => {
    const input = call.tensor('input');
    const result = activation(call.rt, name, input);
    return parameters.includes('inplace') && call.bool('inplace')
      ? storeInPlace(call.rt, input, result)
      : result;
  });
}

function gumbelSoftmax(call: OpCall): Value {
  const logits = call.tensor('logits');
  const noisy = mapTensor(call.rt, 'add', mapTensor(call.rt, 'log', logits));
  const soft = softmax(call.rt, '_softmax', noisy, call.int('dim'), null);
  return call.bool('hard') ? mapTensor(call.rt, 'add', soft) : soft;
}

/** With `F.relu_` and its like. */
export const ACTIVATION_OPS: readonly OpEntry[] = [
  ...Object.entries(PARAMETERS).flatMap(([name, parameters]) => {
    const fn = functional(name, parameters);
    const inPlace = parameters.includes('inplace')
      ? inFunctional(
          op(`${name}_(input${parameters.replace(/,? ?inplace=False/, '').replace(/^(.)/, ', $1')})`, (c) =>
            storeInPlace(c.rt, c.tensor('input'), activation(c.rt, name, c.tensor('input'))),
          ),
        )
      : [];
    return [...inFunctional(fn), ...inPlace];
  }),
  ...['relu', 'relu6', 'selu', 'celu', 'rrelu', 'threshold', 'prelu', 'hardshrink'].flatMap((name) =>
    name === 'prelu'
      ? both(op('prelu(input, weight)', (c) => prelu(c.rt, c.tensor('input'), c.tensor('weight'))))
      : both(functional(name, PARAMETERS[name] ?? '')),
  ),
  ...inFunctional(op('prelu(input, weight)', (c) => prelu(c.rt, c.tensor('input'), c.tensor('weight')))),
  ...inFunctional(op('glu(input, dim=-1)', (c) => glu(c.rt, c.tensor('input'), c.int('dim')))),
  ...inFunctional(op('gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1)', gumbelSoftmax)),
  ...['dropout', 'dropout1d', 'dropout2d', 'dropout3d', 'alpha_dropout', 'feature_alpha_dropout'].flatMap(
    (name) =>
      inFunctional(
        op(
          `${name}(input, p=0.5, training=${name.includes('alpha') ? 'False' : 'True'}, inplace=False)`,
          dropoutCallFunctional,
        ),
      ),
  ),
  ...both(
    op('dropout(input, p, train)', (c) => dropout(c.rt, c.tensor('input'), c.number('p'), c.bool('train'))),
  ),
];

function dropoutCallFunctional(call: OpCall): Value {
  return dropout(call.rt, call.tensor('input'), call.number('p'), call.bool('training'));
}
