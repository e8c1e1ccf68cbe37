import type { TraceEvent } from '../trace/events.ts';
import type { ModelAnalysis } from './modelAnalysis.ts';
import type { DiscoverNote } from './request.ts';

/** Everything that was assumed or could not be followed, each once. */
export function notesOf(events: readonly TraceEvent[], models: readonly ModelAnalysis[]): DiscoverNote[] {
  const notes: DiscoverNote[] = [];
  for (const event of events) {
    if (event.type === 'assume') notes.push({ kind: 'assumption', text: event.text, span: event.span });
    if (event.type === 'incomplete') {
      notes.push({ kind: 'unknown', text: event.unknown.reason, span: event.unknown.span });
    }
  }
  for (const { completeness } of models) {
    for (const { text, span } of completeness.reasons) {
      notes.push({ kind: completeness.level === 'partial' ? 'unknown' : 'assumption', text, span });
    }
  }
  const seen = new Set<string>();
  return notes.filter(({ text, span }) => {
    const key = `${text}@${span?.uri ?? ''}:${span?.start.line ?? ''}`;
    return !seen.has(key) && seen.add(key).size > 0;
  });
}
