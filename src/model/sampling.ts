/** Loops that run a model again and again without training it: denoising steps, tokens one by one. */
import { Unknown } from '../python/runtime/values.ts';
import { given, missing, type Found } from '../units/found.ts';
import type { SourceSpan } from '../units/span.ts';
import { contains, times, type ModelCall, type Stretch, type Timeline } from './timeline.ts';

/** Calls in a loop that the model is asked in alike. */
export interface RepeatedCall {
  /** Indices of its events, first and last. */
  readonly begin: number;
  readonly end: number;
  readonly count: number;
}

/** One execution of a loop. */
export interface SamplingLoop {
  readonly span: SourceSpan | null;
  readonly passes: Found<number>;
  /** In the order of the loop; none where their number is not known. */
  readonly calls: readonly RepeatedCall[];
  /** Samples in a pass. */
  readonly batch: number | null;
}

/**
 * Loops around calls of the model, the innermost ones, that draw from no data set and lie in no training; of several
 * executions of a loop the first.
 * @param model its serial
 */
export function samplingLoops(timeline: Timeline, model: number): SamplingLoop[] {
  const calls = timeline.calls.filter((call) => call.model.serial === model);
  const training = new Set(
    timeline.stretches.filter((one) => isInTraining(timeline, one)).map(({ place }) => place),
  );
  const loops = new Map<string, ModelCall[]>();
  const seen = new Map<string, number>();
  for (const call of calls) {
    const loop = call.within;
    if (loop === null || loop.data !== null || loop.isFold || training.has(loop.place)) continue;
    if ((seen.get(loop.place) ?? loop.loop) !== loop.loop) continue;
    seen.set(loop.place, loop.loop);
    loops.set(loop.place, [...(loops.get(loop.place) ?? []), call]);
  }
  const depths = depthsOf(timeline);
  // The first iteration of an inner loop seems to lie in the outer one alone.
  const isInner = (place: string, line: string): boolean =>
    [...loops].some(
      ([other, inside]) =>
        (depths.get(other) ?? 0) > (depths.get(place) ?? 0) &&
        inside.some(({ event }) => lineOf(event.span) === line),
    );
  return [...loops].flatMap(([place, inside]) => {
    const own = inside.filter(({ event }) => !isInner(place, lineOf(event.span)));
    return loopOf(calls, own) ?? [];
  });
}

/** How deep each loop lies in others at most, by its place. */
function depthsOf({ stretches }: Timeline): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const stretch of stretches) {
    let depth = 0;
    for (let at = stretch.parent; at !== null; at = at.parent) depth++;
    depths.set(stretch.place, Math.max(depth, depths.get(stretch.place) ?? 0));
  }
  return depths;
}

/** Something in it, or around it within the same run of a loop, is trained. */
function isInTraining({ backwards, updates }: Timeline, stretch: Stretch): boolean {
  for (let at: Stretch | null = stretch; at !== null; at = at.parent) {
    const around = at;
    if (backwards.some((index) => contains(around, index))) return true;
    if (updates.some(({ index }) => contains(around, index))) return true;
  }
  return false;
}

/** The first iteration of a loop stands before the stretches that repeat. */
function loopOf(calls: readonly ModelCall[], inside: readonly ModelCall[]): SamplingLoop | null {
  const [first] = inside;
  const stretch = first?.within ?? null;
  if (first === undefined || stretch === null) return null;
  const lines = new Set(inside.map(({ event }) => lineOf(event.span)));
  const before = calls.filter(
    ({ index, within, event }) =>
      index < stretch.begin && within === stretch.parent && lines.has(lineOf(event.span)),
  );
  const initial = before.slice(-lines.size).map((call) => ({ begin: call.index, end: call.end, count: 1 }));
  const repeated: RepeatedCall[] = [];
  const { span } = stretch;
  const batch = first.event.inputs[0]?.shape[0] ?? null;
  for (const { index, end, within } of inside) {
    const count = times(within === null ? [] : [within]);
    if (count instanceof Unknown) {
      return { span, passes: missing(count.reason, count.span), calls: [], batch };
    }
    repeated.push({ begin: index, end, count });
  }
  const all = [...initial, ...repeated];
  const passes = all.reduce((sum, { count }) => sum + count, 0);
  const mayEnd = inside.map(({ within }) => within?.mayEnd ?? null).find((reason) => reason !== null);
  const detail = mayEnd === undefined ? 'iterations of the loop' : `at most: ${mayEnd}`;
  return passes < 2 ? null : { span, passes: given(passes, 'code', detail, span), calls: all, batch };
}

function lineOf(span: SourceSpan | null): string {
  return span === null ? '' : `${span.uri}:${span.start.line}:${span.start.character}`;
}
