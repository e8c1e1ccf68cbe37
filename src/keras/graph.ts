/** Graphs of calls on symbolic tensors: what the functional API builds. */
import type { Runtime } from '../python/runtime/api.ts';
import { nextSerial } from '../python/runtime/journal.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { CallArgs, PyObject, Value } from '../python/runtime/values.ts';
import { argumentLeaves, leavesOf, mapArguments } from './structure.ts';
import { KerasTensor, UnknownTensor } from './tensor.ts';

export type GraphTensor = KerasTensor | UnknownTensor;

/** One call of a layer or an operation on tensors of a graph. */
export class CallNode {
  readonly serial = nextSerial();
  /** Null: an operation that is no layer. */
  readonly layer: PyObject | null;
  readonly args: CallArgs;
  /** Does the same with tensors of known shape; null for an input, which nothing computes. */
  readonly run: ((args: CallArgs) => Value) | null;
  /** The nest of tensors that came out; set right after the node exists. */
  result: Value = null;

  constructor(layer: PyObject | null, args: CallArgs, run: CallNode['run']) {
    this.layer = layer;
    this.args = args;
    this.run = run;
  }

  get inputs(): readonly GraphTensor[] {
    return argumentLeaves(this.args).filter(isGraphTensor);
  }

  get outputs(): readonly GraphTensor[] {
    return leavesOf(this.result).filter(isGraphTensor);
  }
}

export function isGraphTensor(value: Value): value is GraphTensor {
  return value instanceof KerasTensor || value instanceof UnknownTensor;
}

/** The calls between some inputs and some outputs. */
export interface Graph {
  readonly inputs: readonly GraphTensor[];
  /** The nests as they were given to `Model`. */
  readonly inputStructure: Value;
  readonly outputStructure: Value;
  /** In the order in which Keras runs them. */
  readonly nodes: readonly CallNode[];
  /** In the order of `model.layers`. */
  readonly layers: readonly PyObject[];
}

/** What stands for a layer or an operation: operations are told apart by their call. */
type Operation = PyObject | CallNode;

const operationOf = (node: CallNode): Operation => node.layer ?? node;

/**
 * Sorts the calls as Keras' `map_graph` does: by depth, the distance to the farthest output, and within
 * one depth by the order in which a walk back from the outputs meets them.
 */
export function buildGraph(inputStructure: Value, outputStructure: Value): Graph {
  const inputs = leavesOf(inputStructure).filter(isGraphTensor);
  const isInput = new Set<Value>(inputs);
  const finished: CallNode[] = [];
  const seen = new Set<CallNode>();
  const order = new Map<Operation, number>();
  const visit = (tensor: GraphTensor): void => {
    const { node } = tensor;
    if (node === null || seen.has(node)) return;
    seen.add(node);
    const operation = operationOf(node);
    if (!order.has(operation)) order.set(operation, order.size);
    if (!isInput.has(tensor)) for (const input of node.inputs) visit(input);
    finished.push(node);
  };
  for (const output of leavesOf(outputStructure)) if (isGraphTensor(output)) visit(output);

  const nodeDepths = new Map<CallNode, number>();
  const operationDepths = new Map<Operation, number>();
  for (const node of finished.toReversed()) {
    const operation = operationOf(node);
    const depth = Math.max(nodeDepths.get(node) ?? 0, operationDepths.get(operation) ?? 0);
    operationDepths.set(operation, depth);
    nodeDepths.set(node, depth);
    if (node.outputs.some((output) => isInput.has(output))) continue;
    for (const { node: parent } of node.inputs) {
      if (parent === null || !seen.has(parent)) continue;
      nodeDepths.set(parent, Math.max(depth + 1, nodeDepths.get(parent) ?? 0));
    }
  }
  const deepestFirst = <T>(depths: ReadonlyMap<T, number>): T[] =>
    [...depths.entries()].toSorted(([, a], [, b]) => b - a).map(([item]) => item);
  for (const { node } of inputs) {
    const layer = node?.layer ?? null;
    if (layer !== null && !operationDepths.has(layer)) {
      operationDepths.set(layer, 0);
      order.set(layer, -1);
    }
  }
  const operations = [...operationDepths.entries()]
    .toSorted(([a, depthA], [b, depthB]) => depthB - depthA || (order.get(a) ?? 0) - (order.get(b) ?? 0))
    .map(([operation]) => operation);
  return {
    inputs,
    inputStructure,
    outputStructure,
    nodes: deepestFirst(nodeDepths).filter(
      (node) => node.run !== null && !node.outputs.some((output) => isInput.has(output)),
    ),
    layers: operations.filter((operation): operation is PyObject => !(operation instanceof CallNode)),
  };
}

/** The inputs that a tensor is computed from. */
export function sourceInputs(tensor: GraphTensor): readonly GraphTensor[] {
  const found = new Set<GraphTensor>();
  const seen = new Set<CallNode>();
  const visit = (each: GraphTensor): void => {
    const { node } = each;
    if (node === null || node.run === null) found.add(each);
    else if (!seen.has(node)) {
      seen.add(node);
      for (const input of node.inputs) visit(input);
    }
  };
  visit(tensor);
  return [...found];
}

/** Runs the calls of a graph on what stands for its inputs; returns what each tensor became. */
export function runGraph(
  rt: Runtime,
  graph: Graph,
  given: ReadonlyMap<GraphTensor, Value>,
): ReadonlyMap<GraphTensor, Value> {
  const values = new Map(given);
  for (const node of graph.nodes) {
    if (node.run === null) continue;
    const args = mapArguments(rt, node.args, (leaf) =>
      isGraphTensor(leaf)
        ? (values.get(leaf) ?? rt.unknown('a tensor that is not connected to the inputs'))
        : leaf,
    );
    // What an unknown tensor is given to was reported where it became unknown.
    const lost = node.inputs.map((input) => values.get(input)).find((value) => value instanceof Unknown);
    const result: Value = lost ?? node.run(args);
    const leaves = leavesOf(result);
    node.outputs.forEach((output, i) => {
      values.set(output, result instanceof Unknown ? result : (leaves[i] ?? rt.unknown('a missing output')));
    });
  }
  return values;
}
