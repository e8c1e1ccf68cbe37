/** Layers that TensorFlow.js 4.22.0 computes otherwise than Keras, or refuses where Keras does not. */
import type { LayerCall, LayerSpec } from '../../keras/layer.ts';
import { LAYERS } from '../../keras/layers/table.ts';
import { binary } from '../../keras/ops/elementwise.ts';
import { reduce } from '../../keras/ops/reductions.ts';
import { expandDims } from '../../keras/ops/shaping.ts';
import type { Value } from '../../python/runtime/values.ts';

type Change = (call: LayerCall, otherwise: () => Value) => Value;

const CHANGES: Readonly<Record<string, Change>> = {
  // `softmax` of tfjs-core
  Softmax: ({ layer, x }, otherwise) => {
    const [axis = -1] = layer.ints('axis');
    const isLast = axis === -1 || axis === x.shape.length - 1;
    if (!isLast) throw layer.invalid('Softmax along a non-last dimension is not yet supported');
    return otherwise();
  },
  // `conv1dWithBias` of tfjs-layers
  Conv1D: ({ layer }, otherwise) => {
    if (layer.string('padding') === 'causal') {
      throw layer.invalid('The support for CAUSAL padding mode in conv1dWithBias is not implemented yet.');
    }
    return otherwise();
  },
  // `batchDot` of tfjs-layers: vectors are multiplied and summed up
  Dot: ({ rt, inputs }, otherwise) => {
    const [a, b] = inputs;
    if (inputs.length !== 2 || a?.shape.length !== 2 || b?.shape.length !== 2) return otherwise();
    return expandDims(rt, reduce(rt, 'sum', binary(rt, 'multiply', a, b), [1], false), 1);
  },
};

/** The row of a layer class as TensorFlow.js has it; undefined where there is no such layer. */
export function specOf(className: string): LayerSpec | undefined {
  const spec = LAYERS.get(className);
  const change = Object.hasOwn(CHANGES, className) ? CHANGES[className] : undefined;
  if (spec === undefined || change === undefined) return spec;
  return { ...spec, call: (call) => change(call, () => spec.call(call)) };
}
