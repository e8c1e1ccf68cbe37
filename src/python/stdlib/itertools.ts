/** `itertools`. */
import type { Runtime } from '../runtime/api.ts';
import type { HostIteration } from '../runtime/host.ts';
import { native, nativeClass } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { Indexed, PyIterator, PyTuple } from '../runtime/values.ts';
import type { NativeFunction, PyClass, Value, Unknown } from '../runtime/values.ts';
import {
  HostStream,
  Position,
  cursor,
  isHostIteration,
  iteratorOf,
  sourceOf,
} from '../builtins/iterators.ts';
import { areEqual, elementsOf, isTrue, tuple } from '../builtins/natives.ts';
import { toIndex } from '../builtins/rangeMethods.ts';
import { libraryModule } from './module.ts';

/** Combinations are listed eagerly; beyond this many the analysis says so instead. */
const MOST_LISTED = 100_000;

function fromArray(rt: Runtime, typeName: string, items: readonly Value[]): PyIterator {
  return cursor(rt, typeName, new PyTuple(items));
}

function chain(rt: Runtime, iterables: Iterator<Value, unknown>): PyIterator {
  let current: PyIterator | null = null;
  return new PyIterator('chain', () => {
    for (;;) {
      const element = current?.next();
      if (element !== undefined) return element;
      const step = iterables.next();
      if (step.done === true) return undefined;
      current = iteratorOf(rt, step.value);
    }
  });
}

function* drained(iterator: PyIterator): Generator<Value> {
  for (let element = iterator.next(); element !== undefined; element = iterator.next()) yield element;
}

function tooMany(rt: Runtime, name: string): Unknown {
  return rt.unknown(`${name}() has too many elements to list`);
}

function product(rt: Runtime, args: Args): Value {
  const repeat = args.int('repeat');
  const pools = args.rest.map((iterable) => elementsOf(rt, iterable));
  const columns = Array.from({ length: repeat }, () => pools).flat();
  const total = columns.reduce((count, pool) => count * pool.length, 1);
  if (total > MOST_LISTED) return tooMany(rt, 'product');
  rt.spend(total);
  const rows = columns.reduce<Value[][]>(
    (prefixes, pool) => prefixes.flatMap((prefix) => pool.map((item) => [...prefix, item])),
    [[]],
  );
  return fromArray(
    rt,
    'product',
    rows.map((row) => tuple(...row)),
  );
}

/** Index tuples in lexicographic order, each index allowed by the ones before it. */
function indexTuples(
  size: number,
  length: number,
  allowed: (chosen: readonly number[], candidate: number) => boolean,
): number[][] {
  let rows: number[][] = [[]];
  for (let position = 0; position < length; position++) {
    const next: number[][] = [];
    for (const row of rows) {
      for (let i = 0; i < size && next.length <= MOST_LISTED; i++) {
        if (allowed(row, i)) next.push([...row, i]);
      }
    }
    rows = next;
  }
  return rows;
}

function selections(
  name: string,
  allowed: (chosen: readonly number[], candidate: number) => boolean,
): NativeFunction {
  return native(`${name}(iterable, r=None)`, (rt, args) => {
    const pool = args.elements('iterable');
    const rows = indexTuples(pool.length, args.intOrNone('r') ?? pool.length, allowed);
    if (rows.length > MOST_LISTED) return tooMany(rt, name);
    rt.spend(rows.length);
    return fromArray(
      rt,
      name,
      rows.map((row) => tuple(...row.map((i) => pool[i] ?? null))),
    );
  });
}

/** `islice(it, stop)` and `islice(it, start, stop[, step])`. */
function slice(rt: Runtime, args: Args): Value {
  const [first, second, third] = args.rest.map((part) => (part === null ? null : toIndex(rt, part)));
  const oneArgument = args.rest.length < 2;
  const start = oneArgument ? 0 : (first ?? 0);
  const stop = (oneArgument ? first : second) ?? Infinity;
  const step = third ?? 1;
  const source = sourceOf(rt, args.value('iterable'));
  if (isHostIteration(source)) {
    const count = source.count;
    if (start === 0 && step === 1 && stop !== Infinity) {
      return new HostStream('iterator', {
        ...source,
        count: typeof count === 'number' ? Math.min(count, stop) : count,
      });
    }
    return rt.unknown('a part of a data source');
  }
  let at = 0;
  let wanted = start;
  return new PyIterator('islice', () => {
    while (wanted < stop) {
      const element = source.next();
      if (element === undefined) return undefined;
      at += 1;
      if (at - 1 === wanted) {
        wanted += step;
        return element;
      }
    }
    return undefined;
  });
}

/** Elements while (or after) a predicate holds; the rest as they come. */
function while_(name: string, keepsPrefix: boolean): NativeFunction {
  return native(`${name}(predicate, iterable, /)`, (rt, args) => {
    const test = args.value('predicate');
    const source = iteratorOf(rt, args.value('iterable'));
    let inPrefix = true;
    return new PyIterator(name, () => {
      for (;;) {
        if (!inPrefix) return keepsPrefix ? undefined : source.next();
        const element = source.next();
        if (element === undefined) return undefined;
        inPrefix = isTrue(rt, rt.call(test, [element]));
        if (inPrefix === keepsPrefix) return element;
      }
    });
  });
}

function accumulate(rt: Runtime, args: Args): Value {
  const source = iteratorOf(rt, args.value('iterable'));
  const fn = args.value('func');
  let total: Value | undefined =
    args.given('initial') && args.value('initial') !== null ? args.value('initial') : undefined;
  let isFirst = total !== undefined;
  return new PyIterator('accumulate', () => {
    if (isFirst) {
      isFirst = false;
      return total;
    }
    const element = source.next();
    if (element === undefined) return undefined;
    if (total === undefined) total = element;
    else total = fn === null ? rt.binary('+', total, element) : rt.call(fn, [total, element]);
    return total;
  });
}

function groupBy(rt: Runtime, args: Args): Value {
  const key = args.value('key');
  const groups: { key: Value; items: Value[] }[] = [];
  for (const item of args.elements('iterable')) {
    const itemKey = key === null ? item : rt.call(key, [item]);
    const last = groups.at(-1);
    if (last !== undefined && areEqual(rt, last.key, itemKey)) last.items.push(item);
    else groups.push({ key: itemKey, items: [item] });
  }
  return fromArray(
    rt,
    'groupby',
    groups.map((group) => tuple(group.key, fromArray(rt, '_grouper', group.items))),
  );
}

function zipLongest(rt: Runtime, args: Args): Value {
  const columns = args.rest.map((iterable) => elementsOf(rt, iterable));
  const length = Math.max(0, ...columns.map((column) => column.length));
  const fill = args.value('fillvalue');
  const rows = Array.from({ length }, (_, i) =>
    tuple(...columns.map((column) => (i < column.length ? (column[i] ?? null) : fill))),
  );
  return fromArray(rt, 'zip_longest', rows);
}

function cycle(rt: Runtime, args: Args): Value {
  const source = sourceOf(rt, args.value('iterable'));
  if (isHostIteration(source)) return new HostStream('iterator', endless(rt, source));
  const items = args.elements('iterable');
  const position = new Position();
  return new PyIterator('cycle', () =>
    items.length === 0 ? undefined : items[position.step(rt) % items.length],
  );
}

/** A host loop over and over again. */
function endless(rt: Runtime, source: HostIteration): HostIteration {
  const { count } = source;
  return {
    ...source,
    count: Infinity,
    element: (iteration) => {
      const within = typeof count === 'number' ? rt.binary('%', iteration, count) : 0;
      return source.element(within instanceof Indexed || typeof within === 'number' ? within : 0);
    },
  };
}

function tee(rt: Runtime, args: Args): Value {
  const source = iteratorOf(rt, args.value('iterable'));
  const seen: Value[] = [];
  const copies = Array.from({ length: args.int('n') }, () => {
    const position = new Position();
    return new PyIterator('tee', () => {
      if (position.at >= seen.length) {
        const element = source.next();
        if (element === undefined) return undefined;
        seen.push(element);
      }
      return seen[position.step(rt)];
    });
  });
  return tuple(...copies);
}

function batched(rt: Runtime, args: Args): Value {
  const items = args.elements('iterable');
  const size = args.int('n');
  const rows: Value[] = [];
  for (let i = 0; i < items.length; i += size) rows.push(tuple(...items.slice(i, i + size)));
  return fromArray(rt, 'batched', rows);
}

const functions: readonly NativeFunction[] = [
  native('product(*iterables, repeat=1)', product),
  selections('permutations', (chosen, i) => !chosen.includes(i)),
  selections('combinations', (chosen, i) => i > (chosen.at(-1) ?? -1)),
  selections('combinations_with_replacement', (chosen, i) => i >= (chosen.at(-1) ?? 0)),
  native('islice(iterable, /, *args)', slice),
  while_('takewhile', true),
  while_('dropwhile', false),
  native('accumulate(iterable, func=None, *, initial=None)', accumulate),
  native('groupby(iterable, key=None)', groupBy),
  native('zip_longest(*iterables, fillvalue=None)', zipLongest),
  native('cycle(iterable, /)', cycle),
  native('tee(iterable, n=2, /)', tee),
  native('batched(iterable, n)', batched),
  native('count(start=0, step=1)', (rt, args) => {
    const position = new Position();
    return new PyIterator('count', () =>
      rt.binary('+', args.value('start'), rt.binary('*', position.step(rt), args.value('step'))),
    );
  }),
  native('repeat(object, times=None)', (rt, args) => {
    const times = args.intOrNone('times') ?? Infinity;
    const position = new Position();
    return new PyIterator('repeat', () => {
      if (position.at >= times) return undefined;
      position.step(rt);
      return args.value('object');
    });
  }),
  native('starmap(function, iterable, /)', (rt, args) => {
    const source = iteratorOf(rt, args.value('iterable'));
    return new PyIterator('starmap', () => {
      const element = source.next();
      return element === undefined ? undefined : rt.call(args.value('function'), elementsOf(rt, element));
    });
  }),
  native('pairwise(iterable, /)', (rt, args) => {
    const items = args.elements('iterable');
    return fromArray(
      rt,
      'pairwise',
      items.slice(1).map((item, i) => tuple(items[i] ?? null, item)),
    );
  }),
  native('compress(data, selectors)', (rt, args) => {
    const selectors = args.elements('selectors');
    const kept = args.elements('data').filter((_, i) => {
      const selector = selectors[i];
      return selector !== undefined && isTrue(rt, selector);
    });
    return fromArray(rt, 'compress', kept);
  }),
  native('filterfalse(function, iterable, /)', (rt, args) => {
    const test = args.value('function');
    const source = iteratorOf(rt, args.value('iterable'));
    return new PyIterator('filterfalse', () => {
      for (;;) {
        const element = source.next();
        if (element === undefined) return undefined;
        if (!isTrue(rt, test === null ? element : rt.call(test, [element]))) return element;
      }
    });
  }),
];

function chainClass(rt: Runtime): PyClass {
  return nativeClass(
    'chain',
    [rt.builtinClass('object')],
    [
      native('__new__(cls, *iterables)', (inner, args) => chain(inner, args.rest.values())),
      native('from_iterable(iterable, /)', (inner, args) =>
        chain(inner, drained(iteratorOf(inner, args.value('iterable')))),
      ),
    ],
  );
}

export const itertools = libraryModule('itertools', (rt) => [...functions, chainClass(rt)], {
  others: 'missing',
});
