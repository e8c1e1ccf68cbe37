/** Copies of models that were converted: what runs once the original is deployed. */
import { copiedFrom } from '../python/runtime/deepCopy.ts';
import type { PyObject } from '../python/runtime/values.ts';

const deployed = new WeakMap<PyObject, PyObject>();

/** A model was converted; where it is a copy, its originals have it as what is deployed of them. */
export function noteConverted(model: PyObject): void {
  for (let at = copiedFrom(model); at !== undefined; at = copiedFrom(at)) deployed.set(at, model);
}

/** Null: the model is deployed as it is. */
export function deployedOf(model: PyObject): PyObject | null {
  return deployed.get(model) ?? null;
}
