/** Ranges of plain numbers as people read them. */
import { formatCount } from './format.ts';

export interface NamedRange {
  /** Null: it has none. */
  readonly name: string | null;
  readonly low: number;
  readonly high: number;
}

/** More are not named one by one. */
const MOST_NAMED = 6;

/** `n_layers 1–3, hidden 32–512`. */
export function describeRanges(ranges: readonly NamedRange[]): string {
  const listed = ranges
    .slice(0, MOST_NAMED)
    .map(({ name, low, high }) => `${name ?? 'a value'} ${plain(low)}–${plain(high)}`);
  const more = ranges.length - listed.length;
  return [...listed, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function plain(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : `${Number(value.toPrecision(3))}`;
}
