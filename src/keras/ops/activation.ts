/** What `activation=` stands for: a name, a function, a layer or None. */
import type { Runtime } from '../../python/runtime/api.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import type { Layer } from '../layer.ts';
import { Tensor } from '../tensor.ts';
import { ACTIVATION_NAMES, ELEMENTWISE, softmaxOf, unary } from './elementwise.ts';

export const ACTIVATIONS: ReadonlyMap<string, NativeFunction> = new Map(
  ELEMENTWISE.filter(({ name }) => ACTIVATION_NAMES.has(name)).map((fn) => [fn.name, fn]),
);

/** `keras.activations.get`: a function or None; raises ValueError for a name that is none. */
export function activationFunction(rt: Runtime, value: Value): Value {
  if (typeof value !== 'string') return value;
  const found = ACTIVATIONS.get(value);
  if (found === undefined) {
    throw rt.error('ValueError', `Could not interpret activation function identifier: ${value}`);
  }
  return found;
}

/** Applies an activation to a tensor. Throws UnknownInput where it is unknown what comes out. */
export function applyActivation(rt: Runtime, activation: Value, x: Tensor): Tensor {
  if (activation === null || activation === 'linear') return x;
  if (activation instanceof Unknown) throw new UnknownInput(activation);
  if (activation === 'softmax' || activation === 'log_softmax') return softmaxOf(rt, activation, x, [-1]);
  // One that halves an axis is no function of single elements.
  if (typeof activation === 'string' && activation !== 'glu' && ACTIVATIONS.has(activation)) {
    return unary(rt, activation, x);
  }
  const result = rt.call(activationFunction(rt, activation), [x]);
  if (result instanceof Tensor) return result;
  throw new UnknownInput(
    result instanceof Unknown ? result : rt.unknown('an activation that gives no tensor'),
  );
}

export function activate(layer: Layer, x: Tensor, name = 'activation'): Tensor {
  return applyActivation(layer.rt, layer.config.value(name), x);
}

/** Raises what the constructor raises for a name that is no activation. */
export function checkActivation(layer: Layer, name = 'activation'): void {
  activationFunction(layer.rt, layer.config.value(name));
}
