/** Rows of a table: how many a slice takes, and what labels and numbers stand for. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asNumber, settled } from '../../python/runtime/native.ts';
import { Unknown, type PySlice, type Value } from '../../python/runtime/values.ts';
import type { Extent } from '../pil/image.ts';

export function rowsKept(rt: Runtime): Unknown {
  return rt.unknown('how many rows are left depends on the data');
}

/** How many rows a slice takes; unknown bounds leave their number unknown. */
export function slicedRows(rt: Runtime, rows: Extent, slice: PySlice): Extent {
  if (rows instanceof Unknown) {
    const stop = slice.stop instanceof Unknown ? undefined : asInteger(settled(slice.stop));
    const from = slice.start === null ? 0 : undefined;
    return from === 0 && stop !== undefined && stop >= 0 && slice.step === null ? stop : rows;
  }
  const bound = (value: Value, otherwise: number): number | Unknown => {
    if (value === null) return otherwise;
    if (value instanceof Unknown) return value;
    const at = asInteger(settled(value));
    if (at === undefined) return rowsKept(rt);
    return Math.min(Math.max(at < 0 ? at + rows : at, 0), rows);
  };
  const [start, stop, step] = [bound(slice.start, 0), bound(slice.stop, rows), bound(slice.step, 1)];
  if (start instanceof Unknown) return start;
  if (stop instanceof Unknown) return stop;
  if (step instanceof Unknown) return step;
  return Math.max(Math.ceil((stop - start) / Math.max(step, 1)), 0);
}

/** What a label prints as; empty where that is not known. */
export function textOf(rt: Runtime, value: Value): string {
  const text = rt.str(value);
  return text instanceof Unknown ? '' : text;
}

export function numberOf(value: Value): number | undefined {
  return value === null || value instanceof Unknown ? undefined : asNumber(settled(value));
}
