/** `keras.Input`: where a graph begins. */
import type { Runtime } from '../python/runtime/api.ts';
import { asString, native } from '../python/runtime/native.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { PyObject, type Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { dtypeOf } from '../tensor/ndarray/dtypes.ts';
import type { DType } from '../tensor/dtype.ts';
import { CallNode } from './graph.ts';
import { layerOf, type Layer, type LayerSpec } from './layer.ts';
import { sizesOf } from './shapes.ts';
import { stateOf } from './state.ts';
import { lostCall } from './symbolic.ts';
import { KerasTensor, type SymbolicShape } from './tensor.ts';

/** The layer that stands for an input; calls nothing. */
export const INPUT_LAYER: LayerSpec = {
  signature:
    'InputLayer(shape=None, batch_size=None, sparse=None, ragged=None, input_tensor=None, optional=False)',
  init: (layer) => {
    const { rt, config } = layer;
    const shape = config.known('shape');
    if (shape !== null) layer.declaredShape = [config.intOrNone('batch_size'), ...sizesOf(rt, shape)];
    if (layer.declaredShape !== null) declare(layer, layer.declaredShape, layer.computeDType);
  },
  call: ({ args }) => args.value('inputs'),
};

/** Makes the tensor that a layer of inputs stands for. */
function declare(layer: Layer, shape: SymbolicShape, dtype: DType): KerasTensor {
  layer.built = true;
  layer.declaredShape = shape;
  const node = new CallNode(layer.object, { positional: [], keywords: new Map(), unknownSpread: null }, null);
  const tensor = new KerasTensor(shape, dtype, layer.name, node);
  node.result = tensor;
  layer.nodes = [node];
  return tensor;
}

/** A tensor of a graph that is given from outside. */
export function createInput(
  rt: Runtime,
  shape: SymbolicShape,
  dtype: DType,
  name: string | null,
): KerasTensor {
  const cls = stateOf(rt).layerClass('InputLayer');
  const keywords = new Map<string, Value>(name === null ? [] : [['name', name]]);
  const object = cls === undefined ? null : rt.call(cls, [], keywords);
  const layer = object instanceof PyObject ? layerOf(rt, object) : null;
  if (layer === null) throw new TypeError('no class for inputs');
  return declare(layer, shape, dtype);
}

/** An input of which not even the shape is known: the graph goes on from it all the same. */
function unknownInput(rt: Runtime, reason: Unknown, name: string | null): Value {
  const { node } = createInput(rt, [], 'float32', name);
  const args = { positional: [], keywords: new Map<string, Value>(), unknownSpread: null };
  return lostCall(new CallNode(node?.layer ?? null, args, null), reason).result;
}

/** `keras.Input(shape=(28, 28, 1))`. */
export const INPUT = native(
  'Input(shape=None, batch_size=None, dtype=None, sparse=None, ragged=None, batch_shape=None, name=None, ' +
    'tensor=None, optional=False, type_spec=None, **kwargs)',
  (rt, args) => {
    const name = asString(args.known('name')) ?? null;
    try {
      const batchShape = args.known('batch_shape') ?? args.extra.get('batch_input_shape') ?? null;
      const shape: SymbolicShape =
        batchShape === null
          ? [args.intOrNone('batch_size'), ...sizesOf(rt, args.value('shape'))]
          : sizesOf(rt, batchShape);
      const dtype = dtypeOf(args.known('dtype')) ?? stateOf(rt).policy.variable;
      return createInput(rt, shape, dtype, name);
    } catch (error) {
      if (!(error instanceof UnknownInput)) throw error;
      return unknownInput(rt, error.unknown, name);
    }
  },
);

/** The input layer of a tensor; null for what a layer computed. */
export function isInputLayer(rt: Runtime, object: PyObject): boolean {
  return layerOf(rt, object)?.spec === INPUT_LAYER;
}
