/** `bisect`, `heapq` and `statistics`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyFloat, PyList } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { cursor } from '../builtins/iterators.ts';
import { elementsOf, listItems, tuple } from '../builtins/natives.ts';
import { asPyInt, asPyNumber, toDouble } from '../builtins/numbers.ts';
import { isLess, sortValues } from '../builtins/sorting.ts';
import { libraryModule } from './module.ts';

type Side = 'left' | 'right';

function place(rt: Runtime, args: Args, side: Side): number {
  const items = args.elements('a');
  const key = args.value('key');
  const x = args.known('x');
  let low = args.int('lo');
  let high = args.intOrNone('hi') ?? items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle] ?? null;
    const value = key === null ? item : rt.call(key, [item]);
    const goRight = side === 'left' ? isLess(rt, value, x) : !isLess(rt, x, value);
    if (goRight) low = middle + 1;
    else high = middle;
  }
  return low;
}

function bisecting(name: string, side: Side): NativeFunction {
  return native(`${name}(a, x, lo=0, hi=None, *, key=None)`, (rt, args) => place(rt, args, side));
}

function inserting(name: string, side: Side): NativeFunction {
  return native(`${name}(a, x, lo=0, hi=None, *, key=None)`, (rt, args) => {
    rt.callMethod(args.value('a'), 'insert', [place(rt, args, side), args.value('x')]);
    return null;
  });
}

const bisect = libraryModule('bisect', [
  bisecting('bisect_left', 'left'),
  bisecting('bisect_right', 'right'),
  bisecting('bisect', 'right'),
  inserting('insort_left', 'left'),
  inserting('insort_right', 'right'),
  inserting('insort', 'right'),
]);

function heap(rt: Runtime, args: Args): PyList {
  const value = args.known('heap');
  if (value instanceof PyList) return value;
  throw rt.error('TypeError', `heap argument must be a list, not ${rt.typeName(value)}`);
}

/** A sorted list is a heap, and pops in the same order as any other heap of these elements. */
function arrange(rt: Runtime, list: PyList, items: readonly Value[]): void {
  rt.journal.replaceItems(list, sortValues(rt, items, null, false));
}

function pop(rt: Runtime, list: PyList): Value {
  const [smallest, ...rest] = sortValues(rt, listItems(list), null, false);
  if (smallest === undefined) throw rt.error('IndexError', 'index out of range');
  rt.journal.replaceItems(list, rest);
  return smallest;
}

const heapq = libraryModule('heapq', [
  native('heapify(heap)', (rt, args) => {
    const list = heap(rt, args);
    arrange(rt, list, listItems(list));
    return null;
  }),
  native('heappush(heap, item)', (rt, args) => {
    const list = heap(rt, args);
    arrange(rt, list, [...listItems(list), args.value('item')]);
    return null;
  }),
  native('heappop(heap)', (rt, args) => pop(rt, heap(rt, args))),
  native('heappushpop(heap, item)', (rt, args) => {
    const list = heap(rt, args);
    rt.journal.push(list, args.value('item'));
    return pop(rt, list);
  }),
  native('heapreplace(heap, item)', (rt, args) => {
    const list = heap(rt, args);
    const smallest = pop(rt, list);
    arrange(rt, list, [...listItems(list), args.value('item')]);
    return smallest;
  }),
  native(
    'nlargest(n, iterable, key=None)',
    (rt, args) =>
      new PyList(sortValues(rt, args.elements('iterable'), args.value('key'), true).slice(0, args.int('n'))),
  ),
  native(
    'nsmallest(n, iterable, key=None)',
    (rt, args) =>
      new PyList(sortValues(rt, args.elements('iterable'), args.value('key'), false).slice(0, args.int('n'))),
  ),
  native('merge(*iterables, key=None, reverse=False)', (rt, args) => {
    const all = args.rest.flatMap((iterable) => [...elementsOf(rt, iterable)]);
    return cursor(rt, 'merge', tuple(...sortValues(rt, all, args.value('key'), args.bool('reverse'))));
  }),
]);

function data(rt: Runtime, args: Args): readonly Value[] {
  const items = args.elements('data');
  if (items.length === 0) throw rt.error('ValueError', 'at least one data point is required');
  return items;
}

function doubles(items: readonly Value[]): number[] {
  return items.map((item) => toDouble(asPyNumber(item) ?? 0));
}

/** `statistics` gives ints back where the result is whole and all data are ints. */
function exact(items: readonly Value[], value: number): Value {
  const isWhole = Number.isInteger(value) && items.every((item) => asPyInt(item) !== undefined);
  return isWhole ? value : new PyFloat(value);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function middle(rt: Runtime, args: Args): Value {
  const sorted = sortValues(rt, data(rt, args), null, false);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? null;
  if (sorted.length % 2 === 1) return upper;
  return rt.binary('/', rt.binary('+', sorted[half - 1] ?? null, upper), 2);
}

function variance(items: readonly Value[], isSample: boolean): number {
  const values = doubles(items);
  const mean = average(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return squares / (values.length - (isSample ? 1 : 0));
}

const statistics = libraryModule('statistics', (rt) => [
  native('mean(data)', (inner, args) => {
    const items = data(inner, args);
    return exact(items, average(doubles(items)));
  }),
  native('fmean(data, weights=None)', (inner, args) => new PyFloat(average(doubles(data(inner, args))))),
  native('median(data)', middle),
  ...(['variance', 'pvariance', 'stdev', 'pstdev'] as const).map((name) =>
    native(`${name}(data, *args)`, (inner, args) => {
      const items = data(inner, args);
      const value = variance(items, !name.startsWith('p'));
      return name.endsWith('stdev') ? new PyFloat(Math.sqrt(value)) : exact(items, value);
    }),
  ),
  nativeClass('StatisticsError', [rt.builtinClass('ValueError')], []),
]);

export const orderingModules = [bisect, heapq, statistics];
