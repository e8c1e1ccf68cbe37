/** Arithmetic on values that depend on a loop's iteration. */
import { formOf, formOfOperation, withForm, type Operand } from './iterationForms.ts';
import { payload } from './payload.ts';
import { Indexed, PyFloat } from './values.ts';
import type { IndexedValue, LoopState, Value } from './values.ts';

/** The present value, for a use in which the dependence is lost. */
export function escape(value: Value): Value {
  return value instanceof Indexed ? value.escape() : value;
}

export function truthOfNumber(value: IndexedValue): boolean {
  return value instanceof PyFloat ? value.value !== 0 : Boolean(value);
}

export function indexedResult(value: Value | undefined): IndexedValue | undefined {
  return typeof value === 'number' || typeof value === 'boolean' || value instanceof PyFloat
    ? value
    : undefined;
}

export function mapIndexed(
  value: Indexed,
  apply: (inner: IndexedValue) => IndexedValue | undefined,
): Indexed | undefined {
  return combineIndexed(value, 0, apply);
}

/**
 * Applies an operation to the present values, and to what they would be in other iterations.
 * @param op the operator, where it is one: of the form of what comes of it more can be said then
 */
export function combineIndexed(
  left: Value,
  right: Value,
  apply: (a: IndexedValue, b: IndexedValue) => IndexedValue | undefined,
  op: string | null = null,
): Indexed | undefined {
  const a = operand(left);
  const b = operand(right);
  if (a === undefined || b === undefined) return undefined;
  const value = apply(a.value, b.value);
  if (value === undefined) return undefined;
  const by = new Map<LoopState, (iteration: number) => IndexedValue>();
  for (const loop of [...(a.by?.keys() ?? []), ...(b.by?.keys() ?? [])]) {
    const first = a.by?.get(loop);
    const second = b.by?.get(loop);
    const at = (i: number): IndexedValue => apply(first?.(i) ?? a.value, second?.(i) ?? b.value) ?? value;
    by.set(loop, withForm(at, formOfOperation(op, sideOf(first, a.value), sideOf(second, b.value))));
  }
  return new Indexed(value, by);
}

function sideOf(at: ((iteration: number) => IndexedValue) | undefined, value: IndexedValue): Operand {
  return at === undefined ? { form: null, constant: value } : { form: formOf(at), constant: null };
}

function operand(value: Value): { value: IndexedValue; by: Indexed['by'] | null } | undefined {
  if (value instanceof Indexed) return { value: value.value, by: value.by };
  const inner = payload(value);
  const plain = indexedResult(inner);
  return plain === undefined ? undefined : { value: plain, by: null };
}
