/** Whole numbers that depend on data, known relative to each other: `i + 256` lies 256 after `i`. */
import { HostObject } from './host.ts';
import { asInteger } from './native.ts';
import { Unknown } from './values.ts';
import type { Value } from './values.ts';

interface Position {
  readonly base: object;
  readonly offset: number;
}

const positions = new WeakMap<object, Position>();

/**
 * Declares that this value is one definite number, though nobody knows which. Objects of libraries
 * (a tensor of one element) are such values without being declared.
 */
export function asPosition<T extends object>(value: T): T {
  if (!positions.has(value)) positions.set(value, { base: value, offset: 0 });
  return value;
}

/** Declares that `value` lies `by` after `from`, where that is a definite number. */
export function movedPosition<T extends object>(value: T, from: object, by: number): T {
  const start = positionOf(from);
  if (start !== undefined) positions.set(value, { base: start.base, offset: start.offset + by });
  return value;
}

/** `unknown + by`, still known relative to what it came from. */
export function shifted(unknown: Unknown, by: number): Unknown {
  if (by === 0 || !positions.has(unknown)) return unknown;
  return movedPosition(new Unknown(unknown.reason, unknown.span), unknown, by);
}

/** How far `stop` lies after `start`; null where that depends on data. */
export function distance(start: Value, stop: Value): number | null {
  const [from, to] = [whole(start), whole(stop)];
  if (from !== undefined && to !== undefined) return to - from;
  if (typeof start !== 'object' || start === null || typeof stop !== 'object' || stop === null) return null;
  const [a, b] = [positionOf(start), positionOf(stop)];
  return a !== undefined && b !== undefined && a.base === b.base ? b.offset - a.offset : null;
}

function positionOf(value: object): Position | undefined {
  return positions.get(value) ?? (value instanceof HostObject ? { base: value, offset: 0 } : undefined);
}

function whole(value: Value): number | undefined {
  return value instanceof Unknown || value instanceof HostObject ? undefined : asInteger(value);
}
