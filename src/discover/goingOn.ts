/** Whether a script that ended in an exception is run once more, and goes on where it ended. */
import type { Interpreter } from '../python/runtime/interpreter.ts';
import type { Trace } from '../trace/trace.ts';
import type { SourceSpan } from '../units/span.ts';
import type { DiscoverRequest } from './request.ts';

/** One exception often leads to the next. */
const MOST_STOPS = 8;
/** What took longer than this is not run once more. */
const MOST_STEPS = 1_500_000;

/** Where it stopped, now and before; null: that is of no consequence, or going on would not help. */
export function placesToGoOnAfter(
  { goOnAfter = [], candidate = 'middle' }: Pick<DiscoverRequest, 'goOnAfter' | 'candidate'>,
  it: Interpreter,
  trace: Trace,
): readonly SourceSpan[] | null {
  // What raises with the values at one end of a search is no candidate.
  if (candidate !== 'middle' || goOnAfter.length >= MOST_STOPS || it.stepsTaken > MOST_STEPS) return null;
  const trains = trace.events.some(({ type }) => type === 'step');
  const stops = it.stops
    // What has been trained before is what there is, unless it was the training that ended so.
    .filter(({ loops }) => !trains || loops.length > 0)
    .map(({ place }) => place)
    .filter((place) => !goOnAfter.some((known) => isSame(known, place)));
  return stops.length === 0 ? null : [...goOnAfter, ...stops];
}

function isSame(a: SourceSpan, b: SourceSpan): boolean {
  return a.uri === b.uri && a.start.line === b.start.line && a.start.character === b.start.character;
}
