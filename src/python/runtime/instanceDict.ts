/** `self.__dict__ = d`. */
import type { Runtime } from './api.ts';
import type { Store } from './journal.ts';
import { PyDict, Unknown } from './values.ts';
import type { HashKey, Value } from './values.ts';

interface WithAttributes {
  readonly serial: number;
  attrs: Store<string, Value> | null;
}

/** From now on the entries of the dictionary are the attributes, also where it is the object itself. */
export function replaceInstanceDict(rt: Runtime, object: WithAttributes, value: Value): void {
  if (value instanceof Unknown) rt.recorder.incomplete(value);
  else if (!(value instanceof PyDict)) {
    throw rt.error('TypeError', `__dict__ must be set to a dictionary, not a '${rt.typeName(value)}'`);
  } else if (isByName(value.entries)) {
    rt.journal.setField<WithAttributes, 'attrs'>(object, 'attrs', value.entries);
  } else rt.recorder.incomplete(rt.unknown('attributes whose names are no texts'));
}

function isByName(entries: Store<HashKey, Value>): entries is Store<string, Value> {
  return [...entries.keys()].every((key) => typeof key === 'string');
}
