/** `nn.Parameter(data)` of data that are not known: a parameter all the same. */
import { Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';

const PARAMETERS = new WeakSet<Unknown>();

export function unknownParameter({ reason, span }: Unknown): Unknown {
  const parameter = new Unknown(reason, span);
  PARAMETERS.add(parameter);
  return parameter;
}

export function isUnknownParameter(value: Value): boolean {
  return value instanceof Unknown && PARAMETERS.has(value);
}
