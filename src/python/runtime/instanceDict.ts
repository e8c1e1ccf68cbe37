/** `self.__dict__ = d`. */
import type { Runtime } from './api.ts';
import type { Store } from './journal.ts';
import { PyDict, Unknown } from './values.ts';
import type { HashKey, Value } from './values.ts';

interface WithAttributes {
  readonly serial: number;
  attrs: Store<string, Value> | null;
}

/** One dictionary for the attributes of an object, so that what becomes unknown of it stays so. */
const dictionaries = new WeakMap<Store<string, Value>, PyDict>();

/** `self.__dict__`. */
export function instanceDict(attrs: Store<string, Value>): PyDict {
  let dict = dictionaries.get(attrs);
  if (dict === undefined) dictionaries.set(attrs, (dict = new PyDict(attrs)));
  return dict;
}

/** What an attribute is that is not there, where something unknown was put into `__dict__`; null: it is missing. */
export function lostAttribute(attrs: Store<string, Value> | null, name: string): Unknown | null {
  if (attrs === null || name.startsWith('__')) return null;
  return dictionaries.get(attrs)?.taint ?? null;
}

/** From now on the entries of the dictionary are the attributes, also where it is the object itself. */
export function replaceInstanceDict(rt: Runtime, object: WithAttributes, value: Value): void {
  if (value instanceof Unknown) rt.recorder.incomplete(value);
  else if (!(value instanceof PyDict)) {
    throw rt.error('TypeError', `__dict__ must be set to a dictionary, not a '${rt.typeName(value)}'`);
  } else if (isByName(value.entries)) {
    rt.journal.setField<WithAttributes, 'attrs'>(object, 'attrs', value.entries);
    dictionaries.set(value.entries, value);
  } else rt.recorder.incomplete(rt.unknown('attributes whose names are no texts'));
}

function isByName(entries: Store<HashKey, Value>): entries is Store<string, Value> {
  return [...entries.keys()].every((key) => typeof key === 'string');
}
