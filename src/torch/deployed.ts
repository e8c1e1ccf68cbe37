/** Copies of models that were converted: what runs once the original is deployed. */
import type { PyObject } from '../python/runtime/values.ts';

const originals = new WeakMap<PyObject, PyObject>();
const deployed = new WeakMap<PyObject, PyObject>();

/** A copy that something is to be made of. */
export function noteCopy(original: PyObject, copy: PyObject): void {
  originals.set(copy, original);
}

/** A model was converted; where it is a copy, its originals have it as what is deployed of them. */
export function noteConverted(model: PyObject): void {
  for (let at = originals.get(model); at !== undefined; at = originals.get(at)) deployed.set(at, model);
}

/** Null: the model is deployed as it is. */
export function deployedOf(model: PyObject): PyObject | null {
  return deployed.get(model) ?? null;
}
