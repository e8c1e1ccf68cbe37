/**
 * `tensorflow_model_optimization`: models that are trained for quantisation, pruned, or whose weights share values. What wraps
 * them is trained in their place, so that each stays the model it is.
 * https://www.tensorflow.org/model_optimization/api_docs/python/tfmot
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native } from '../../python/runtime/native.ts';
import { PyObject } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { layerOf, type Layer } from '../layer.ts';
import { maskModel, packModel } from '../quantisation.ts';
import { either, fixed, moduleNamed, type Members } from './module.ts';

/** Does something to the weights of a model or layer, and gives it back. */
function wrapping(name: string, action: (rt: Runtime, layer: Layer) => void): NativeFunction {
  return native(`${name}(to_wrap, *args, **options)`, (rt, args) => {
    const model = args.value('to_wrap');
    const layer = model instanceof PyObject ? layerOf(rt, model) : null;
    if (layer !== null) action(rt, layer);
    return model;
  });
}

const asItIs = (name: string): NativeFunction => wrapping(name, () => undefined);

const inert =
  (path: string): Members =>
  (_rt, name) =>
    name.startsWith('_') ? undefined : new Inert(`${path}.${name}`);

const quantized = (name: string): NativeFunction =>
  wrapping(name, (rt, layer) => {
    packModel(rt, layer, 'fake-quantised');
  });

const PARTS: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  quantization: {
    quantize_model: quantized('quantize_model'),
    quantize_apply: quantized('quantize_apply'),
    quantize_annotate_model: asItIs('quantize_annotate_model'),
    quantize_annotate_layer: asItIs('quantize_annotate_layer'),
  },
  sparsity: {
    prune_low_magnitude: wrapping('prune_low_magnitude', maskModel),
    strip_pruning: asItIs('strip_pruning'),
  },
  clustering: {
    cluster_weights: wrapping('cluster_weights', (rt, layer) => {
      packModel(rt, layer, 'clustered');
    }),
    strip_clustering: asItIs('strip_clustering'),
  },
};

const ROOT = 'tensorflow_model_optimization';

export const MODEL_OPTIMIZATION_MODULES: readonly LibraryModule[] = [
  moduleNamed(ROOT, () => undefined),
  ...Object.entries(PARTS).flatMap(([part, members]) => [
    moduleNamed(`${ROOT}.${part}`, () => undefined),
    moduleNamed(`${ROOT}.${part}.keras`, either(fixed(members), inert(`tfmot.${part}.keras`))),
  ]),
];
