/** Models that are graphs: `keras.Model(inputs, outputs)` and a `Sequential` whose input is known. */
import type { Runtime } from '../python/runtime/api.ts';
import { PyDict, PyList, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { dictItems } from '../python/builtins/hash.ts';
import { isGraphTensor, runGraph, type Graph, type GraphTensor } from './graph.ts';
import { stateOf } from './state.ts';
import { leavesOf, mapLeaves } from './structure.ts';
import { KerasTensor, Tensor, UnknownTensor } from './tensor.ts';

/** Runs a graph on what its model was called on. */
export function callGraph(rt: Runtime, graph: Graph, inputs: Value): Value {
  const given = new Map<GraphTensor, Value>();
  const values = matched(graph, inputs);
  if (values.length < graph.inputs.length) {
    throw rt.error(
      'ValueError',
      `The model expects ${graph.inputs.length} input(s), but it received ${values.length} input tensors.`,
    );
  }
  graph.inputs.forEach((input, i) => {
    const value = values[i] ?? null;
    given.set(input, value instanceof Tensor ? adjusted(rt, input, value) : value);
  });
  const results = runGraph(rt, graph, given);
  return mapLeaves(rt, graph.outputStructure, (leaf) =>
    isGraphTensor(leaf)
      ? (results.get(leaf) ?? rt.unknown('an output that is not connected to the inputs'))
      : leaf,
  );
}

/** The values in the order of the graph's inputs: by name where a dictionary is given. */
function matched(graph: Graph, inputs: Value): readonly Value[] {
  if (!(inputs instanceof PyDict)) return leavesOf(inputs);
  if (graph.inputStructure instanceof PyDict) return leavesOf(inputs);
  const byName = new Map(dictItems(inputs));
  return graph.inputs.flatMap((input) => {
    const value = input instanceof KerasTensor ? byName.get(input.name) : undefined;
    return value === undefined ? [] : [value];
  });
}

/** Checks the shape, and adds or drops a last axis of size 1 as Keras does. */
function adjusted(rt: Runtime, input: GraphTensor, value: Tensor): Tensor {
  if (input instanceof UnknownTensor) return value;
  const { shape } = input;
  let sizes = value.shape;
  if (sizes.length === shape.length - 1 && shape.at(-1) === 1) sizes = [...sizes, 1];
  else if (sizes.length === shape.length + 1 && sizes.at(-1) === 1) sizes = sizes.slice(0, -1);
  const fits =
    sizes.length === shape.length &&
    shape.every((size, axis) => axis === 0 || size === null || size === sizes[axis]);
  // TensorFlow.js looks no further than its layers do.
  if (!fits && stateOf(rt).dialect === null) {
    throw rt.error(
      'ValueError',
      `Input tensor of shape (${value.shape.join(', ')}) does not fit the expected shape ` +
        `(${shape.map((size) => size ?? 'None').join(', ')}) of the input '${input.name}'`,
    );
  }
  if (sizes === value.shape && value.dtype === input.dtype) return value;
  return new Tensor(sizes, input.dtype, { requiresGrad: value.requiresGrad, values: value.values });
}

/** Whether these are the arguments of a graph: inputs and outputs made of its tensors. */
export function isGraphArgument(value: Value | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (value instanceof KerasTensor || value instanceof UnknownTensor) return true;
  const isNest = value instanceof PyList || value instanceof PyTuple || value instanceof PyDict;
  return isNest && leavesOf(value).some((leaf) => isGraphTensor(leaf) || leaf instanceof Unknown);
}
