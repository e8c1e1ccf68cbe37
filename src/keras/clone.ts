/** `keras.models.clone_model`: the same architecture with weights of its own. */
import type { Runtime } from '../python/runtime/api.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { PyList, PyObject } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { callLayer } from './invoke.ts';
import { createInput, isInputLayer } from './input.ts';
import { layerOf, type Layer } from './layer.ts';
import { isGraphTensor, type Graph, type GraphTensor } from './graph.ts';
import { ModelData } from './modelData.ts';
import { stateOf } from './state.ts';
import { leavesOf, mapArguments, mapLeaves } from './structure.ts';
import { callSymbolically } from './symbolic.ts';
import { KerasTensor } from './tensor.ts';
import { layerLike } from './wrapping.ts';

export function cloneModel(rt: Runtime, value: Value): Value {
  const layer = layerOf(rt, value);
  if (layer === null) throw rt.error('ValueError', 'Expected `model` argument to be a `Model` instance.');
  try {
    return clone(rt, layer);
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
}

function clone(rt: Runtime, layer: Layer): PyObject {
  const { classes } = stateOf(rt);
  const data = layer.model ?? new ModelData();
  if (data.sequence !== null) {
    const items: Value[] = data.sequence.map((inner) => cloneOf(rt, inner));
    const [input] = data.graph?.inputs ?? [];
    if (input instanceof KerasTensor) items.unshift(createInput(rt, input.shape, input.dtype, null));
    return instance(rt.call(classes.Sequential, [new PyList(items)], named(layer)));
  }
  if (data.graph === null) return layerLike(layer, {});
  const [inputs, outputs] = copyGraph(rt, data.graph);
  return instance(rt.call(classes.Functional, [inputs, outputs], named(layer)));
}

const named = (layer: Layer): ReadonlyMap<string, Value> => new Map([['name', layer.name]]);

function instance(value: Value): PyObject {
  if (value instanceof PyObject) return value;
  throw new TypeError('a model is an object');
}

function cloneOf(rt: Runtime, object: PyObject): PyObject {
  const layer = layerOf(rt, object);
  if (layer === null) return object;
  return layer.model === null ? layerLike(layer, { name: layer.name }) : clone(rt, layer);
}

/** Runs the graph once more with copies of its layers. */
function copyGraph(rt: Runtime, graph: Graph): readonly [Value, Value] {
  const tensors = new Map<GraphTensor, Value>();
  for (const input of graph.inputs) {
    if (input instanceof KerasTensor) {
      tensors.set(input, createInput(rt, input.shape, input.dtype, input.name));
    }
  }
  const copies = new Map<PyObject, PyObject>();
  const substituted = (leaf: Value): Value => (isGraphTensor(leaf) ? (tensors.get(leaf) ?? leaf) : leaf);
  for (const node of graph.nodes) {
    const args = mapArguments(rt, node.args, substituted);
    let result: Value;
    if (node.layer === null) {
      const { run } = node;
      result = run === null ? null : callSymbolically(rt, null, 'operation', args, run).result;
    } else {
      let copy = copies.get(node.layer);
      if (copy === undefined && !isInputLayer(rt, node.layer)) {
        copies.set(node.layer, (copy = cloneOf(rt, node.layer)));
      }
      result = copy === undefined ? null : callLayer(rt, copy, args);
    }
    const leaves = leavesOf(result);
    node.outputs.forEach((output, i) => tensors.set(output, leaves[i] ?? null));
  }
  return [
    mapLeaves(rt, graph.inputStructure, substituted),
    mapLeaves(rt, graph.outputStructure, substituted),
  ];
}
