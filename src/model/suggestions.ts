/** Values that the candidates of a search differ in. */
import type { SearchBeginEvent, SuggestionEvent, TraceEvent } from '../trace/events.ts';

/** By the search that they lie in; null: in none that a tool runs. */
export type Suggestions = ReadonlyMap<SearchBeginEvent | null, readonly SuggestionEvent[]>;

export function readSuggestions(events: readonly TraceEvent[]): Suggestions {
  const found = new Map<SearchBeginEvent | null, SuggestionEvent[]>();
  const around: SearchBeginEvent[] = [];
  for (const event of events) {
    if (event.type === 'search-begin' && event.isAround !== true) around.push(event);
    else if (event.type === 'search-end') around.pop();
    else if (event.type === 'suggestion') {
      const search = around.at(-1) ?? null;
      found.set(search, [...(found.get(search) ?? []), event]);
    }
  }
  return found;
}

/** Searches that no call encloses: a loop that asks for candidates, or what runs the whole script. */
function isOpen({ tool, isAround }: SearchBeginEvent): boolean {
  return isAround === true || tool === 'loop' || tool === 'cross-validation';
}

/** Those of some searches, each once. */
export function suggestionsOf(
  found: Suggestions,
  searches: readonly SearchBeginEvent[],
): readonly SuggestionEvent[] {
  const all = [...new Set(searches).values(), ...(searches.some(isOpen) ? [null] : [])].flatMap(
    (search) => found.get(search) ?? [],
  );
  const byKey = new Map(all.map((one) => [`${one.name ?? ''} ${one.low} ${one.high}`, one]));
  return [...byKey.values()];
}
