/** `self.__dict__ = d`. */
import type { Runtime } from './api.ts';
import type { Store } from './journal.ts';
import { PyDict, Unknown } from './values.ts';
import type { Value } from './values.ts';

interface WithAttributes {
  readonly serial: number;
  attrs: Store<string, Value> | null;
}

/** From now on the entries of the dictionary are the attributes, also where it is the object itself. */
export function replaceInstanceDict(rt: Runtime, object: WithAttributes, value: Value): void {
  if (value instanceof PyDict) rt.journal.setField<WithAttributes, 'attrs'>(object, 'attrs', value.entries);
  else if (value instanceof Unknown) rt.recorder.incomplete(value);
  else throw rt.error('TypeError', `__dict__ must be set to a dictionary, not a '${rt.typeName(value)}'`);
}
