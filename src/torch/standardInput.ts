/** The inputs that models are known to take though no code of theirs says so. */
import type { PyObject } from '../python/runtime/values.ts';
import type { DeclaredInput } from '../trace/framework.ts';

const inputs = new WeakMap<PyObject, readonly DeclaredInput[]>();

export function setStandardInputs(model: PyObject, declared: readonly DeclaredInput[]): void {
  inputs.set(model, declared);
}

/** Null: nothing is known of it. */
export function standardInputs(model: PyObject): readonly DeclaredInput[] | null {
  return inputs.get(model) ?? null;
}
