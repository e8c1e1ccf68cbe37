/** Iterators of the builtins. Those over containers step through the journal, so a rollback rewinds them. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import type { HostIteration } from '../runtime/host.ts';
import { nextSerial, Store } from '../runtime/journal.ts';
import { equivalent } from '../runtime/locations.ts';
import { settled } from '../runtime/native.ts';
import { Indexed, PyIterator, PyList, PyRange, PyTuple, Unknown } from '../runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../runtime/values.ts';
import { callable, knownOr, listItems } from './natives.ts';

/** A position that a rollback restores. */
export class Position {
  readonly serial = nextSerial();
  at: number;
  constructor(at = 0) {
    this.at = at;
  }
  /** The position before the step. */
  step(rt: Runtime): number {
    const { at } = this;
    rt.journal.setField<Position, 'at'>(this, 'at', at + 1);
    return at;
  }
}

/** Walks a list, seeing what is appended meanwhile, or a tuple. */
export function cursor(rt: Runtime, typeName: string, sequence: PyList | PyTuple): PyIterator {
  if (sequence instanceof PyList) listItems(sequence);
  const position = new Position();
  return new PyIterator(typeName, () => {
    const item = sequence.items[position.at];
    if (item === undefined) return undefined;
    position.step(rt);
    return item;
  });
}

/** The number of an iteration, as a host loop is asked for it. */
type Iteration = Parameters<HostIteration['element']>[0];

/** What a builtin draws from: an iterator in Python's sense, or the description of a host loop. */
export type Source = PyIterator | HostIteration;

export function isHostIteration(source: Source): source is HostIteration {
  return source.kind === 'host-iteration';
}

/** Ends the native call where the iterable is unknown. */
export function sourceOf(rt: Runtime, iterable: Value): Source {
  if (iterable instanceof PyIterator) return iterable;
  if (iterable instanceof PyTuple || (iterable instanceof PyList && iterable.cls === null)) {
    return cursor(rt, `${iterable.kind}_iterator`, iterable);
  }
  const source = knownOr(rt.iterate(iterable));
  if ('kind' in source) return source;
  return new PyIterator('iterator', () => {
    const step = source.next();
    return step.done === true ? undefined : step.value;
  });
}

/**
 * What is drawn from in lockstep. Beside a host loop, ranges and lists are described by their length
 * as well, so that the shortest is known.
 */
export function sourcesOf(rt: Runtime, iterables: readonly Value[]): readonly Source[] {
  const sources = iterables.map((iterable) => monotonous(iterable) ?? sourceOf(rt, iterable));
  if (!sources.some(isHostIteration)) return sources;
  return sources.map((source, i) => described(rt, iterables[i] ?? null) ?? source);
}

/** Elements from which on a list of one value is described by that and its length. */
const MANY = 1000;

/** A long list of one value, or of values that are all as unknown as the first: its loop need not be walked. */
function monotonous(iterable: Value): HostIteration | undefined {
  const isList = iterable instanceof PyList && iterable.cls === null && iterable.taint === null;
  if (!isList && !(iterable instanceof PyTuple)) return undefined;
  const { items } = iterable;
  const [first = null] = items;
  const isPlain = first instanceof Unknown || typeof first === 'number' || typeof first === 'string';
  if (items.length < MANY || !isPlain || !items.every((item) => equivalent(item, first))) return undefined;
  return {
    kind: 'host-iteration',
    count: items.length,
    element: () => first,
    source: { kind: 'sequence', detail: null },
  };
}

function described(rt: Runtime, iterable: Value): HostIteration | undefined {
  if (iterable instanceof PyRange) {
    const { start, step, length } = iterable;
    return {
      kind: 'host-iteration',
      count: length,
      element: (i) => rt.binary('+', start, rt.binary('*', i, step)),
      source: { kind: 'range', detail: null },
    };
  }
  if (!(iterable instanceof PyTuple) && !(iterable instanceof PyList && iterable.cls === null)) {
    return undefined;
  }
  const { items } = iterable;
  return {
    kind: 'host-iteration',
    count: items.length,
    element: (i) => items[Number(settled(i))] ?? null,
    source: { kind: 'sequence', detail: null },
  };
}

/** As `sourceOf`, where a host loop has to be walked element by element. */
export function iteratorOf(rt: Runtime, iterable: Value): PyIterator {
  const source = sourceOf(rt, iterable);
  if (!isHostIteration(source)) return source;
  const stream = new HostStream('iterator', source);
  return new PyIterator('iterator', () => stream.next(rt));
}

/** An iterator over a host loop: it still is one abstract element, so many times. */
export class HostStream extends HostObject {
  readonly typeName: string;
  readonly #base: HostIteration;
  /** The number of the next element; a loop that draws one each time can follow it. */
  readonly #position = new Store<'at', Value>([['at', 0]]);

  constructor(typeName: string, base: HostIteration) {
    super();
    this.typeName = typeName;
    this.#base = base;
  }

  get #at(): Iteration {
    const at = this.#position.get('at');
    return at instanceof Indexed || typeof at === 'number' ? at : 0;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass(this.typeName);
  }

  override iterate(rt: Runtime): HostIteration {
    const base = this.#base;
    const at = Number(settled(this.#at));
    if (at === 0) return base;
    return {
      ...base,
      count: typeof base.count === 'number' ? Math.max(0, base.count - at) : base.count,
      element: (iteration) => base.element(later(rt, iteration, at)),
    };
  }

  /** The next element; undefined at the end. With an unknown count there always is another. */
  next(rt: Runtime): Value | undefined {
    const { count } = this.#base;
    const at = this.#at;
    const isBounded = typeof count === 'number' && Number.isFinite(count);
    if (isBounded && rt.truth(rt.compare('>=', at, count)) === true) return undefined;
    rt.journal.mapSet(this.#position, 'at', rt.binary('+', at, 1));
    return this.#base.element(at);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name === '__iter__') return callable(name, () => this);
    if (name === '__next__') return nextMethod(rt, this);
    return undefined;
  }

  override repr(): string {
    return `<${this.typeName} object>`;
  }
}

/** The iteration `by` further on, still depending on its loop. */
function later(rt: Runtime, iteration: Iteration, by: number): Iteration {
  const sum = rt.binary('+', iteration, by);
  return sum instanceof Indexed || typeof sum === 'number' ? sum : by;
}

function nextMethod(rt: Runtime, stream: HostStream): NativeFunction {
  return callable('__next__', () => {
    const value = stream.next(rt);
    if (value === undefined) throw rt.error('StopIteration', '');
    return value;
  });
}

/** `zip`, `enumerate` and `map`: one step takes one element of each source. */
export function lockstep(
  rt: Runtime,
  typeName: string,
  sources: readonly Source[],
  combine: (elements: readonly Value[], index: Iteration) => Value,
  onUneven?: (exhausted: number) => void,
): Value {
  const hosts = sources.filter(isHostIteration);
  // What draws from a data set says most about the loop.
  const first = hosts.find(({ source }) => source.detail !== null) ?? hosts[0];
  if (first !== undefined) return hostLockstep(rt, typeName, sources, first, combine);
  const iterators = sources.filter((source) => source instanceof PyIterator);
  const position = new Position();
  const steps = new PyIterator(typeName, () => {
    const elements: Value[] = [];
    for (const [i, iterator] of iterators.entries()) {
      const element = iterator.next();
      if (element === undefined) {
        onUneven?.(i);
        return undefined;
      }
      elements.push(element);
    }
    steps.mayEnd = iterators.find(({ mayEnd }) => mayEnd !== null)?.mayEnd ?? null;
    return iterators.length === 0 ? undefined : combine(elements, position.step(rt));
  });
  return steps;
}

function hostLockstep(
  rt: Runtime,
  typeName: string,
  sources: readonly Source[],
  first: HostIteration,
  combine: (elements: readonly Value[], index: Iteration) => Value,
): Value {
  const columns = sources.map((source) => (isHostIteration(source) ? source : drawn(source)));
  const count = shortest(rt, columns);
  return new HostStream(typeName, {
    kind: 'host-iteration',
    count,
    source: first.source,
    element: (iteration) =>
      combine(
        columns.map((column) => column.element(iteration)),
        iteration,
      ),
  });
}

interface Column {
  /** Infinity: it never ends before the others do, as far as can be told. */
  readonly count: number | Unknown;
  element(iteration: Iteration): Value;
}

/** An iterator beside a host loop: drawn from as far as the loop is looked at. */
function drawn(iterator: PyIterator): Column {
  const taken: Value[] = [];
  return {
    count: Infinity,
    element: (iteration) => {
      const index = Number(settled(iteration));
      while (taken.length <= index) taken.push(iterator.next() ?? null);
      return taken[index] ?? null;
    },
  };
}

function shortest(rt: Runtime, columns: readonly Column[]): number | Unknown {
  let least = Infinity;
  for (const { count } of columns) {
    if (count instanceof Unknown) return count;
    least = Math.min(least, count);
  }
  return Number.isFinite(least) || columns.every((column) => 'kind' in column)
    ? least
    : rt.unknown('a loop without a known end');
}
