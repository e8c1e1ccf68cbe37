/**
 * Weights of layers in formats of the catalogue: `quantize`, policies such as `int8_from_float32`, and converters of whole
 * models. Parameters are counted as before, and as trained as before: a training comes before.
 */
import { packingOf, type WeightFormatName } from '../catalog/weightFormats.ts';
import type { Runtime } from '../python/runtime/api.ts';
import type { SourceSpan } from '../units/span.ts';
import type { Layer } from './layer.ts';
import type { Variable } from './tensor.ts';
import { flattenLayers } from './tree.ts';

/** Modes of `quantize` (keras/src/dtype_policies/dtype_policy.py, QUANTIZATION_MODES). */
export const QUANTISATION_MODES: Readonly<Record<string, WeightFormatName>> = {
  int8: 'keras-int8',
  int4: 'keras-int4',
  float8: 'keras-float8',
  gptq: 'gptq',
};

/** Layers that have such a method, and the names of their weights. */
const QUANTISED: ReadonlySet<string> = new Set(['Dense', 'EinsumDense', 'Embedding', 'ReversibleEmbedding']);
const NAMES: ReadonlySet<string> = new Set(['kernel', 'embeddings', 'reverse_embeddings']);

/** A table of rows is looked up, and its products, if any, are those of others. */
const TABLES: ReadonlySet<string> = new Set(['embeddings']);

export function isQuantisable(layer: Layer): boolean {
  return layer.object.cls.mro.some(({ name }) => QUANTISED.has(name));
}

/** The weights of a layer as a mode of `quantize` has them. */
export function quantiseLayer(
  rt: Runtime,
  layer: Layer,
  format: WeightFormatName,
  span: SourceSpan | null = rt.here(),
): void {
  if (!isQuantisable(layer)) return;
  for (const [name, variable] of layer.weights) {
    if (!NAMES.has(name)) continue;
    packVariable(rt, variable, TABLES.has(name) && format !== 'keras-float8' ? 'int8-weights' : format, span);
  }
}

/** As `Model.quantize`: layers inside that have no such method stay as they are. */
export function quantiseModel(rt: Runtime, root: Layer, format: WeightFormatName): void {
  for (const layer of flattenLayers(rt, root)) quantiseLayer(rt, layer, format);
}

/** All weights of a model that are no vectors, as a converter has them. */
export function packModel(rt: Runtime, root: Layer, format: WeightFormatName): void {
  for (const layer of flattenLayers(rt, root)) {
    for (const variable of layer.weights.values()) {
      if (variable.shape.length > 1) packVariable(rt, variable, format);
    }
  }
}

/** The weights of a model, or of one layer, are pruned in place. */
export function maskModel(rt: Runtime, root: Layer): void {
  for (const layer of flattenLayers(rt, root)) {
    for (const variable of layer.weights.values()) {
      if (variable.shape.length > 1) rt.journal.setField(variable, 'sparsity', 'masked');
    }
  }
}

function packVariable(
  rt: Runtime,
  variable: Variable,
  format: WeightFormatName,
  span: SourceSpan | null = rt.here(),
): void {
  const columns = variable.elements / Math.max(1, variable.shape.at(-1) ?? 1);
  const packing = packingOf(format, { columns });
  rt.journal.setField(variable, 'packed', { ...packing, span });
}
