/** What changes from one iteration of a loop to the next, and what it is when the loop is over. */
import type { Interpreter } from './interpreter.ts';
import { delayed, formOf, linear, withForm } from './iterationForms.ts';
import { ALL } from './journal.ts';
import { equivalent, isPlain, locationValue, setLocation } from './locations.ts';
import type { LocationState } from './locations.ts';
import { Indexed, PyFloat, PyList, Unknown } from './values.ts';
import type { IndexedValue, LoopState, Value } from './values.ts';

export interface Change {
  /** Numbers that grow by the same amount each time. */
  readonly inductions: readonly LocationState[];
  /** Containers that got a new element each time. */
  readonly grown: readonly LocationState[];
  /** Numbers that add up what differs from iteration to iteration: they have no closed form. */
  readonly sums: readonly LocationState[];
}

/** Null when the iterations are not alike; `index` is that of the current one. */
export function compareIterations(
  previous: readonly LocationState[],
  current: readonly LocationState[],
  loop: LoopState,
  index: number,
): Change | null {
  const inductions: LocationState[] = [];
  const grown: LocationState[] = [];
  const sums: LocationState[] = [];
  for (const state of current) {
    // What was created inside the iteration cannot be seen outside, but through what was not.
    if (state.target.serial > loop.serial) continue;
    if (isGrowth(state) && previous.some((one) => one.target === state.target && isGrowth(one))) {
      grown.push(state);
      continue;
    }
    const other = previous.find((one) => one.target === state.target && one.key === state.key);
    const [before, now] = [closedForm(other?.after, loop), closedForm(state.after, loop)];
    if (before !== undefined && now !== undefined) {
      if (!sameForm(before, now, index)) sums.push(state);
      continue;
    }
    if (isAlike(other, state)) continue;
    if (other !== undefined && step(other) !== null && step(other) === step(state)) {
      // What a library counts for itself stays a number.
      if (canDepend(state)) inductions.push(state);
    } else {
      return null;
    }
  }
  return { inductions, grown, sums };
}

function isAlike(other: LocationState | undefined, state: LocationState): boolean {
  return other === undefined ? same(state.before, state.after) : same(other.after, state.after);
}

function canDepend({ target }: LocationState): boolean {
  return target instanceof Map || 'items' in target;
}

function closedForm(value: unknown, loop: LoopState): IndexedAt | undefined {
  return value instanceof Indexed ? value.by.get(loop) : undefined;
}

/** Iterations in which two closed forms are compared. */
const COMPARED = 1000;

/** What adds up over the iterations has another form each time, even where both give the same just now. */
function sameForm(a: IndexedAt, b: IndexedAt, from: number): boolean {
  for (let i = from; i < from + COMPARED; i++) {
    if (!equivalent(a(i), b(i))) return false;
  }
  return true;
}

function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) return a === b;
  return equivalent(a as Value, b as Value);
}

function isGrowth(state: LocationState): boolean {
  return state.before === undefined && state.key !== ALL;
}

/** What an iteration appended to lists that were there before the loop. */
export function growthOf(written: readonly LocationState[], loop: LoopState): readonly LocationState[] {
  return written.filter(
    (state) => state.target instanceof PyList && state.target.serial < loop.serial && isGrowth(state),
  );
}

/** The amount by which a number was changed; null for anything else. */
function step({ before, after }: LocationState): number | null {
  const [a, b] = [plainNumber(before), plainNumber(after)];
  return a === null || b === null ? null : b - a;
}

function plainNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (value instanceof Indexed) return plainNumber(value.value);
  return value instanceof PyFloat ? value.value : null;
}

/** The dependence on other loops, when the value itself moves to `moved`. */
function others(now: Indexed, loop: LoopState, moved: IndexedValue): [LoopState, IndexedAt][] {
  const shift = (plainNumber(moved) ?? 0) - (plainNumber(now.value) ?? 0);
  return [...now.by]
    .filter(([other]) => other !== loop)
    .map(([other, at]) => [other, (iteration) => plus(at(iteration), shift)]);
}

type IndexedAt = (iteration: number) => IndexedValue;

function plus(value: IndexedValue, amount: number): IndexedValue {
  if (value instanceof PyFloat) return new PyFloat(value.value + amount);
  return typeof value === 'number' ? value + amount : value;
}

/**
 * Makes the numbers that grow by the same amount each time depend on the iteration, as they are at
 * the start of iteration `next`.
 */
export function startIndexed(
  it: Interpreter,
  inductions: readonly LocationState[],
  loop: LoopState,
  next: number,
): void {
  for (const location of inductions) {
    const now = locationValue(location);
    const delta = step(location);
    const base = plainNumber(now);
    if (delta === null || base === null) continue;
    const isFloat = now instanceof PyFloat || (now instanceof Indexed && now.value instanceof PyFloat);
    const at = withForm(
      (iteration: number): IndexedValue => {
        const value = base + delta * (iteration - next);
        return isFloat ? new PyFloat(value) : value;
      },
      isFloat ? null : linear(base - delta * next, delta),
    );
    const rest = now instanceof Indexed ? [...now.by] : [];
    setLocation(it, location, new Indexed(at(next), new Map([...rest, [loop, at]])));
  }
}

/**
 * After an iteration, a value that depends on it is what that iteration made of it; iteration `next`
 * begins with what the one before it left.
 */
export function advanceIndexed(
  it: Interpreter,
  written: readonly LocationState[],
  loop: LoopState,
  next: number,
): void {
  for (const location of written) {
    const now = locationValue(location);
    if (!(now instanceof Indexed)) continue;
    const left = now.by.get(loop);
    if (left === undefined) continue;
    const at = withForm((iteration: number): IndexedValue => left(iteration - 1), delayed(formOf(left)));
    const value = at(next);
    setLocation(it, location, new Indexed(value, new Map([...others(now, loop, value), [loop, at]])));
  }
}

/** Elements beyond which a list is not filled. */
const MOST_FILLED = 150_000;

/**
 * Lists that got alike elements in each of two iterations get those of `more` further ones as well. Returns what
 * cannot be continued so.
 */
export function growOn(
  it: Interpreter,
  previous: readonly LocationState[],
  grown: readonly LocationState[],
  more: number,
): readonly LocationState[] {
  const left: LocationState[] = [];
  for (const target of new Set(grown.map((state) => state.target))) {
    const [before, now] = [previous, grown].map((states) =>
      states.filter((state) => state.target === target && isGrowth(state)),
    );
    const added = target instanceof PyList ? alikeElements(target, before ?? [], now ?? []) : null;
    if (!(target instanceof PyList) || added === null || added.length * more > MOST_FILLED) {
      left.push(...(now ?? []));
      continue;
    }
    it.allocate(added.length * more);
    for (let i = 0; i < more; i++) for (const element of added) it.journal.push(target, element);
  }
  return left;
}

/** What two iterations appended, where it is alike and the last of the list. */
function alikeElements(
  list: PyList,
  before: readonly LocationState[],
  now: readonly LocationState[],
): readonly Value[] | null {
  const from = list.items.length - now.length;
  const isAtEnd = now.every(({ key }) => typeof key === 'number' && key >= from);
  if (list.taint !== null || before.length !== now.length || !isAtEnd) return null;
  const added = list.items.slice(from);
  const earlier = list.items.slice(from - now.length, from);
  const areAlike = added.every((element, i) => {
    const other = earlier[i];
    return other !== undefined && !(element instanceof Indexed) && equivalent(element, other);
  });
  return areAlike ? added : null;
}

/**
 * After `end` iterations: closed forms become plain numbers, grown containers are unknown. `isAtEnd`:
 * the values are already those with which iteration `end` would begin.
 */
export function leaveIndexed(
  it: Interpreter,
  written: readonly LocationState[],
  grown: readonly LocationState[],
  loop: LoopState,
  end: number,
  isAtEnd: boolean,
): void {
  for (const location of written) {
    const now = locationValue(location);
    if (!(now instanceof Indexed)) continue;
    const at = now.by.get(loop);
    if (at === undefined) continue;
    if (Number.isFinite(end)) {
      const value = isAtEnd ? now.value : at(Math.max(end - 1, 0));
      const rest = new Map(others(now, loop, value));
      setLocation(it, location, rest.size === 0 ? value : new Indexed(value, rest));
    } else {
      setLocation(it, location, it.unknown('it changes in a loop whose end is unknown'));
    }
  }
  for (const { target } of grown) {
    if (target instanceof PyList) {
      it.taint(target, it.unknown('it grows in a loop that was not run to its end'));
    }
  }
}

/** Numbers that add up in a loop that is not run to its end are not known, from the next iteration on. */
export function forgetSums(it: Interpreter, sums: readonly LocationState[]): void {
  for (const location of sums) setLocation(it, location, it.unknown(ADDS_UP));
}

const ADDS_UP = 'it adds up in a loop that was not run to its end';

/** Takes the dependence on a loop off everything: it is going to be run to its end. */
export function endIndexed(it: Interpreter, written: readonly LocationState[], loop: LoopState): void {
  for (const location of written) {
    const now = locationValue(location);
    if (!(now instanceof Indexed) || !now.by.has(loop)) continue;
    const rest = new Map([...now.by].filter(([other]) => other !== loop));
    setLocation(it, location, rest.size === 0 ? now.value : new Indexed(now.value, rest));
  }
}

/**
 * After iteration `index` was run as the example of others: numbers that are not what the closed forms of the last
 * iteration say. What they are after the loop is not known.
 */
export function strayedIn(
  last: readonly LocationState[],
  loop: LoopState,
  index: number,
): readonly LocationState[] {
  return last.filter((state) => {
    const expected = closedForm(state.after, loop);
    const now = locationValue(state);
    return (
      expected !== undefined && !(now instanceof Unknown) && plainNumber(now) !== plainNumber(expected(index))
    );
  });
}

/** Numbers without a closed form that an iteration changed: further ones like it may change them further. */
export function changedIn(written: readonly LocationState[], loop: LoopState): readonly LocationState[] {
  return written.filter(({ target, before, after }) => {
    if (target.serial >= loop.serial || after instanceof Indexed) return false;
    const [from, to] = [plainNumber(before), plainNumber(after)];
    return from !== null && to !== null && from !== to;
  });
}

/** Whether elements were appended to a list, and nothing else was done to it. */
function onlyGrew(list: PyList, written: readonly LocationState[]): boolean {
  return written.every(
    ({ target, key, before }) => target !== list || (typeof key === 'number' && before === undefined),
  );
}

/** Nobody knows how often the loop runs: what it changes is unknown afterwards. */
export function widenAll(
  it: Interpreter,
  written: readonly LocationState[],
  by: Unknown,
  loop: LoopState,
): void {
  const unknown = new Unknown(`it changes in a loop: ${by.reason}`, by.span);
  for (const location of written) {
    if (location.target.serial > loop.serial) continue;
    const { target } = location;
    if (target instanceof PyList) {
      const isOpen = (target.taint === null || target.isOpen) && onlyGrew(target, written);
      it.taint(target, unknown);
      it.journal.setField(target, 'isOpen', isOpen);
    } else if (
      isPlain(location.after as Value) &&
      !same(location.before, location.after) &&
      location.before !== undefined
    ) {
      setLocation(it, location, unknown);
    }
  }
}
