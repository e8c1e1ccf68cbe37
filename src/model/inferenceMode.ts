/** Whether the code compiles a model that makes inferences. */
import { Unknown } from '../python/runtime/values.ts';
import type { SettingEvent, TraceEvent } from '../trace/events.ts';
import { given, missing, type Found } from '../units/found.ts';

/**
 * What was last said of the model itself; else what was in force where the code calls it and trains nothing by it.
 * Null: the code says nothing.
 * @param models serials of the model, and of a copy that is deployed in its place
 */
export function inferenceMode(
  history: readonly TraceEvent[],
  models: ReadonlySet<number>,
): Found<string> | null {
  const isMode = (event: TraceEvent): event is SettingEvent =>
    event.type === 'setting' && event.name === 'mode';
  const own = history.findLast(
    (event): event is SettingEvent => isMode(event) && event.module !== undefined && models.has(event.module),
  );
  if (own !== undefined) return foundIn(own);
  const call = history.findLastIndex(
    (event) => event.type === 'enter' && !event.training && models.has(event.module),
  );
  const around = history.slice(0, Math.max(0, call)).findLast(isMode);
  return around === undefined || around.module !== undefined ? null : foundIn(around);
}

function foundIn({ value, span }: SettingEvent): Found<string> {
  return value instanceof Unknown
    ? missing(value.reason, value.span)
    : given(value, 'code', 'set in the code', span);
}
