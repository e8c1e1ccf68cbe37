/**
 * Numbers that depend on data, known as multiples of one another: whatever `n` is, `3 * n / n` is 3. So a script that
 * turns epochs into steps and back with the unknown length of a loader still says how many epochs there are.
 */
import type { BinaryOperator } from '../syntax/ast.ts';
import { PyFloat, Unknown } from './values.ts';
import type { NativeFunction, Value } from './values.ts';

/** `times / parts` of the whole number, not below zero, that goes by the name `base`; null: of one without a name. */
interface Amount {
  readonly base: string | null;
  readonly times: number;
  readonly parts: number;
  readonly isFloat: boolean;
  /** It is no larger than that. */
  readonly most?: number;
}

const amounts = new WeakMap<Unknown, Amount>();

/** Declares that `unknown` is a count, and the same one wherever something goes by this name. */
export function countNamed(unknown: Unknown, name: string): Unknown {
  return named(unknown, { base: name, times: 1, parts: 1, isFloat: false });
}

/** Declares that `unknown` is a count, of which nothing else is known. */
export function someCount(unknown: Unknown): Unknown {
  return amounts.has(unknown) ? unknown : named(unknown, { base: null, times: 1, parts: 1, isFloat: false });
}

export function isAmount(unknown: Unknown): boolean {
  return amounts.has(unknown);
}

/** What is computed from an amount is unknown for its reason, and no amount but by the rules below. */
export function withoutAmount<T extends Value>(value: T): T | Unknown {
  return value instanceof Unknown && amounts.has(value)
    ? new Unknown(value.reason, value.span, value.likely)
    : value;
}

/** Whether two that are unknown are the same as far as can be told. */
export function sameAmount(left: Unknown, right: Unknown): boolean {
  const [a, b] = [amounts.get(left), amounts.get(right)];
  if (a === undefined || b === undefined) return a === b;
  if (a.base === null || b.base === null) return a.base === b.base;
  return a.base === b.base && a.times * b.parts === b.times * a.parts && a.isFloat === b.isFloat;
}

const counting = new WeakSet<NativeFunction>();

/** Says of a native that an amount that it gives is its result; of others it is why there is none. */
export function givesAmounts(fn: NativeFunction): NativeFunction {
  counting.add(fn);
  return fn;
}

export function isCounting(fn: NativeFunction): boolean {
  return counting.has(fn);
}

function named(unknown: Unknown, amount: Amount): Unknown {
  const copy = new Unknown(unknown.reason, unknown.span, unknown.likely);
  const isExact = amount.times <= Number.MAX_SAFE_INTEGER && amount.parts <= Number.MAX_SAFE_INTEGER;
  if (isExact) amounts.set(copy, amount);
  return copy;
}

/** Undefined: of the result nothing is known but that it is unknown. */
export function amountOf(op: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (left instanceof Unknown && right instanceof Unknown) return ratio(op, left, right);
  const unknown = left instanceof Unknown ? left : right;
  const other = left instanceof Unknown ? right : left;
  if (!(unknown instanceof Unknown)) return undefined;
  const amount = amounts.get(unknown);
  const by = typeof other === 'number' ? other : other instanceof PyFloat ? other.value : undefined;
  if (amount === undefined || by === undefined || !Number.isFinite(by) || by <= 0) return undefined;
  const isFloat = amount.isFloat || other instanceof PyFloat;
  const { base, times, parts } = amount;
  if (op === '*') return named(unknown, { base, times: times * by, parts, isFloat });
  if (unknown !== left) return undefined;
  const divided = { base, times, parts: parts * by, isFloat };
  if (op === '/') return named(unknown, { ...divided, isFloat: true });
  return op === '//' ? whole(unknown, 'floor', divided) : undefined;
}

function ratio(op: BinaryOperator, left: Unknown, right: Unknown): Value | undefined {
  const [a, b] = [amounts.get(left), amounts.get(right)];
  if (a === undefined || b === undefined || a.base === null || a.base !== b.base) return undefined;
  const quotient = (a.times * b.parts) / (a.parts * b.times);
  if (op === '/') return new PyFloat(quotient);
  if (op !== '//') return undefined;
  const floor = Math.floor(quotient);
  return a.isFloat || b.isFloat ? new PyFloat(floor) : floor;
}

/** `math.ceil`, `math.floor`, `int`, `round` of an amount. Undefined: it is none. */
export function roundedAmount(how: 'ceil' | 'floor' | 'round', unknown: Unknown): Unknown | undefined {
  const amount = amounts.get(unknown);
  if (amount === undefined) return undefined;
  const { base, times, parts, most } = amount;
  // What is whole already stays what it is.
  if (most !== undefined && !amount.isFloat) return unknown;
  return whole(unknown, how, { base, times, parts, isFloat: false });
}

function whole(unknown: Unknown, how: string, amount: Amount): Unknown {
  const { base, times, parts, isFloat } = amount;
  const factor = times / parts;
  if (Number.isInteger(factor)) return named(unknown, { base, times: factor, parts: 1, isFloat });
  const name = base === null ? null : `${how}(${base}*${times}/${parts})`;
  return named(unknown, { base: name, times: 1, parts: 1, isFloat });
}

/** `max(1, n)` and `min(n, 512)` of one amount and one number; undefined: it is something else. */
export function extremeAmount(wanted: 'min' | 'max', items: readonly Value[]): Unknown | undefined {
  const unknown = items.find((item) => item instanceof Unknown);
  const other = items.find((item) => typeof item === 'number');
  const amount = unknown === undefined ? undefined : amounts.get(unknown);
  if (unknown === undefined || amount === undefined || other === undefined || items.length !== 2) {
    return undefined;
  }
  const { base, times, parts, isFloat } = amount;
  // Names are of whole numbers.
  const name = base === null || isFloat ? null : `${wanted}(${base}*${times}/${parts},${other})`;
  const bound = wanted === 'min' ? { most: other } : {};
  return named(unknown, { base: name, times: 1, parts: 1, isFloat, ...bound });
}

/** The most that an amount can be; null: there is no limit that is known. */
export function mostOf(unknown: Unknown): number | null {
  return amounts.get(unknown)?.most ?? null;
}
