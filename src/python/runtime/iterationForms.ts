/**
 * How a value depends on the number of a loop's iteration, where that can be said: then which iterations branch alike is
 * known without looking at each of them.
 */
import { PyFloat } from './values.ts';
import type { IndexedValue } from './values.ts';

/** offset + slope · i, in whole numbers. */
interface Linear {
  readonly kind: 'linear';
  readonly offset: number;
  readonly slope: number;
}

/** Repeats itself after `period` iterations, anew from each of the breaks on. A constant has the period 1. */
export interface Regular {
  readonly kind: 'regular';
  readonly period: number;
  readonly breaks: readonly number[];
}

export type Form = Linear | Regular;

/** Longer ones are looked at iteration by iteration. */
const LONGEST_PERIOD = 100_000;
const MOST_BREAKS = 64;

const FORMS = new WeakMap<(iteration: number) => unknown, Form>();

/** The function, with what is known of it. */
export function withForm<F extends (iteration: number) => unknown>(at: F, form: Form | null): F {
  if (form !== null) FORMS.set(at, form);
  return at;
}

/** Null: nothing is known. */
export function formOf(at: (iteration: number) => unknown): Form | null {
  return FORMS.get(at) ?? null;
}

/** Null where the numbers are not whole, or too large to be exact. */
export function linear(offset: number, slope: number): Form | null {
  return Number.isSafeInteger(offset) && Number.isSafeInteger(slope)
    ? { kind: 'linear', offset, slope }
    : null;
}

export const CONSTANT: Regular = { kind: 'regular', period: 1, breaks: [] };

/** The form one iteration later: `at(i - 1)`. */
export function delayed(form: Form | null): Form | null {
  if (form === null) return null;
  if (form.kind === 'linear') return linear(form.offset - form.slope, form.slope);
  return { ...form, breaks: form.breaks.map((at) => at + 1) };
}

/** Of what is computed from two values by nothing but them. Null: it cannot be said. */
export function together(a: Form | null, b: Form | null): Regular | null {
  if (a?.kind !== 'regular' || b?.kind !== 'regular') return null;
  const period = (a.period / greatestDivisor(a.period, b.period)) * b.period;
  const breaks = [...new Set([...a.breaks, ...b.breaks])].sort((one, other) => one - other);
  return period > LONGEST_PERIOD || breaks.length > MOST_BREAKS ? null : { kind: 'regular', period, breaks };
}

/** One side of an operation: its form, and its value where that does not depend on the iteration. */
export interface Operand {
  readonly form: Form | null;
  /** Null: it depends on it. */
  readonly constant: IndexedValue | null;
}

const COMPARISONS = new Set(['<', '<=', '>', '>=', '==', '!=']);

/** Of `a op b`. Null: it cannot be said. */
export function formOfOperation(op: string | null, a: Operand, b: Operand): Form | null {
  const [left, right] = [asForm(a), asForm(b)];
  if (left === null || right === null) return null;
  if (left.kind === 'regular' && right.kind === 'regular') return together(left, right);
  if (op === null) return null;
  const [x, y] = [asLinear(a, left), asLinear(b, right)];
  if (x === null || y === null) return null;
  if (COMPARISONS.has(op)) return comparison(x, y);
  switch (op) {
    case '+':
      return linear(x.offset + y.offset, x.slope + y.slope);
    case '-':
      return linear(x.offset - y.offset, x.slope - y.slope);
    case '*':
      if (x.slope !== 0 && y.slope !== 0) return null;
      return linear(x.offset * y.offset, x.slope * y.offset + y.slope * x.offset);
    case '%':
      return y.slope === 0 ? remainder(x, y.offset) : null;
    default:
      return null;
  }
}

function asForm({ form, constant }: Operand): Form | null {
  return form ?? (constant === null ? null : CONSTANT);
}

/** A constant is linear, too; one that is no whole number can only be compared with. */
function asLinear({ constant }: Operand, form: Form): Linear | null {
  if (form.kind === 'linear') return form;
  const offset = constant instanceof PyFloat ? constant.value : constant;
  return typeof offset === 'number' && Number.isFinite(offset) ? { kind: 'linear', offset, slope: 0 } : null;
}

function remainder({ slope }: Linear, divisor: number): Regular | null {
  const size = Math.abs(divisor);
  if (size === 0 || !Number.isSafeInteger(size)) return null;
  const period = size / greatestDivisor(size, Math.abs(slope));
  return period > LONGEST_PERIOD ? null : { kind: 'regular', period, breaks: [] };
}

/** It turns where the two meet; the iterations around that are looked at one by one. */
function comparison(a: Linear, b: Linear): Regular {
  const slope = a.slope - b.slope;
  if (slope === 0) return CONSTANT;
  const meeting = Math.floor((b.offset - a.offset) / slope);
  return { ...CONSTANT, breaks: [meeting - 1, meeting, meeting + 1, meeting + 2] };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
