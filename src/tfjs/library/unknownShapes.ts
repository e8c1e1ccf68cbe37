/** Layers that were told the shape of their input, which is unknown: a model that begins with one is not known wholly. */
import type { PyObject, Unknown, Value } from '../../python/runtime/values.ts';

const shapes = new WeakMap<PyObject, Unknown>();

export function noteUnknownShape(layer: PyObject, reason: Unknown): void {
  shapes.set(layer, reason);
}

export function unknownShapeOf(layer: Value): Unknown | null {
  if (typeof layer !== 'object' || layer === null || layer.kind !== 'object') return null;
  return shapes.get(layer) ?? null;
}
