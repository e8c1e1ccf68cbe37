/** What is to be said of how a model was built. */
import { Unknown } from '../python/runtime/values.ts';
import type { RepeatBeginEvent, TraceEvent } from '../trace/events.ts';
import type { ModelInventory } from '../trace/framework.ts';

/**
 * What was assumed or lost while the modules of the model were being made, the unknown calls that any of them was
 * handed to, and the loops of unknown length that made some of them.
 */
export function constructionNotes(
  inventory: ModelInventory,
  history: readonly TraceEvent[],
): readonly TraceEvent[] {
  const parts = new Set(inventory.modules.map(({ serial }) => serial));
  const begins = (event: TraceEvent): boolean => event.type === 'construct' && parts.has(event.object.serial);
  const ends = (event: TraceEvent): boolean => event.type === 'constructed' && parts.has(event.object);
  const first = history.findIndex(begins);
  if (first < 0) return history.filter((event) => event.type === 'taint' && parts.has(event.object));
  const last = history.findLastIndex((event) => begins(event) || ends(event));
  const notes: TraceEvent[] = [];
  const open: { readonly loop: RepeatBeginEvent; readonly index: number }[] = [];
  for (const [index, event] of history.entries()) {
    switch (event.type) {
      case 'taint':
        if (parts.has(event.object)) notes.push(event);
        break;
      case 'assume':
        if ((index >= first || event.spread !== 'nowhere') && index <= last) notes.push(event);
        break;
      case 'incomplete':
        if (index >= first && index <= last) notes.push(event);
        break;
      case 'repeat-begin':
        open.push({ loop: event, index });
        break;
      case 'repeat-end':
        open.pop();
        break;
      case 'construct':
        // A loop around the whole model makes it several times; one inside it makes an unknown part of it.
        for (const { loop, index: start } of open) {
          if (begins(event) && start > first && loop.count instanceof Unknown) {
            notes.push(grown(loop, loop.count));
          }
        }
        break;
      default:
        break;
    }
  }
  return notes;
}

function grown({ loop }: RepeatBeginEvent, { reason, span }: Unknown): TraceEvent {
  const text = `layers are made in a loop that runs an unknown number of times: ${reason}`;
  return { type: 'incomplete', unknown: new Unknown(text, loop.span ?? span) };
}
