/** The layers inside a layer and the weights of all of them. */
import { dictItems } from '../python/builtins/hash.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { PyDict, PyList, PyObject, PySet, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { layerOf, type Layer } from './layer.ts';
import { stateOf } from './state.ts';
import { Variable } from './tensor.ts';

export interface Members {
  readonly layers: readonly PyObject[];
  readonly variables: readonly Variable[];
  readonly unknowns: readonly Unknown[];
  /** Attributes that are unknown and may be layers for all that is known. */
  readonly doubts: readonly Unknown[];
}

/** What a preprocessing layer of Keras keeps of the data that it was adapted to. */
export const LEARNED: readonly string[] = ['mean', 'variance'];

/** What a layer holds directly: of its graph or sequence, and in its attributes, in the order of creation. */
export function membersOf(rt: Runtime, layer: Layer): Members {
  const layers = new Set<PyObject>(layer.model?.sequence ?? layer.model?.graph?.layers ?? []);
  const variables = new Set<Variable>(layer.weights.values());
  const unknowns: Unknown[] = [];
  const doubts: Unknown[] = [];
  const { Layer: layerClass } = stateOf(rt).classes;
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (value instanceof PyObject) {
      if (value !== layer.object && value.cls.isSubclassOf(layerClass)) layers.add(value);
      // An object of a class that is not known wholly may be a layer.
      else if (value.cls.unknownBase !== null) unknowns.push(value.cls.unknownBase);
    } else if (value instanceof Unknown) {
      doubts.push(value);
    } else if (value instanceof Variable) {
      variables.add(value);
    } else if (
      value instanceof PyList ||
      value instanceof PyTuple ||
      value instanceof PySet ||
      value instanceof PyDict
    ) {
      if (seen.has(value)) return;
      seen.add(value);
      if (!(value instanceof PyTuple) && value.taint !== null) unknowns.push(value.taint);
      const items =
        value instanceof PyDict
          ? dictItems(value).map(([, item]) => item)
          : value instanceof PySet
            ? [...value.entries.values()]
            : value.items;
      for (const item of items) visit(item);
    }
  };
  const isOwn = layer.object.cls.definition === null;
  for (const [name, value] of layer.object.attrs) {
    if (isOwn && LEARNED.includes(name)) continue;
    if (typeof value === 'object' && value !== null && !name.startsWith('__')) visit(value);
  }
  // A graph's operations may use variables of nobody.
  return { layers: [...layers], variables: [...variables], unknowns, doubts };
}

/** `membersOf` that looks at each layer once: for as long as nothing changes. */
export function membersOnce(rt: Runtime): (layer: Layer) => Members {
  const known = new Map<Layer, Members>();
  return (layer) => {
    let members = known.get(layer);
    if (members === undefined) known.set(layer, (members = membersOf(rt, layer)));
    return members;
  };
}

/** All layers below, itself first, each once. */
export function flattenLayers(rt: Runtime, root: Layer): Layer[] {
  const found = new Map<PyObject, Layer>();
  const visit = (layer: Layer): void => {
    if (found.has(layer.object)) return;
    found.set(layer.object, layer);
    for (const object of membersOf(rt, layer).layers) {
      const inner = layerOf(rt, object);
      if (inner !== null) visit(inner);
    }
  };
  visit(root);
  return [...found.values()];
}

export interface OwnedVariable {
  readonly variable: Variable;
  readonly owner: Layer;
  /** Neither it nor a layer around it is frozen. */
  readonly trainable: boolean;
}

/** Every weight once, with the first layer that holds it; trainable if it is so by some way. */
export function weightsOf(
  rt: Runtime,
  root: Layer,
  members: (layer: Layer) => Members = (layer) => membersOf(rt, layer),
): OwnedVariable[] {
  const found = new Map<Variable, OwnedVariable>();
  const visited = new Set<string>();
  const visit = (layer: Layer, isFrozen: boolean): void => {
    const frozen = isFrozen || !layer.trainable;
    const key = `${layer.serial}:${frozen}`;
    if (visited.has(key)) return;
    visited.add(key);
    const { layers, variables } = members(layer);
    for (const variable of variables) {
      const known = found.get(variable);
      const trainable = !frozen && variable.trainable;
      if (known === undefined) found.set(variable, { variable, owner: layer, trainable });
      else if (trainable && !known.trainable) found.set(variable, { ...known, trainable });
    }
    for (const object of layers) {
      const inner = layerOf(rt, object);
      if (inner !== null) visit(inner, frozen);
    }
  };
  visit(root, false);
  return [...found.values()];
}
