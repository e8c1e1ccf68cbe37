/** In which numbers a training computes: as it is set, or as its weights are stored. */
import type { DType } from '../tensor/dtype.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { SettingEvent, TraceEvent } from '../trace/events.ts';
import { given, missing, type Found } from '../units/found.ts';
import type { Site } from './factors.ts';
import type { SourceSpan } from '../units/span.ts';
import { settingAt, type ModelCall, type Timeline } from './timeline.ts';

/** Types of weights that say it by themselves; single precision may still be computed in another one. */
const BY_WEIGHTS: Partial<Record<DType, string>> = { float16: 'fp16', bfloat16: 'bf16', float64: 'fp64' };

/** Settings that hold for weights in single precision only. */
const OF_SINGLE = new Set<unknown>(['fp32', 'tf32', 'ieee-fp32']);

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
  if (stored !== undefined) {
    return given(stored, 'code', `the weights are ${dtype ?? ''}`, last?.event.span ?? null);
  }
  const inside = last === undefined ? null : precisionInside(timeline.events.slice(last.index, last.end + 1));
  const isSame = set?.known === true && inside?.known === true && inside.value === set.value;
  return isSame ? set : (inside ?? set);
}

/**
 * Of a training in which no call of the model was seen: what is set anywhere in the iteration, since a context such as
 * autocast is left again before the update.
 */
export function precisionOfUncalled(timeline: Timeline, site: Site): Found<string> | null {
  const { model, update, iteration, dtype } = site;
  const set = settingsIn(timeline, iteration?.begin ?? update.index, update.index);
  const reduced = new Set(set.map(({ value }) => value).filter((value) => !OF_SINGLE.has(value)));
  const [first] = set.filter(({ value }) => reduced.has(value));
  if (reduced.size > 1) return missing('several precisions are set in one step', first?.span);
  if (first !== undefined) {
    const { value, span } = first;
    return value instanceof Unknown
      ? missing(value.reason, value.span)
      : given(value, 'code', 'set in the code', span);
  }
  const stored = dtype === null ? undefined : BY_WEIGHTS[dtype];
  if (stored !== undefined) return given(stored, 'code', `the weights are ${dtype ?? ''}`);
  const before = settingAt(timeline, 'precision', update.index);
  const isSet = before !== null && !(before.known && OF_SINGLE.has(before.value));
  if (model.unknown === undefined || isSet) return before;
  const doubt = settingsIn(timeline, -1, update.index, 'precision-of-unknown').at(-1);
  if (doubt === undefined) return before;
  const { value, span } = doubt;
  const to = value instanceof Unknown ? 'something unknown' : value;
  return missing(`something unknown is made ${to}: whether that is the model is not known`, span);
}

/**
 * The setting that a call makes inside of itself for most of its products: autocast around a `forward`, or that switched off;
 * null: none.
 */
export function precisionInside(events: readonly TraceEvent[]): Found<string> | null {
  const [most] = settingsInside(events);
  if (most === undefined || most.share <= 1 / 2) return null;
  const { value, span } = most.event;
  return value instanceof Unknown
    ? missing(value.reason, value.span)
    : given(value, 'code', 'set in the code', span);
}

/** Numbers that only some of the products of a pass are set to, where all of them count as computed alike. */
export interface PartlyPrecise {
  readonly value: string;
  /** Of the multiplications, 0 to 1. */
  readonly share: number;
  readonly span: SourceSpan | null;
}

/** Shares of the products that are too small, or too large, to tell apart from none and from all. */
const TELLING = { least: 0.01, most: 0.99 } as const;

export function partlyPrecise(events: readonly TraceEvent[]): PartlyPrecise | null {
  for (const { event, share } of settingsInside(events)) {
    const { value, span } = event;
    if (value instanceof Unknown || OF_SINGLE.has(value)) continue;
    if (share > TELLING.least && share < TELLING.most) return { value, share, span };
  }
  return null;
}

/** What a call sets inside of itself, each value with its share of the products; the largest is first. */
function settingsInside(
  events: readonly TraceEvent[],
): { readonly event: SettingEvent; readonly share: number }[] {
  const work = new Map<SettingEvent | null, number>();
  let now: SettingEvent | null = null;
  for (const event of events) {
    if (event.type === 'setting' && event.name === 'precision') now = event;
    else if (event.type === 'op') work.set(now, (work.get(now) ?? 0) + event.work.macs);
  }
  const all = [...work.values()].reduce((sum, macs) => sum + macs, 0);
  const byValue = new Map<SettingEvent['value'], { readonly event: SettingEvent; readonly macs: number }>();
  for (const [event, macs] of work) {
    if (event === null) continue;
    const before = byValue.get(event.value);
    byValue.set(event.value, { event: before?.event ?? event, macs: macs + (before?.macs ?? 0) });
  }
  return [...byValue.values()]
    .sort((a, b) => b.macs - a.macs)
    .map(({ event, macs }) => ({ event, share: all === 0 ? 0 : macs / all }));
}

function settingsIn(
  { events }: Timeline,
  from: number,
  to: number,
  name: SettingEvent['name'] = 'precision',
): SettingEvent[] {
  return events
    .slice(from + 1, to)
    .flatMap((event) => (event.type === 'setting' && event.name === name ? [event] : []));
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
