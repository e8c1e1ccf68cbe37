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

/** Runs the candidate that `make` gives, which is made inside the search so that its values are told as those of it. */
export function tried<T>(rt: Runtime, plan: SearchPlan, make: () => T, run: (candidate: T) => void): T {
  return searched(rt, plan, () => {
    const candidate = make();
    run(candidate);
    return candidate;
  });
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

/** What a trial is given for one parameter, and how far its values go. */
export interface Suggested {
  readonly value: Value;
  /** Null: its values are no numbers, so that they have no ends. */
  readonly ends: { readonly low: number; readonly high: number } | null;
}

export function fixed(value: Value): Suggested {
  return { value, ends: null };
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

/** The last value on the grid of the step. */
function highest({ low, high, step }: NumberRange): number {
  return step === null || step <= 0 ? high : low + step * Math.floor((high - low) / step + 1e-9);
}

/** Of the run's candidate: in the middle of all ranges, or at one end of all of them. */
function numberIn(rt: Runtime, range: NumberRange): number {
  const { candidate } = traceOf(rt);
  if (candidate === 'low') return range.low;
  return candidate === 'high' ? highest(range) : middle(range);
}

export function real(rt: Runtime, range: NumberRange): Suggested {
  return { value: float(numberIn(rt, range)), ends: { low: range.low, high: highest(range) } };
}

export function whole(rt: Runtime, range: NumberRange): Suggested {
  const stepped = { ...range, step: range.step ?? 1 };
  const ends = { low: Math.trunc(range.low), high: Math.trunc(highest(stepped)) };
  return { value: Math.trunc(numberIn(rt, stepped)), ends };
}

/** Numbers have a middle and two ends; of anything else the given or the first stands for all. */
export function oneOf(
  rt: Runtime,
  choices: readonly Value[],
  fallback: Value = choices[0] ?? null,
): Suggested {
  const numbered = choices.flatMap((choice) => {
    const number = typeof choice === 'boolean' || choice instanceof Unknown ? undefined : asNumber(choice);
    return number === undefined ? [] : [{ choice, number }];
  });
  const sorted = numbered.toSorted((a, b) => a.number - b.number);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (numbered.length < choices.length || first === undefined || last === undefined) return fixed(fallback);
  const { candidate } = traceOf(rt);
  const middlemost = sorted[Math.floor((sorted.length - 1) / 2)] ?? first;
  const { choice } = candidate === 'low' ? first : candidate === 'high' ? last : middlemost;
  return { value: choice, ends: { low: first.number, high: last.number } };
}

/** The same of choices that are a value of the program. */
export function chosen(rt: Runtime, choices: Value): Suggested {
  const elements = rt.elements(choices);
  if (elements instanceof Unknown) return fixed(elements);
  return elements.length === 0 ? fixed(rt.unknown('a choice among nothing')) : oneOf(rt, elements);
}

/** Gives a trial its value of a parameter; the trace tells how far the values go. */
export function suggest(rt: Runtime, name: Value, { value, ends }: Suggested): Value {
  if (ends !== null && ends.low !== ends.high) {
    const named = typeof name === 'string' && name !== '' ? name : null;
    traceOf(rt).record({ type: 'suggestion', name: named, ...ends, span: rt.here() });
  }
  return value;
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
