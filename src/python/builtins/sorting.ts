/** `sorted`, `list.sort`, `min` and `max`: stable, by `<` alone, as Python does. */
import type { Runtime } from '../runtime/api.ts';
import type { Value } from '../runtime/values.ts';
import { isTrue } from './natives.ts';

export function isLess(rt: Runtime, a: Value, b: Value): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a === 'string' && typeof b === 'string') return a < b;
  return isTrue(rt, rt.compare('<', a, b));
}

/** A new array in order. Ends the native call when a comparison is unknown. */
export function sortValues(rt: Runtime, items: readonly Value[], key: Value, reverse: boolean): Value[] {
  const decorated = items.map((item) => ({ item, key: key === null ? item : rt.call(key, [item]) }));
  rt.spend(items.length);
  const direction = reverse ? -1 : 1;
  decorated.sort((a, b) => {
    if (isLess(rt, a.key, b.key)) return -direction;
    return isLess(rt, b.key, a.key) ? direction : 0;
  });
  return decorated.map((entry) => entry.item);
}

/** The first extreme element; undefined when there is none. */
export function extreme(
  rt: Runtime,
  items: readonly Value[],
  key: Value,
  wanted: 'min' | 'max',
): Value | undefined {
  let best: { item: Value; key: Value } | undefined;
  for (const item of items) {
    const candidate = { item, key: key === null ? item : rt.call(key, [item]) };
    const isBetter =
      best === undefined ||
      (wanted === 'min' ? isLess(rt, candidate.key, best.key) : isLess(rt, best.key, candidate.key));
    if (isBetter) best = candidate;
  }
  return best?.item;
}
