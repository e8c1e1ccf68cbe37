/** What a trace adds up to. */
import { Unknown } from '../../src/python/runtime/values.ts';
import type { TraceEvent } from '../../src/trace/events.ts';

/** MACs of all operations, those in loops as often as they happen. */
export function totalMacs(events: readonly TraceEvent[]): number {
  let total = 0;
  const counts: number[] = [];
  for (const event of events) {
    if (event.type === 'repeat-begin') counts.push(event.count instanceof Unknown ? NaN : event.count);
    else if (event.type === 'repeat-end') counts.pop();
    else if (event.type === 'op') total += event.work.macs * counts.reduce((a, b) => a * b, 1);
  }
  return total;
}

/** Serials of the modules that are called from outside of any other, each once. */
export function outermost(events: readonly TraceEvent[]): readonly number[] {
  const found = new Set<number>();
  let depth = 0;
  for (const event of events) {
    if (event.type === 'enter') {
      if (depth === 0) found.add(event.module);
      depth += 1;
    } else if (event.type === 'exit') depth -= 1;
  }
  return [...found];
}
