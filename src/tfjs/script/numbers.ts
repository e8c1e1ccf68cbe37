/** Primitive values, between their form on the heap and JavaScript's own. */
import { Indexed, PyFloat, PySingleton } from '../../python/runtime/values.ts';
import type { HashKey, Value } from '../../python/runtime/values.ts';
import { UNDEFINED } from './values.ts';

/** A primitive as JavaScript has it; symbols stay what they are. */
export type Primitive = undefined | null | boolean | number | bigint | string | PySingleton;

/** A number in its one form: a safe integer as it is, any other as `PyFloat`. */
export function fromNumber(value: number): number | PyFloat {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : new PyFloat(value);
}

export function fromPrimitive(value: Primitive): Value {
  if (value === undefined) return UNDEFINED;
  return typeof value === 'number' ? fromNumber(value) : value;
}

/** Undefined for what is no number. */
export function plainNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof PyFloat ? value.value : undefined;
}

export function isPrimitive(value: Value): boolean {
  return (
    value === null ||
    typeof value !== 'object' ||
    value instanceof PyFloat ||
    value instanceof PySingleton ||
    value instanceof Indexed
  );
}

/** What `asPrimitive` gives for an object. */
export const NO_PRIMITIVE = Symbol('no primitive');

export function asPrimitive(value: Value): Primitive | typeof NO_PRIMITIVE {
  if (value === UNDEFINED) return undefined;
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof PyFloat) return value.value;
  if (value instanceof PySingleton) return value;
  if (value instanceof Indexed) return asPrimitive(value.escape());
  return NO_PRIMITIVE;
}

/** Keys of objects are texts; a dictionary of Python's might have others. */
export function textKey(key: HashKey): string {
  return typeof key === 'string' ? key : JSON.stringify(key);
}

/** A symbol as a key among texts. */
export function symbolKey(symbol: PySingleton): string {
  return `@@${symbol.name}`;
}

export function isSymbolKey(key: string): boolean {
  return key.startsWith('@@');
}

/** Whether a text is the index of an array's element. */
export function arrayIndex(key: string): number | null {
  return /^(?:0|[1-9]\d{0,9})$/.test(key) ? Number(key) : null;
}
