/** Written places of the heap: reading, comparing and widening them. */
import { sameAmount } from './amounts.ts';
import { HostObject } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import { ALL, type WrittenLocation } from './journal.ts';
import { Indexed, PyDict, PyFloat, PyList, PyObject, PySet, PyTuple, Unknown } from './values.ts';
import type { Value } from './values.ts';

export interface LocationState extends WrittenLocation {
  readonly after: unknown;
}

/** What is there now. */
export function locationValue({ target, key }: WrittenLocation): unknown {
  if (target instanceof Map) return key === ALL ? [...target] : target.get(key);
  if (hasItems(target)) {
    if (key === ALL) return target.items;
    if (typeof key === 'number') return target.items[key];
  }
  return (target as unknown as Record<PropertyKey, unknown>)[key as PropertyKey];
}

/** Replaces what is there; only plain locations can be (whole contents are tainted instead). */
export function setLocation(it: Interpreter, location: WrittenLocation, value: Value): void {
  const { target, key } = location;
  if (target instanceof Map && key !== ALL) {
    it.journal.mapSet(target as never, key as never, value as never);
  } else if (hasItems(target) && typeof key === 'number' && key < target.items.length) {
    it.journal.setIndex(target, key, value);
  } else if (target instanceof PyList && value instanceof Unknown) {
    it.taint(target, value);
  }
}

function hasItems(target: object): target is { serial: number; items: unknown[] } {
  return 'items' in target && Array.isArray(target.items);
}

/**
 * The locations whose values differ between two runs of alternatives; null when they are not the
 * same locations, or differ in more than plain values. Of `locals`, the running function's own names,
 * one alternative may leave some unbound.
 */
export function sameLocations(
  first: readonly LocationState[],
  second: readonly LocationState[],
  locals: object | null = null,
): WrittenLocation[] | null {
  const differing: WrittenLocation[] = [];
  const others = new Map<object, Map<unknown, LocationState>>();
  for (const state of second) {
    const keys = others.get(state.target) ?? new Map<unknown, LocationState>();
    keys.set(state.key, state);
    others.set(state.target, keys);
  }
  const judge = (location: WrittenLocation, a: unknown, b: unknown): boolean => {
    if (same(a, b)) return true;
    differing.push(location);
    const isFine = (value: unknown): boolean =>
      isPlain(value as Value) || (value === undefined && location.target === locals);
    return location.key !== ALL && isFine(a) && isFine(b);
  };
  for (const state of first) {
    const other = others.get(state.target)?.get(state.key);
    others.get(state.target)?.delete(state.key);
    if (!judge(state, state.after, other === undefined ? state.before : other.after)) return null;
  }
  for (const keys of others.values()) {
    for (const state of keys.values()) if (!judge(state, state.before, state.after)) return null;
  }
  return differing;
}

function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  return equivalent(a as Value, b as Value);
}

/** Numbers, texts and the like: of these an unknown one can stand for both. None is not among them. */
export function isPlain(value: Value | undefined): boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value instanceof PyFloat ||
    (value instanceof HostObject && value.isConstant) ||
    value instanceof Unknown ||
    value instanceof Indexed
  );
}

/** Whether two values mean the same to what follows, though they may be different objects. */
export function equivalent(a: Value, b: Value, depth = 3): boolean {
  if (a === b) return true;
  if (a instanceof PyFloat && b instanceof PyFloat) return a.value === b.value;
  if (a instanceof Unknown) return b instanceof Unknown && sameAmount(a, b);
  if (a instanceof Indexed && b instanceof Indexed) return equivalent(a.value, b.value);
  if (a instanceof HostObject && b instanceof HostObject) return a.isEquivalent(b);
  if (depth === 0) return false;
  const all = (x: readonly Value[], y: readonly Value[]): boolean =>
    x.length === y.length && x.every((item, i) => equivalent(item, y[i] ?? null, depth - 1));
  if (a instanceof PyTuple && b instanceof PyTuple) return all(a.items, b.items);
  if (a instanceof PyList && b instanceof PyList) return all(a.items, b.items);
  if ((a instanceof PyDict && b instanceof PyDict) || (a instanceof PySet && b instanceof PySet)) {
    return (
      a.entries.size === b.entries.size &&
      [...a.entries].every(([key, value]) => {
        const other = b.entries.get(key);
        return other !== undefined && equivalent(value, other, depth - 1);
      })
    );
  }
  return (
    a instanceof PyObject &&
    b instanceof PyObject &&
    a.cls === b.cls &&
    a.payload === b.payload &&
    a.attrs.size === b.attrs.size &&
    [...a.attrs].every(([name, value]) => {
      const other = b.attrs.get(name);
      return other !== undefined && equivalent(value, other, depth - 1);
    })
  );
}
