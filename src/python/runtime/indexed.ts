/** Arithmetic on values that depend on a loop's iteration. */
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

/** Applies an operation to the present values, and to what they would be in other iterations. */
export function combineIndexed(
  left: Value,
  right: Value,
  apply: (a: IndexedValue, b: IndexedValue) => IndexedValue | undefined,
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
    by.set(loop, (i) => apply(first?.(i) ?? a.value, second?.(i) ?? b.value) ?? value);
  }
  return new Indexed(value, by);
}

function operand(value: Value): { value: IndexedValue; by: Indexed['by'] | null } | undefined {
  if (value instanceof Indexed) return { value: value.value, by: value.by };
  const inner = payload(value);
  const plain = indexedResult(inner);
  return plain === undefined ? undefined : { value: plain, by: null };
}
