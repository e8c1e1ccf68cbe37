/** The events that one training step of a model consists of. */
import type { TraceEvent } from '../trace/events.ts';
import { innerLoops, type Site } from './factors.ts';
import { contains, weightsIn, type ModelCall, type Timeline } from './timeline.ts';
import { validationCalls, validationLoops } from './validation.ts';

/**
 * One iteration of the loop that ends in the update, without what is costed elsewhere: evaluation,
 * the passes of other trained models, and all but one of the passes that accumulate gradients.
 */
export function stepEventsOf(timeline: Timeline, site: Site): readonly TraceEvent[] {
  const { events, calls, updates } = timeline;
  const { iteration, update, model } = site;
  const from = iteration?.begin ?? updates.findLast(({ index }) => index < update.index)?.index ?? -1;
  const to = iteration?.end ?? update.index + 1;
  const dropped: (readonly [from: number, to: number])[] = [];
  for (const { begin, end } of validationLoops(timeline, site)) dropped.push([begin, end]);
  for (const { index, end } of validationCalls(timeline, site)) dropped.push([index, end]);
  for (const call of calls) {
    if (call.index <= from || call.index >= to || call.model.serial === model.serial) continue;
    if (isUpdated(timeline, call)) dropped.push([call.index, call.end]);
  }
  const folded = new Set<number>();
  if (iteration !== null) {
    for (const call of site.calls) {
      for (const stretch of innerLoops(call, iteration, update)) {
        if (!timeline.accumulating.some((index) => contains(stretch, index))) continue;
        folded.add(stretch.begin).add(stretch.end);
      }
    }
  }
  const kept: TraceEvent[] = [];
  for (let i = from + 1; i < to; i++) {
    const event = events[i];
    const isDropped = folded.has(i) || dropped.some(([first, last]) => first <= i && i <= last);
    if (event !== undefined && !isDropped) kept.push(event);
  }
  return kept;
}

/** Whether its weights belong to a model that the script trains as well. */
function isUpdated(timeline: Timeline, call: ModelCall): boolean {
  const weights = weightsIn(timeline, call);
  return timeline.updates.some(({ event }) =>
    event.optimizer.parameters?.some((serial) => weights.has(serial)),
  );
}
