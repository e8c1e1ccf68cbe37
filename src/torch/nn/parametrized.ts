/** Attributes that parametrizations compute whenever they are read. */
import type { Runtime } from '../../python/runtime/api.ts';
import { PyObject } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { membersOf, namedMembers } from './tree.ts';

/** What the modules in `parametrizations.<name>` make of the tensors kept there; undefined if there are none. */
export function parametrized(rt: Runtime, module: PyObject, name: string): Value | undefined {
  const all = membersOf(module, '_modules')?.entries.get('parametrizations');
  const list = all instanceof PyObject ? membersOf(all, '_modules')?.entries.get(name) : undefined;
  if (!(list instanceof PyObject)) return undefined;
  let values: Value[] = namedMembers(list, '_parameters').map(([, original]) => original);
  for (const [, step] of namedMembers(list, '_modules')) values = [rt.call(step, values)];
  return values[0];
}
