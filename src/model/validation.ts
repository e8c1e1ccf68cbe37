/** Forward passes inside a training that train nothing. */
import { Unknown } from '../python/runtime/values.ts';
import { given, missing, type Found } from '../units/found.ts';
import { drawn, type Site } from './factors.ts';
import {
  around,
  contains,
  isTrained,
  times,
  weightsIn,
  type ModelCall,
  type Stretch,
  type Timeline,
} from './timeline.ts';

/** Loops that call the model and train nothing: outermost ones, inside of the training. */
export function validationLoops(timeline: Timeline, { model, loops, update }: Site): readonly Stretch[] {
  const outermost = loops[0];
  if (outermost === undefined) return [];
  const trains = (stretch: Stretch): boolean =>
    timeline.backwards.some((index) => contains(stretch, index)) ||
    timeline.updates.some(({ index }) => contains(stretch, index));
  const calls = timeline.calls.filter((call) => call.model.serial === model.serial);
  return timeline.stretches.filter(
    (stretch) =>
      around(stretch.parent, update.search).some(({ loop }) => loop === outermost.loop) &&
      !trains(stretch) &&
      (stretch.parent === null || trains(stretch.parent)) &&
      calls.some(({ index }) => contains(stretch, index)),
  );
}

/** Calls of the model that no backward pass follows: in such loops, or without gradients. */
export function validationCalls(timeline: Timeline, site: Site): readonly ModelCall[] {
  const { model, loops, update } = site;
  const outermost = loops[0];
  if (outermost === undefined) return [];
  const inside = validationLoops(timeline, site);
  return timeline.calls.filter(
    (call) =>
      call.model.serial === model.serial &&
      around(call.within, update.search).some(({ loop }) => loop === outermost.loop) &&
      (inside.some((loop) => contains(loop, call.index)) || isKnownNotToTrain(timeline, call)),
  );
}

/** Of a call that could not be followed nobody can say that it trains nothing. */
export function isKnownNotToTrain(timeline: Timeline, call: ModelCall): boolean {
  return !isTrained(timeline, call) && weightsIn(timeline, call).size > 0;
}

/** Samples of these passes over the whole training. */
export function validationOf(timeline: Timeline, site: Site): Found<number> {
  const { update, repetitions, model } = site;
  if (model.unknown !== undefined) {
    return missing(
      'which passes only evaluate a model that could not be read is not known',
      update.event.span,
    );
  }
  const calls = validationCalls(timeline, site);
  const again = new Set(repetitions.map(({ loop }) => loop));
  const passes = new Map<string, Pass>();
  let total = 0;
  for (const call of calls) {
    const path = around(call.within, update.search).filter((stretch) => !again.has(stretch.loop));
    const at = path.findLastIndex(({ data }) => data !== null);
    const data = path[at];
    if (data === undefined) {
      const samples = samplesOfCall(call, path);
      if (!samples.known) return samples;
      total += samples.value;
      continue;
    }
    // A loop that branches calls the model at several places: one pass all the same.
    const key = `${data.loop}|${call.within === data ? '' : (call.within?.loop ?? '')}`;
    const before = passes.get(key);
    const perBatch = (before?.stretch === data ? before.perBatch : 0) + 1;
    passes.set(key, { stretch: data, outer: path.slice(0, at), inner: path.slice(at + 1), perBatch });
  }
  for (const { stretch, outer, inner, perBatch } of passes.values()) {
    const { data } = stretch;
    const samples = data === null ? missing('no data set') : drawn(timeline, stretch, data);
    if (!samples.known) return samples;
    const count = times([...outer, ...inner]);
    if (count instanceof Unknown) return missing(count.reason, count.span);
    total += samples.value * perBatch * count;
  }
  const detail = total === 0 ? 'no validation inside the training' : 'forward passes only';
  return given(total, 'code', detail, calls[0]?.event.span ?? null);
}

/** All calls of one pass over a data set. */
interface Pass {
  readonly stretch: Stretch;
  readonly outer: readonly Stretch[];
  readonly inner: readonly Stretch[];
  /** Calls of the model per batch. */
  readonly perBatch: number;
}

/** A call on no data set that is known: its batch as often as it happens. */
function samplesOfCall({ event }: ModelCall, path: readonly Stretch[]): Found<number> {
  const size = event.inputs[0]?.shape[0];
  const count = times(path);
  if (count instanceof Unknown) return missing(count.reason, count.span);
  return size === undefined
    ? missing('the batch of a validation pass', event.span)
    : given(size * count, 'code', 'forward passes only', event.span);
}
