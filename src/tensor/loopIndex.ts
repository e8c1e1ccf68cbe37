/** Subscripts that depend on a loop's iteration, where only the shape of what they select matters. */
import { Indexed, PySlice, PyTuple } from '../python/runtime/values.ts';
import type { IndexedValue, LoopState, Value } from '../python/runtime/values.ts';
import type { Shape } from './shape.ts';

/**
 * The subscript as it is in this iteration. The loops are told at which iterations a slice would
 * have another length (the last, shorter batch), and nothing of which elements it takes.
 */
export function presentKey(key: Value, shape: Shape): Value {
  if (!dependsOnLoop(key)) return key;
  if (!(key instanceof PyTuple)) return presentPart(key, shape[0] ?? 0);
  return new PyTuple(key.items.map((part, axis) => presentPart(part, shape[axis] ?? 0)));
}

export function dependsOnLoop(key: Value): boolean {
  if (key instanceof PyTuple) return key.items.some(dependsOnLoop);
  if (key instanceof PySlice) return key.start instanceof Indexed || key.stop instanceof Indexed;
  return key instanceof Indexed;
}

function presentPart(part: Value, size: number): Value {
  if (part instanceof Indexed) return part.value;
  if (!(part instanceof PySlice)) return part;
  const { start, stop } = part;
  const now = lengthOf(present(start), present(stop), size);
  const loops = new Set<LoopState>();
  for (const bound of [start, stop]) {
    if (bound instanceof Indexed) for (const loop of bound.by.keys()) loops.add(loop);
  }
  for (const loop of loops) {
    loop.conditions.push((i) => lengthOf(at(start, loop, i), at(stop, loop, i), size) === now);
  }
  return new PySlice(present(start), present(stop), part.step);
}

function present(bound: Value): Value {
  return bound instanceof Indexed ? bound.value : bound;
}

function at(bound: Value, loop: LoopState, iteration: number): Value {
  if (!(bound instanceof Indexed)) return bound;
  const value: IndexedValue | undefined = bound.by.get(loop)?.(iteration);
  return value ?? bound.value;
}

/** Elements between two bounds; a step does not change whether two lengths are equal. */
function lengthOf(start: Value, stop: Value, size: number): number | null {
  const clamp = (bound: Value, otherwise: number): number | null => {
    if (bound === null) return otherwise;
    if (typeof bound !== 'number') return null;
    return Math.min(size, Math.max(0, bound < 0 ? bound + size : bound));
  };
  const [from, to] = [clamp(start, 0), clamp(stop, size)];
  return from === null || to === null ? null : Math.max(0, to - from);
}
