/** Numeric builtins on numbers that depend on a loop's iteration: their results depend on it too. */
import type { Runtime } from '../runtime/api.ts';
import { givesAmounts } from '../runtime/amounts.ts';
import { combineIndexed, indexedResult, mapIndexed } from '../runtime/indexed.ts';
import type { Args } from '../runtime/native.ts';
import { Indexed, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { native } from '../runtime/native.ts';

/**
 * Applies a function of one number to an argument, for every iteration where it depends on one.
 * Undefined: the argument does not, or the result is no small number.
 */
export function followed(args: Args, name: string, apply: (value: Value) => Value): Indexed | undefined {
  const value = args.value(name);
  return value instanceof Indexed ? mapIndexed(value, (inner) => indexedResult(apply(inner))) : undefined;
}

/**
 * A native of one number that follows loops.
 * @param ofAmount what it makes of a count that depends on data
 */
export function following(
  signature: string,
  parameter: string,
  apply: (rt: Runtime, value: Value, args: Args) => Value,
  ofAmount?: (unknown: Unknown, args: Args) => Unknown | undefined,
): NativeFunction {
  const fn = native(
    signature,
    (rt, args) =>
      amountOf(args.value(parameter), (unknown) => ofAmount?.(unknown, args)) ??
      followed(args, parameter, (value) => apply(rt, value, args)) ??
      apply(rt, args.known(parameter), args),
  );
  return ofAmount === undefined ? fn : givesAmounts(fn);
}

function amountOf(value: Value, apply: (unknown: Unknown) => Unknown | undefined): Unknown | undefined {
  return value instanceof Unknown ? apply(value) : undefined;
}

/** The smallest or largest of numbers of which some depend on an iteration; undefined: not so. */
export function followedExtreme(
  items: readonly Value[],
  isBetter: (a: Value, b: Value) => boolean,
): Value | undefined {
  if (!items.some((item) => item instanceof Indexed)) return undefined;
  return items.reduce<Value | undefined>((best, item) => {
    if (best === undefined) return undefined;
    return combineIndexed(best, item, (a, b) => (isBetter(b, a) ? b : a));
  }, items[0]);
}
