/** Layers around a layer. */
import type { Runtime } from '../python/runtime/api.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { PyObject, Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import type { Layer, LayerCall } from './layer.ts';
import { layerOf } from './layer.ts';
import { callLayer, ensureBuilt } from './invoke.ts';
import { stateOf } from './state.ts';
import { mapArguments } from './structure.ts';
import { KerasTensor, type SymbolicShape, Tensor, type Variable } from './tensor.ts';

/** Keeps the layer that an argument of the constructor gives. */
export function addInnerLayer(layer: Layer, argument: string): void {
  const value = layer.config.value(argument);
  if (!(value instanceof PyObject) || layerOf(layer.rt, value) === null) {
    if (value instanceof Unknown) return;
    throw layer.invalid(
      `Please initialize it with a \`keras.layers.Layer\` instance. Received: ${layer.rt.typeName(value)}`,
    );
  }
  layer.addInner(argument, value);
}

/** A new layer of a class of the table. */
export function createLayer(
  rt: Runtime,
  className: string,
  keywords: Readonly<Record<string, Value>>,
): PyObject {
  const cls = stateOf(rt).layerClass(className);
  const object = cls === undefined ? null : rt.call(cls, [], new Map(Object.entries(keywords)));
  if (!(object instanceof PyObject)) throw new TypeError(`no layer class ${className}`);
  return object;
}

/** A layer like another, by the call that made that one. Throws UnknownInput. */
export function layerLike(layer: Layer, keywords: Readonly<Record<string, Value>>): PyObject {
  const { rt, constructorArgs, object } = layer;
  if (constructorArgs === null) throw new UnknownInput(rt.unknown(`how '${layer.name}' was made`));
  // Layers among the arguments are built anew as well, as their configurations would be.
  const own = mapArguments(rt, constructorArgs, (leaf) => innerCopy(rt, leaf));
  const merged = new Map([...own.keywords, ...Object.entries(keywords)]);
  const copy = rt.callWith(object.cls, { ...own, keywords: merged });
  if (copy instanceof PyObject) return copy;
  throw new UnknownInput(copy instanceof Unknown ? copy : rt.unknown(`a copy of '${layer.name}'`));
}

function innerCopy(rt: Runtime, value: Value): Value {
  const inner = value instanceof PyObject ? layerOf(rt, value) : null;
  if (inner === null || inner.model !== null || inner.constructorArgs === null) return value;
  return layerLike(inner, { name: inner.name });
}

export function innerLayer(layer: Layer, name: string): Layer {
  const inner = layerOf(layer.rt, layer.inner(name));
  if (inner === null) throw layer.invalid(`'${name}' is no layer`);
  return inner;
}

/** Builds an inner layer for inputs of a shape. Throws UnknownInput. */
export function buildInner(layer: Layer, name: string, shape: SymbolicShape): Layer {
  const inner = innerLayer(layer, name);
  const input = new KerasTensor(shape, layer.computeDType, 'input', null);
  const lost = ensureBuilt(layer.rt, inner, {
    positional: [input],
    keywords: new Map(),
    unknownSpread: null,
  });
  if (lost !== null) throw new UnknownInput(lost);
  return inner;
}

/** The kernel of an inner layer, which is built if need be. */
export function innerWeights(
  layer: Layer,
  name: string,
  shape: SymbolicShape,
): { readonly kernel: Variable } {
  const inner = buildInner(layer, name, shape);
  const kernel = inner.weightOrNone('kernel') ?? inner.weightOrNone('embeddings');
  if (kernel === null) throw layer.invalid('The wrapped layer has no kernel');
  return { kernel };
}

/** Calls an inner layer on what the wrapper was called on. */
export function callInner(layer: Layer, name: string, { x }: LayerCall): Value {
  return callOn(layer, name, [x]);
}

export function callOn(
  layer: Layer,
  name: string,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value> = new Map(),
): Value {
  return callLayer(layer.rt, layer.inner(name), { positional, keywords, unknownSpread: null });
}

/** A result that must be one tensor. Throws UnknownInput. */
export function tensorResult(layer: Layer, value: Value): Tensor {
  if (value instanceof Tensor) return value;
  throw new UnknownInput(
    value instanceof Unknown ? value : layer.rt.unknown(`the result of '${layer.name}' is no tensor`),
  );
}
