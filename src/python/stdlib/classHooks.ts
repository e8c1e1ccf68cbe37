import type { Runtime } from '../runtime/api.ts';
import { PyDict } from '../runtime/values.ts';
import type { PyClass, Value } from '../runtime/values.ts';
import { dictItems } from '../builtins/hash.ts';
import { enumMeta, makeMembers } from './enumClasses.ts';
import { namedTupleMembers } from './namedTuples.ts';
import { namedTupleBase } from './typing.ts';

/** What the library does to a class once its body has run: enumerations, named tuples. */
export function finishClass(rt: Runtime, cls: PyClass, _keywords: ReadonlyMap<string, Value>): PyClass {
  if (cls.metaclass?.isSubclassOf(enumMeta(rt)) === true) makeMembers(rt, cls);
  if (cls.bases.includes(namedTupleBase(rt))) nameItems(rt, cls);
  return cls;
}

/** The annotations of a `NamedTuple` class are its fields. */
function nameItems(rt: Runtime, cls: PyClass): void {
  const annotations = cls.dict.get('__annotations__');
  const fields = (annotations instanceof PyDict ? dictItems(annotations) : []).flatMap(([name]) =>
    typeof name === 'string' ? [{ name, default: cls.dict.get(name) }] : [],
  );
  for (const [name, member] of namedTupleMembers(rt, cls.name, fields)) {
    const isOwn = cls.dict.has(name) && !fields.some((field) => field.name === name);
    if (!isOwn) rt.journal.mapSet(cls.dict, name, member);
  }
}
