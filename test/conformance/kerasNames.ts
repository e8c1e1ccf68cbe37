/**
 * Names of Keras layers as one model alone in a fresh session has them. The truth's paths begin with the model's own
 * name, and where other models were built before in the same session their automatic names count on from there.
 */
import type { Truth } from './judge.ts';

type Row = NonNullable<Truth['layers']>[number];

export function inFreshSession(truth: Truth): Truth {
  const rows = (truth.layers ?? []).map(([path, ...rest]): Row => [
    path.slice(path.indexOf('/') + 1),
    ...rest,
  ]);
  const first = new Map<string, number>();
  for (const [path, type] of rows) {
    const found = automatic(path, type);
    if (found === null) continue;
    first.set(found.prefix, Math.min(first.get(found.prefix) ?? Infinity, found.number));
  }
  // One kind alone that does not begin at zero was named so by the model's own code.
  if ([...first.values()].filter((number) => number > 0).length < 2) return { ...truth, layers: rows };
  const layers = rows.map((row): Row => {
    const [path, type, ...rest] = row;
    const found = automatic(path, type);
    if (found === null) return row;
    const number = found.number - (first.get(found.prefix) ?? 0);
    return [number === 0 ? found.prefix : `${found.prefix}_${number}`, type, ...rest];
  });
  return { ...truth, layers };
}

/** The parts of a name like `re_lu_14`, which Keras gives a layer of the type ReLU; null for any other. */
function automatic(path: string, type: string): { readonly prefix: string; readonly number: number } | null {
  const match = /^(.*?)(?:_(\d+))?$/.exec(path);
  const prefix = match?.[1] ?? '';
  return prefix.replaceAll('_', '') === type.toLowerCase()
    ? { prefix, number: Number(match?.[2] ?? 0) }
    : null;
}
