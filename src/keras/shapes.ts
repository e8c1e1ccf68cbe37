/** Shapes as Python gives them. */
import type { Runtime } from '../python/runtime/api.ts';
import { asInteger, settled } from '../python/runtime/native.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import type { SymbolicShape } from './tensor.ts';

/** A tuple or list of ints and Nones, or one int. Throws UnknownInput. */
export function sizesOf(rt: Runtime, value: Value): SymbolicShape {
  const known = settled(value);
  const single = asInteger(known);
  if (single !== undefined) return [single];
  const items = rt.elements(known);
  if (items instanceof Unknown) throw new UnknownInput(items);
  return items.map((item) => {
    if (item === null) return null;
    const size = asInteger(settled(item));
    if (size === undefined) {
      throw rt.error('ValueError', `A shape must be a tuple of integers or None. Found ${rt.typeName(item)}`);
    }
    return size;
  });
}
