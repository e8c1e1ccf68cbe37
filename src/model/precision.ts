/** In which numbers a training computes: as it is set, or as its weights are stored. */
import type { DType } from '../tensor/dtype.ts';
import { given, type Found } from '../units/found.ts';
import { settingAt, type ModelCall, type Timeline } from './timeline.ts';

/** Types of weights that say it by themselves; single precision may still be computed in another one. */
const BY_WEIGHTS: Partial<Record<DType, string>> = { float16: 'fp16', bfloat16: 'bf16', float64: 'fp64' };

/** Settings that hold for weights in single precision only. */
const OF_SINGLE = new Set<unknown>(['fp32', 'tf32']);

/** Null: the code says nothing. */
export function precisionOf(
  timeline: Timeline,
  calls: readonly ModelCall[],
  index: number,
): Found<string> | null {
  const set = settingAt(timeline, 'precision', index);
  if (set !== null && !(set.known && OF_SINGLE.has(set.value))) return set;
  const last = calls.at(-1);
  const dtype = last === undefined ? null : mostOfTheWeights(timeline, last);
  const stored = dtype === null ? undefined : BY_WEIGHTS[dtype];
  return stored === undefined
    ? set
    : given(stored, 'code', `the weights are ${dtype ?? ''}`, last?.event.span ?? null);
}

function mostOfTheWeights({ events }: Timeline, { index, end }: ModelCall): DType | null {
  const elements = new Map<DType, number>();
  for (let i = index; i <= end; i++) {
    const event = events[i];
    if (event?.type !== 'op') continue;
    for (const weight of event.weights) {
      elements.set(weight.dtype, (elements.get(weight.dtype) ?? 0) + weight.elements);
    }
  }
  const [most] = [...elements].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? null;
}
