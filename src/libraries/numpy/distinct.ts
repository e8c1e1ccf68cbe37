/** `np.unique`, where the values are known. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { Args } from '../../python/runtime/native.ts';
import { PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { arrayOf, fn } from './arrays.ts';

interface Group {
  readonly value: number;
  /** Where it stands first. */
  readonly first: number;
  count: number;
}

function unique(rt: Runtime, args: Args): Value {
  const input = arrayOf(rt, args.value('ar'));
  const known = input?.values ?? null;
  if (input === undefined || known === null || args.known('axis') !== null) {
    return rt.unknown('how many different values there are depends on the data');
  }
  const byValue = new Map<number, Group>();
  for (const [i, value] of known.entries()) {
    const group = byValue.get(value);
    if (group === undefined) byValue.set(value, { value, first: i, count: 1 });
    else group.count += 1;
  }
  const groups = [...byValue.values()].sort((a, b) => a.value - b.value);
  const list = (of: (group: Group) => number, dtype = input.dtype): NdArray =>
    new NdArray([groups.length], dtype, { values: groups.map(of) });
  const places = new Map(groups.map(({ value }, i) => [value, i]));
  const inverse = known.map((value) => places.get(value) ?? 0);
  const parts = [
    list(({ value }) => value),
    ...(args.bool('return_index') ? [list(({ first }) => first, 'int64')] : []),
    ...(args.bool('return_inverse') ? [new NdArray(input.shape, 'int64', { values: inverse })] : []),
    ...(args.bool('return_counts') ? [list(({ count }) => count, 'int64')] : []),
  ];
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : new PyTuple(parts);
}

export const distinctFunctions = [
  fn('unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None)', unique),
];
