/** `Array` and its methods. */
import { HostObject } from '../../../python/runtime/host.ts';
import { UnknownInput } from '../../../python/runtime/signals.ts';
import { PyIterator, PyList, Unknown } from '../../../python/runtime/values.ts';
import type { Value, NativeFunction, PyClass } from '../../../python/runtime/values.ts';
import { toPrimitive } from '../conversions.ts';
import { iteratorOf } from '../iteration.ts';
import { scriptFunction, scriptMethod, type ScriptCall } from '../native.ts';
import { plainNumber } from '../numbers.ts';
import { sameValueZero, strictlyEqual } from '../operators.ts';
import type { Script } from '../script.ts';
import { UNDEFINED, type NativeConstruction } from '../values.ts';
import { arraySelf, callbackArg, escaped, integerArg, known, relative, scriptBehind } from './helpers.ts';

/** Longer arrays are not filled. */
const LONGEST = 100_000;

function newArray(js: Script, cls: PyClass, args: readonly Value[]): PyList {
  const only = args.length === 1 ? escaped(args[0] ?? null) : undefined;
  let items: Value[] = [...args];
  let taint: Unknown | null = null;
  if (only instanceof Unknown) {
    items = [];
    taint = only;
  }
  const length = only === undefined ? undefined : plainNumber(only);
  if (length !== undefined) {
    if (!Number.isInteger(length) || length < 0 || length > 2 ** 32 - 1) {
      throw js.error('RangeError', 'Invalid array length');
    }
    if (length > LONGEST) {
      items = [];
      taint = js.unknown('a very long array');
    } else items = new Array<Value>(length).fill(UNDEFINED);
  }
  js.rt.allocate(1 + items.length);
  const list = new PyList(items);
  list.taint = taint;
  if (cls !== js.builtinClass('Array')) list.cls = cls;
  return list;
}

export const ARRAY_CONSTRUCTION: NativeConstruction = {
  create: (js, cls, args) => newArray(scriptBehind(js), cls, args),
  call: (js, args) => newArray(scriptBehind(js), js.builtinClass('Array'), args),
};

/** A list that the result of an unknown one is: of unknown content. */
function unknownList(call: ScriptCall, by: Unknown): PyList {
  const list = call.js.list([]);
  list.taint = by;
  return list;
}

function replaceAll(call: ScriptCall, list: PyList, items: Value[]): void {
  scriptBehind(call.js).spendOn(items.length);
  call.rt.journal.replaceItems(list, items);
}

/** Calls the callback for each element and its index; stops where `visit` says so. */
function walk(
  call: ScriptCall,
  list: PyList,
  visit: (result: Value, element: Value, index: number) => boolean,
): void {
  const fn = callbackArg(call, 0);
  for (let i = 0; i < list.items.length; i++) {
    call.rt.spend(1);
    const element = list.items[i] ?? null;
    if (visit(call.js.call(fn, call.arg(1), [element, i, list]), element, i)) return;
  }
}

function truth(call: ScriptCall, value: Value): boolean {
  return known(call.js.truth(value));
}

/**
 * A method with a callback. On an array whose content is unknown it is called once, as the body of a loop of unknown
 * length.
 */
function overElements(name: string, body: (call: ScriptCall, list: PyList) => Value): NativeFunction {
  return scriptMethod(name, (call) => {
    const { self } = call;
    if (self instanceof PyList && self.taint !== null) {
      const by = self.taint;
      const fn = callbackArg(call, 0);
      scriptBehind(call.js).forEach(by, (element) => {
        const isReduction = name.startsWith('reduce');
        if (isReduction) call.js.call(fn, UNDEFINED, [call.given(1) ? call.arg(1) : element, element, by]);
        else call.js.call(fn, call.arg(1), [element, by, self]);
      });
      return name === 'map' || name === 'filter' || name === 'flatMap' ? unknownList(call, by) : by;
    }
    return body(call, arraySelf(call));
  });
}

function flattened(js: Script, items: readonly Value[], depth: number): Value[] {
  return items.flatMap((item) => {
    if (!(item instanceof PyList) || depth < 1) return [item];
    if (item.taint !== null) throw new UnknownInput(item.taint);
    return flattened(js, item.items, depth - 1);
  });
}

function sorted(call: ScriptCall, list: PyList): Value[] {
  const fn = call.arg(0);
  const js = scriptBehind(call.js);
  if (fn !== UNDEFINED) {
    callbackArg(call, 0);
    return sortedBy(list.items, (a, b) => known(js.toNumber(js.call(fn, UNDEFINED, [a, b]))));
  }
  const texts = new Map(list.items.map((item) => [item, known(js.toText(item))]));
  return sortedBy(list.items, (a, b) => {
    const [x, y] = [texts.get(a) ?? '', texts.get(b) ?? ''];
    return x < y ? -1 : x > y ? 1 : 0;
  });
}

/** Undefined goes to the end. */
function sortedBy(items: readonly Value[], order: (a: Value, b: Value) => number): Value[] {
  const present = items.filter((item) => item !== UNDEFINED);
  return [...present.sort(order), ...items.filter((item) => item === UNDEFINED)];
}

function joined(call: ScriptCall): string {
  const js = scriptBehind(call.js);
  const separator = call.arg(0) === UNDEFINED ? ',' : known(js.toText(call.arg(0)));
  const parts = arraySelf(call).items.map((item) => {
    if (item === null || item === UNDEFINED) return '';
    return known(item instanceof Unknown ? item : js.toText(item));
  });
  return parts.join(separator);
}

function spliced(call: ScriptCall): Value {
  const list = arraySelf(call);
  const start = relative(integerArg(call, 0, 0), list.items.length);
  const count = call.args.length < 2 ? list.items.length : Math.max(integerArg(call, 1, 0), 0);
  const items = [...list.items];
  const removed = items.splice(start, count, ...call.args.slice(2));
  replaceAll(call, list, items);
  return call.js.list(removed);
}

function indexOf(call: ScriptCall, equal: (a: Value, b: Value) => boolean): number {
  const { items } = arraySelf(call);
  const wanted = escaped(call.arg(0));
  if (wanted instanceof Unknown) throw new UnknownInput(wanted);
  for (let i = relative(integerArg(call, 1, 0), items.length); i < items.length; i++) {
    const item = escaped(items[i] ?? null);
    if (item instanceof Unknown) throw new UnknownInput(item);
    if (equal(item, wanted)) return i;
  }
  return -1;
}

export const ARRAY_METHODS: readonly NativeFunction[] = [
  scriptMethod('push', (call) => {
    const { self } = call;
    if (!(self instanceof PyList)) throw call.js.error('TypeError', 'push is called on what is no array');
    for (const value of call.args) call.rt.journal.push(self, value);
    call.rt.spend(call.args.length);
    return self.taint ?? self.items.length;
  }),
  scriptMethod('pop', (call) => {
    const list = arraySelf(call);
    const last = list.items.at(-1);
    if (last === undefined) return UNDEFINED;
    replaceAll(call, list, list.items.slice(0, -1));
    return last;
  }),
  scriptMethod('shift', (call) => {
    const list = arraySelf(call);
    const [first] = list.items;
    if (first === undefined) return UNDEFINED;
    replaceAll(call, list, list.items.slice(1));
    return first;
  }),
  scriptMethod('unshift', (call) => {
    const list = arraySelf(call);
    replaceAll(call, list, [...call.args, ...list.items]);
    return list.items.length;
  }),
  scriptMethod('splice', spliced),
  scriptMethod('slice', (call) => {
    const { items } = arraySelf(call);
    const start = relative(integerArg(call, 0, 0), items.length);
    return call.js.list(items.slice(start, relative(integerArg(call, 1, items.length), items.length)));
  }),
  scriptMethod('concat', (call) => {
    const items = [...arraySelf(call).items];
    for (const arg of call.args) {
      if (arg instanceof PyList) items.push(...known(call.js.elements(arg)));
      else if (arg instanceof Unknown) throw new UnknownInput(arg);
      else items.push(arg);
    }
    return call.js.list(items);
  }),
  scriptMethod('join', joined),
  scriptMethod('toString', (call) => joined(call)),
  scriptMethod('reverse', (call) => {
    const list = arraySelf(call);
    replaceAll(call, list, list.items.toReversed());
    return list;
  }),
  scriptMethod('toReversed', (call) => call.js.list(arraySelf(call).items.toReversed())),
  scriptMethod('sort', (call) => {
    const list = arraySelf(call);
    replaceAll(call, list, sorted(call, list));
    return list;
  }),
  scriptMethod('toSorted', (call) => call.js.list(sorted(call, arraySelf(call)))),
  scriptMethod('with', (call) => {
    const items = [...arraySelf(call).items];
    items[relative(integerArg(call, 0, 0), items.length)] = call.arg(1);
    return call.js.list(items);
  }),
  scriptMethod('fill', (call) => {
    const list = arraySelf(call);
    const { length } = list.items;
    const start = relative(integerArg(call, 1, 0), length);
    const end = relative(integerArg(call, 2, length), length);
    const items = list.items.map((item, i) => (i >= start && i < end ? call.arg(0) : item));
    replaceAll(call, list, items);
    return list;
  }),
  scriptMethod('indexOf', (call) => indexOf(call, strictlyEqual)),
  scriptMethod('includes', (call) => indexOf(call, sameValueZero) !== -1),
  scriptMethod('lastIndexOf', (call) =>
    arraySelf(call).items.findLastIndex((item) => strictlyEqual(item, call.arg(0))),
  ),
  scriptMethod('at', (call) => {
    const { items } = arraySelf(call);
    const index = integerArg(call, 0, 0);
    const item = items.at(index);
    return item === undefined ? UNDEFINED : item;
  }),
  overElements('forEach', (call, list) => {
    const fn = callbackArg(call, 0);
    scriptBehind(call.js).forEach(list.items.values(), (element, index) => {
      call.js.call(fn, call.arg(1), [element, index, list]);
    });
    return UNDEFINED;
  }),
  overElements('map', (call, list) => {
    const results: Value[] = [];
    walk(call, list, (result) => results.push(result) === 0);
    return call.js.list(results);
  }),
  overElements('flatMap', (call, list) => {
    const results: Value[] = [];
    walk(call, list, (result) => results.push(result) === 0);
    return call.js.list(flattened(scriptBehind(call.js), results, 1));
  }),
  overElements('filter', (call, list) => {
    const results: Value[] = [];
    walk(call, list, (result, element) => {
      if (truth(call, result)) results.push(element);
      return false;
    });
    return call.js.list(results);
  }),
  overElements('some', (call, list) => {
    let found = false;
    walk(call, list, (result) => (found = truth(call, result)));
    return found;
  }),
  overElements('every', (call, list) => {
    let all = true;
    walk(call, list, (result) => !(all = truth(call, result)));
    return all;
  }),
  overElements('find', (call, list) => {
    let found: Value = UNDEFINED;
    walk(call, list, (result, element) => {
      if (!truth(call, result)) return false;
      found = element;
      return true;
    });
    return found;
  }),
  overElements('findIndex', (call, list) => {
    let found = -1;
    walk(call, list, (result, _element, index) => {
      if (truth(call, result)) found = index;
      return found !== -1;
    });
    return found;
  }),
  overElements('findLast', (call, list) => {
    let found: Value = UNDEFINED;
    walk(call, list, (result, element) => {
      if (truth(call, result)) found = element;
      return false;
    });
    return found;
  }),
  overElements('reduce', (call, list) => reduced(call, [...list.items.entries()], list)),
  overElements('reduceRight', (call, list) => reduced(call, [...list.items.entries()].reverse(), list)),
  scriptMethod('flat', (call) =>
    call.js.list(flattened(scriptBehind(call.js), arraySelf(call).items, integerArg(call, 0, 1))),
  ),
  scriptMethod('keys', (call) => iteratorOf(arraySelf(call).items.keys(), 'Array Iterator')),
  scriptMethod('values', (call) => iteratorOf(arraySelf(call).items, 'Array Iterator')),
  scriptMethod('@@Symbol.iterator', (call) => iteratorOf(arraySelf(call).items, 'Array Iterator')),
  scriptMethod('entries', (call) =>
    iteratorOf(
      arraySelf(call).items.map((item, i) => call.js.list([i, item])),
      'Array Iterator',
    ),
  ),
];

function reduced(call: ScriptCall, entries: readonly (readonly [number, Value])[], list: PyList): Value {
  const fn = callbackArg(call, 0);
  let rest = entries;
  let value = call.arg(1);
  if (call.args.length < 2) {
    const [first] = entries;
    if (first === undefined) {
      throw call.js.error('TypeError', 'Reduce of empty array with no initial value');
    }
    value = first[1];
    rest = entries.slice(1);
  }
  for (const [i, item] of rest) {
    call.rt.spend(1);
    value = call.js.call(fn, UNDEFINED, [value, item, i, list]);
  }
  return value;
}

export const ARRAY_STATICS: readonly NativeFunction[] = [
  scriptFunction('isArray', (call) => {
    const value = call.arg(0);
    return value instanceof Unknown ? value : value instanceof PyList;
  }),
  scriptFunction('of', (call) => call.js.list(call.args)),
  scriptFunction('from', (call) => {
    const fn = call.arg(1);
    const items = arrayLike(call);
    if (fn === UNDEFINED) return items instanceof Unknown ? unknownList(call, items) : call.js.list(items);
    callbackArg(call, 1);
    if (items instanceof Unknown) {
      scriptBehind(call.js).forEach(items, (element) => {
        call.js.call(fn, call.arg(2), [element, items]);
      });
      return unknownList(call, items);
    }
    const results: Value[] = [];
    for (const [i, item] of items.entries()) {
      call.rt.spend(1);
      results.push(call.js.call(fn, call.arg(2), [item, i]));
    }
    return call.js.list(results);
  }),
];

/** The elements of what can be walked over, or of what has a length and indices. */
function arrayLike(call: ScriptCall): readonly Value[] | Unknown {
  const source = call.arg(0);
  const js = scriptBehind(call.js);
  if (source === null || source === UNDEFINED) {
    throw js.error('TypeError', `${js.describe(source)} is not iterable`);
  }
  if (source instanceof Unknown) return source;
  const isIterable = typeof source === 'string' || js.getMember(source, '@@Symbol.iterator') !== UNDEFINED;
  if (isIterable || source instanceof PyList) return js.elements(source);
  const length = js.getMember(source, 'length');
  if (length === UNDEFINED) {
    return source instanceof HostObject || source instanceof PyIterator ? js.elements(source) : [];
  }
  const number = toPrimitive(js, length, 'number');
  if (number instanceof Unknown) return number;
  const count = Math.max(Math.trunc(Number(number)) || 0, 0);
  if (count > LONGEST) return js.unknown('a very long array');
  js.rt.allocate(count);
  return Array.from({ length: count }, (_, i) => js.getMember(source, String(i)));
}
