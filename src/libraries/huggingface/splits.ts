/** Split expressions: `train`, `train[:10%]`, `train[100:200]+test`. */
import type { Runtime } from '../../python/runtime/api.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { Extent } from '../pil/image.ts';

/**
 * Rows of a split expression, given those of the plain splits. Percentages are rounded to the
 * nearest row: https://huggingface.co/docs/datasets/loading#slice-splits
 */
export function rowsOfSplit(rt: Runtime, expression: string, rowsOf: (name: string) => Extent): Extent {
  let total = 0;
  for (const part of expression.split('+')) {
    const rows = rowsOfPart(rt, part.trim(), rowsOf);
    if (rows instanceof Unknown) return rows;
    total += rows;
  }
  return total;
}

function rowsOfPart(rt: Runtime, part: string, rowsOf: (name: string) => Extent): Extent {
  const match = /^([\w.-]+)(?:\[(-?\d*%?):(-?\d*%?)\])?$/.exec(part);
  if (match === null) return rt.unknown(`the split '${part}'`);
  const [, name = '', from, to] = match;
  const rows = rowsOf(name);
  if (rows instanceof Unknown || from === undefined || to === undefined) return rows;
  const place = (bound: string, otherwise: number): number => {
    if (bound === '') return otherwise;
    const number = Number.parseInt(bound, 10);
    const at = bound.endsWith('%') ? Math.round((number / 100) * rows) : number;
    return Math.min(rows, Math.max(0, at < 0 ? at + rows : at));
  };
  return Math.max(0, place(to, rows) - place(from, 0));
}
