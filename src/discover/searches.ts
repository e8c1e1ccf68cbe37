/** Searches whose trainings could not be followed: they concern the models that were made in them all the same. */
import type { Recipe } from '../model/recipe.ts';
import type { SearchBeginEvent, TraceEvent } from '../trace/events.ts';

/** By the class of a model that was constructed in them, its serial number. */
export type OpenSearches = ReadonlyMap<number, readonly SearchBeginEvent[]>;

export function openSearches(events: readonly TraceEvent[], recipe: Recipe): OpenSearches {
  const followed = new Set(recipe.trainings.map(({ search }) => search));
  const byClass = new Map<number, SearchBeginEvent[]>();
  const around: SearchBeginEvent[] = [];
  for (const event of events) {
    if (event.type === 'search-begin' && event.isAround !== true) around.push(event);
    else if (event.type === 'search-end') around.pop();
    else if (event.type === 'construct') {
      const search = around.at(-1);
      if (search === undefined || followed.has(search)) continue;
      const { serial } = event.object.cls;
      const known = byClass.get(serial) ?? [];
      if (!known.includes(search)) byClass.set(serial, [...known, search]);
    }
  }
  return byClass;
}
