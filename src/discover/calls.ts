/** What the events of a run say of the models in it: where they were made, and what they were called with. */
import { isWrapper } from '../model/timeline.ts';
import { isInstalledPackage } from '../python/imports/uris.ts';
import type { EnterEvent, TraceEvent } from '../trace/events.ts';
import type { SourceSpan } from '../units/span.ts';
import type { Created } from './candidates.ts';

/** A library's own call, such as one with random values to calibrate by, says less than one of the person's code. */
function isBetter({ span }: EnterEvent, known: EnterEvent | undefined): boolean {
  if (known === undefined) return true;
  const isOfLibrary = (one: SourceSpan | null): boolean => one !== null && isInstalledPackage(one.uri);
  return isOfLibrary(known.span) && !isOfLibrary(span);
}

/** The first call of each module that is not made by another module, nor by a library where the person's code makes one. */
export function firstCalls(events: readonly TraceEvent[]): Map<number, EnterEvent> {
  const calls = new Map<number, EnterEvent>();
  /** Modules entered; a wrapper around the model counts as none. */
  const entered: boolean[] = [];
  for (const event of events) {
    if (event.type === 'enter') {
      const isOuter = !entered.includes(true);
      const isModel = !isOuter || !isWrapper(event.className);
      if (isOuter && isModel && event.inputs.length > 0 && isBetter(event, calls.get(event.module))) {
        calls.set(event.module, event);
      }
      entered.push(isModel);
    } else if (event.type === 'exit') entered.pop();
  }
  return calls;
}

/**
 * What one model of a class is called with tells how its siblings are meant to be called; not of a library's class, such
 * as `Sequential`, whose objects have nothing in common.
 */
export function callsByClass(
  events: readonly TraceEvent[],
  calls: ReadonlyMap<number, EnterEvent>,
): Map<number, EnterEvent> {
  const byClass = new Map<number, EnterEvent>();
  for (const event of events) {
    if (event.type !== 'construct' || event.object.cls.definition === null) continue;
    const call = calls.get(event.object.serial);
    const cls = event.object.cls.serial;
    if (call !== undefined && !byClass.has(cls)) byClass.set(cls, call);
  }
  return byClass;
}

/** The line whose call made it, whichever file the class is of. */
export function createdAt(events: readonly TraceEvent[], { model, line }: Created): SourceSpan | null {
  const made = events.find((event) => event.type === 'construct' && event.object.serial === model.serial);
  return (made?.type === 'construct' ? made.span : null) ?? line;
}
