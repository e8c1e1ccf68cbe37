/** Elements of a sequence that differ in their numbers only, as values that depend on the loop's iteration. */
import { linear, withForm } from './iterationForms.ts';
import { equivalent } from './locations.ts';
import { Indexed, PyFloat, PyTuple } from './values.ts';
import type { IndexedValue, LoopState, Value } from './values.ts';

/** The element of an iteration of the loop. */
export type ElementAt = (iteration: number, loop: LoopState) => Value;

/** Whether the elements may be told apart by numbers in them. */
export function hasNumbers(element: Value): boolean {
  return isNumber(element) || (element instanceof PyTuple && element.items.some(hasNumbers));
}

/** Null: they differ in something else. */
export function numberedElements(elements: readonly Value[]): ElementAt | null {
  const [first] = elements;
  if (first === undefined) return null;
  if (elements.every((element) => equivalent(element, first))) return () => first;
  if (first instanceof PyTuple) return tuples(elements, first.items.length);
  return numbers(elements);
}

function tuples(elements: readonly Value[], length: number): ElementAt | null {
  const rows = elements.flatMap((element) =>
    element instanceof PyTuple && element.items.length === length ? [element.items] : [],
  );
  if (rows.length < elements.length) return null;
  const columns: ElementAt[] = [];
  for (let i = 0; i < length; i++) {
    const column = numberedElements(rows.map((row) => row[i] ?? null));
    if (column === null) return null;
    columns.push(column);
  }
  return (iteration, loop) => new PyTuple(columns.map((column) => column(iteration, loop)));
}

function numbers(elements: readonly Value[]): ElementAt | null {
  const values = elements.filter(isNumber);
  const [first, second] = values;
  if (first === undefined || second === undefined || values.length < elements.length) return null;
  if (values.some((value) => typeof value !== typeof first)) return null;
  const table = (i: number): IndexedValue => values[Math.min(i, values.length - 1)] ?? first;
  const at = progression(values) ?? table;
  return (iteration, loop) => new Indexed(at(iteration), new Map([[loop, at]]));
}

/** Whole numbers that go on by the same amount. */
function progression(values: readonly IndexedValue[]): ((i: number) => IndexedValue) | null {
  const [start, second] = values;
  if (typeof start !== 'number' || typeof second !== 'number') return null;
  const step = second - start;
  if (!values.every((value, i) => value === start + i * step)) return null;
  return withForm((i: number) => start + i * step, linear(start, step));
}

function isNumber(value: Value): value is IndexedValue {
  return typeof value === 'number' || typeof value === 'boolean' || value instanceof PyFloat;
}
