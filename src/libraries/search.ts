/** Searches for hyper-parameters: how they are recorded, and which candidate stands for all. */
import type { Runtime } from '../python/runtime/api.ts';
import { asInteger, asNumber, settled } from '../python/runtime/native.ts';
import { PyFloat, Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import type { SearchBeginEvent } from '../trace/events.ts';
import { traceOf } from '../trace/trace.ts';
import { given, missing, type Found } from '../units/found.ts';

export type SearchPlan = Omit<SearchBeginEvent, 'type' | 'span'>;

/** Runs one candidate of a search; the trace says how many there are. */
export function searched<T>(rt: Runtime, plan: SearchPlan, run: () => T): T {
  const trace = traceOf(rt);
  trace.record({ type: 'search-begin', ...plan, span: rt.here() });
  try {
    return run();
  } finally {
    trace.record({ type: 'search-end' });
  }
}

/** A count that the program states. `absent` says why it is missing where it is None. */
export function counted(rt: Runtime, value: Value, detail: string, absent: string): Found<number> {
  if (value instanceof Unknown) return missing(value.reason, value.span);
  const number = asInteger(settled(value));
  return number === undefined ? missing(absent, rt.here()) : given(number, 'code', detail, rt.here());
}

export const ONE_FIT: Found<number> = given(1, 'code', 'each candidate is trained once');

export interface NumberRange {
  readonly low: number;
  readonly high: number;
  /** Null: every value in between. */
  readonly step: number | null;
  readonly isLog: boolean;
}

/**
 * The candidate in the middle of a range: the mean, or the geometric mean where the range is searched
 * by orders of magnitude; on the grid of the step, the lower of two neighbours.
 */
export function middle({ low, high, step, isLog }: NumberRange): number {
  const centre = isLog && low > 0 ? Math.sqrt(low * high) : (low + high) / 2;
  if (step === null || step <= 0) return centre;
  return low + step * Math.floor((centre - low) / step + 1e-9);
}

export function middleInteger(range: NumberRange): number {
  return Math.trunc(middle({ ...range, step: range.step ?? 1 }));
}

/** Categories have no middle, so the first stands for them. */
export function firstOf(rt: Runtime, choices: Value): Value {
  const elements = rt.elements(choices);
  if (elements instanceof Unknown) return elements;
  return elements[0] ?? rt.unknown('a choice among nothing');
}

export function float(value: number): PyFloat {
  return new PyFloat(value);
}

/** A bound of a range. Ends the native call where it is unknown. */
export function bound(rt: Runtime, value: Value): number {
  const number = asNumber(settled(value));
  if (number === undefined) throw rt.error('TypeError', `a number was expected, not ${rt.typeName(value)}`);
  return number;
}

/** Numbers have a middle; of anything else the default or the first stands for all. */
export function middleChoice(choices: readonly Value[], fallback: Value): Value {
  const numbers = choices.map((choice) => (typeof choice === 'boolean' ? undefined : asNumber(choice)));
  if (choices.length === 0 || numbers.some((number) => number === undefined)) return fallback;
  const sorted = choices.toSorted((a, b) => (asNumber(a) ?? 0) - (asNumber(b) ?? 0));
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? fallback;
}
