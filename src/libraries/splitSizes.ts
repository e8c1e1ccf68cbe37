/** Sizes of a training and a test set, by the rules that scikit-learn and `datasets` share. */
import { asNumber, settled, type Args } from '../python/runtime/native.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { Extent } from './pil/image.ts';

/**
 * Whole numbers are sizes, fractions shares: rounded up for the test set, down for the training set.
 * Source: `_validate_shuffle_split` of sklearn/model_selection/_split.py.
 */
export function splitSizes(
  rows: Extent,
  test: number | null,
  train: number | null,
): readonly [train: Extent, test: Extent] {
  if (rows instanceof Unknown) return [rows, rows];
  const share = (size: number, round: (x: number) => number): number =>
    Number.isInteger(size) && size >= 1 ? size : round(size * rows);
  // A quarter is held out where nothing is said.
  const held = test === null && train === null ? 0.25 : test;
  const trained = train === null ? null : share(train, Math.floor);
  const tested = held === null ? rows - (trained ?? 0) : share(held, Math.ceil);
  return [trained ?? rows - tested, tested];
}

/** A size that may be left out. Ends the native call where it is unknown. */
export function sizeOrNull(args: Args, name: string): number | null {
  const value = settled(args.value(name));
  return value === null ? null : (asNumber(value) ?? null);
}
