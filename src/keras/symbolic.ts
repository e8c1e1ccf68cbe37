/** Calls on symbolic tensors: what comes out is found by running the call on tensors of known shape. */
import type { Runtime } from '../python/runtime/api.ts';
import { PyRaise } from '../python/runtime/signals.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { CallArgs, PyObject, Value } from '../python/runtime/values.ts';
import { traceOf } from '../trace/trace.ts';
import { CallNode, isGraphTensor } from './graph.ts';
import { withState } from './state.ts';
import { argumentLeaves, leavesOf, mapArguments, mapLeaves } from './structure.ts';
import { KerasTensor, type SymbolicShape, Tensor, UnknownTensor } from './tensor.ts';

/**
 * Pairs of sizes that stand for open axes, as Keras' own PyTorch backend does it: an axis that comes
 * out different for the two is open. Primes first, so that no other size is taken for them; even ones where
 * the axes must be divisible.
 */
const FILLS: readonly (readonly [number, number])[] = [
  [331, 997],
  [448, 896],
];

export function isSymbolic(args: CallArgs): boolean {
  return argumentLeaves(args).some(isGraphTensor);
}

/** Adds a call to the graph; its results are symbolic. */
export function callSymbolically(
  rt: Runtime,
  layer: PyObject | null,
  name: string,
  args: CallArgs,
  run: (args: CallArgs) => Value,
  declared: ((inferred: SymbolicShape) => SymbolicShape) | null = null,
): CallNode {
  const node = new CallNode(layer, args, run);
  const lost = argumentLeaves(args).find((leaf) => leaf instanceof UnknownTensor);
  if (lost instanceof Unknown) return lostCall(node, lost);
  const [first, second] = infer(rt, args, run);
  if (first instanceof Unknown) return lostCall(node, first);
  const others = leavesOf(second);
  let next = 0;
  node.result = mapLeaves(rt, first, (leaf) => {
    const other = others[next];
    next += 1;
    if (!(leaf instanceof Tensor)) {
      if (leaf instanceof Unknown) return new UnknownTensor(leaf, node);
      return typeof leaf === 'number' && leaf !== other ? null : leaf;
    }
    const sizes = other instanceof Tensor ? other.shape : leaf.shape;
    const shape = leaf.shape.map((size, axis) => (size === sizes[axis] ? size : null));
    return new KerasTensor(declared?.(shape) ?? shape, leaf.dtype, name, node);
  });
  return node;
}

/** A call of which nothing is known is part of the graph all the same. */
export function lostCall(node: CallNode, reason: Unknown): CallNode {
  node.result = new UnknownTensor(reason, node);
  return node;
}

/** The results of the call for two sizes of the open axes; the same one twice if none is open. */
function infer(rt: Runtime, args: CallArgs, run: (args: CallArgs) => Value): readonly [Value, Value] {
  const tensors = argumentLeaves(args).filter((leaf) => leaf instanceof KerasTensor);
  const isOpen = tensors.some(({ shape }) => shape.includes(null));
  const hasOpenSpace = tensors.some(({ shape }) => shape.indexOf(null, 1) > 0);
  let failure: PyRaise | null = null;
  for (const [fill, otherFill] of hasOpenSpace ? FILLS : FILLS.slice(0, 1)) {
    const mark = rt.journal.mark();
    let succeeded = false;
    try {
      const first = attempt(rt, args, fill, run);
      const second = isOpen && !(first instanceof Unknown) ? probe(rt, args, otherFill, run) : first;
      succeeded = true;
      return [first, second];
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      failure ??= error;
    } finally {
      // What the first run builds stays; what one that failed left behind does not.
      if (succeeded) rt.journal.commit(mark);
      else rt.journal.rollback(mark);
    }
  }
  throw failure ?? new TypeError('no size was tried');
}

/** Runs the call once more for other sizes, without any effect. */
function probe(rt: Runtime, args: CallArgs, fill: number, run: (args: CallArgs) => Value): Value {
  const mark = rt.journal.mark();
  try {
    return attempt(rt, args, fill, run);
  } finally {
    rt.journal.rollback(mark);
  }
}

function attempt(rt: Runtime, args: CallArgs, fill: number, run: (args: CallArgs) => Value): Value {
  const known = filled(rt, args, fill);
  return withState(rt, 'fill', fill, () => traceOf(rt).silently(() => run(known)));
}

function filled(rt: Runtime, args: CallArgs, fill: number): CallArgs {
  return mapArguments(rt, args, (leaf) =>
    leaf instanceof KerasTensor
      ? new Tensor(
          leaf.shape.map((size) => size ?? fill),
          leaf.dtype,
        )
      : leaf,
  );
}
