/** `iter`, `next`, `zip`, `map`, `filter`, `enumerate`, `reversed`, `sorted` and what folds an iterable. */
import type { Runtime } from '../runtime/api.ts';
import { extremeAmount, givesAmounts, withoutAmount } from '../runtime/amounts.ts';
import { HostObject } from '../runtime/host.ts';
import { native, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyRaise } from '../runtime/signals.ts';
import {
  PyClass,
  PyDict,
  PyIterator,
  PyList,
  PyObject,
  PyRange,
  PyTuple,
  Unknown,
} from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { followedExtreme } from './following.ts';
import { dictKeys } from './hash.ts';
import {
  Position,
  HostStream,
  cursor,
  isHostIteration,
  iteratorOf,
  lockstep,
  sourceOf,
  sourcesOf,
} from './iterators.ts';
import { areEqual, elementsOf, isException, isTrue, tuple } from './natives.ts';
import { compareNumbers } from './numbers.ts';
import { extreme, sortValues } from './sorting.ts';

function makeIterator(rt: Runtime, value: Value): Value {
  if (value instanceof PyIterator || value instanceof HostStream) return value;
  if (value instanceof PyObject) {
    const method = rt.findInClass(value.cls, '__iter__');
    const iterator = method === undefined ? value : rt.call(method, [value]);
    const isDescription =
      iterator instanceof HostObject && rt.findAttribute(iterator, '__next__') === undefined;
    if (method !== undefined && !isDescription) return iterator;
  }
  const source = sourceOf(rt, value);
  return isHostIteration(source) ? new HostStream('iterator', source) : source;
}

function untilSentinel(rt: Runtime, call: Value, sentinel: Value): PyIterator {
  return new PyIterator('callable_iterator', () => {
    const value = rt.call(call, []);
    return areEqual(rt, value, sentinel) ? undefined : value;
  });
}

/** Undefined at the end. */
function nextOf(rt: Runtime, iterator: Value): Value | undefined {
  if (iterator instanceof PyIterator) return iterator.next();
  if (iterator instanceof HostStream) return iterator.next(rt);
  const method =
    iterator instanceof PyObject || iterator instanceof HostObject
      ? rt.findAttribute(iterator, '__next__')
      : undefined;
  if (method === undefined) {
    throw rt.error('TypeError', `'${rt.typeName(iterator)}' object is not an iterator`);
  }
  return rt.call(method, []);
}

function next(rt: Runtime, args: Args): Value {
  let value: Value | undefined;
  try {
    value = nextOf(rt, args.known('iterator'));
  } catch (error) {
    if (!args.given('default') || !isException(rt, error, 'StopIteration')) throw error;
  }
  if (value !== undefined) return value;
  if (args.given('default')) return args.value('default');
  throw rt.error('StopIteration', '');
}

function zip(rt: Runtime, args: Args): Value {
  const sources = sourcesOf(rt, args.rest);
  const strict = args.bool('strict');
  return lockstep(
    rt,
    'zip',
    sources,
    (elements) => tuple(...elements),
    (exhausted) => {
      if (!strict) return;
      const longer = sources.find(
        (source, i) => i > exhausted && source instanceof PyIterator && source.next() !== undefined,
      );
      if (exhausted > 0 || longer !== undefined) {
        throw rt.error('ValueError', 'zip() arguments are of unequal length');
      }
    },
  );
}

function map(rt: Runtime, args: Args): Value {
  const fn = args.value('function');
  if (fn instanceof Unknown) return fn;
  const sources = sourcesOf(rt, args.rest);
  if (sources.length === 0) throw rt.error('TypeError', 'map() must have at least two arguments.');
  return lockstep(rt, 'map', sources, (elements) => rt.call(fn, elements));
}

function filter(rt: Runtime, args: Args): Value {
  const test = args.value('function');
  const source = sourceOf(rt, args.value('iterable'));
  if (isHostIteration(source)) return rt.unknown('how many elements a filter lets through');
  return new PyIterator('filter', () => {
    for (;;) {
      const element = source.next();
      if (element === undefined) return undefined;
      if (isTrue(rt, test === null ? element : rt.call(test, [element]))) return element;
    }
  });
}

function enumerate(rt: Runtime, args: Args): Value {
  const start = args.int('start');
  const sources = sourcesOf(rt, [args.value('iterable')]);
  return lockstep(rt, 'enumerate', sources, (elements, i) => tuple(rt.binary('+', i, start), ...elements));
}

function reversed(rt: Runtime, args: Args): Value {
  const sequence = args.known('sequence');
  if (sequence instanceof PyRange) {
    const { start, step, length } = sequence;
    const position = new Position();
    return new PyIterator('range_iterator', () => {
      if (position.at >= length) return undefined;
      return start + (length - 1 - position.step(rt)) * step;
    });
  }
  if (sequence instanceof PyDict) return fromArray(rt, dictKeys(sequence).reverse());
  const own =
    sequence instanceof PyObject || sequence instanceof HostObject
      ? rt.findAttribute(sequence, '__reversed__')
      : undefined;
  if (own !== undefined) return rt.call(own, []);
  if (sequence instanceof PyIterator) {
    throw rt.error('TypeError', `'${sequence.typeName}' object is not reversible`);
  }
  return fromArray(rt, [...elementsOf(rt, sequence)].reverse());
}

function fromArray(rt: Runtime, items: readonly Value[]): PyIterator {
  return cursor(rt, 'reversed', new PyTuple(items));
}

/** `any` and `all`: an unknown element decides only if no known one does. */
function quantify(rt: Runtime, iterable: Value, decisive: boolean): Value {
  let unknown: Unknown | null = null;
  const iterator = iteratorOf(rt, iterable);
  for (let element = iterator.next(); element !== undefined; element = iterator.next()) {
    rt.spend(1);
    const truth = rt.truth(element);
    if (truth instanceof Unknown) unknown ??= truth;
    else if (truth === decisive) return decisive;
  }
  return unknown ?? !decisive;
}

function sum(rt: Runtime, args: Args): Value {
  let total: Value = args.value('start');
  if (typeof total === 'string') {
    throw rt.error('TypeError', "sum() can't sum strings [use ''.join(seq) instead]");
  }
  for (const element of args.elements('iterable')) total = rt.binary('+', total, element);
  return total;
}

function extremum(rt: Runtime, args: Args, wanted: 'min' | 'max'): Value {
  const [only, ...others] = args.rest;
  if (only === undefined) {
    throw rt.error('TypeError', `${wanted} expected at least 1 argument, got 0`);
  }
  const items = others.length === 0 ? elementsOf(rt, only) : args.rest;
  for (const item of items) {
    if (item instanceof Unknown) return extremeAmount(wanted, items) ?? withoutAmount(item);
  }
  if (args.value('key') === null) {
    const op = wanted === 'min' ? '<' : '>';
    const followed = followedExtreme(items, (a, b) => compareNumbers(op, a, b) === true);
    if (followed !== undefined) return followed;
  }
  const best = extreme(rt, items, args.value('key'), wanted);
  if (best !== undefined) return best;
  if (args.given('default')) return args.value('default');
  throw rt.error('ValueError', `${wanted}() arg is an empty sequence`);
}

/** Those that are classes in Python: `zip(…)` constructs one. */
export const iterationConstructors: ReadonlyMap<string, NativeFunction> = new Map(
  Object.entries({
    zip: native('__new__(cls, *iterables, strict=False)', zip),
    map: native('__new__(cls, function, *iterables)', map),
    filter: native('__new__(cls, function, iterable)', filter),
    enumerate: native('__new__(cls, iterable, start=0)', enumerate),
    reversed: native('__new__(cls, sequence)', reversed),
  }),
);

export const iterationFunctions: readonly NativeFunction[] = [
  native('iter(object, sentinel=None)', (rt, args) =>
    args.given('sentinel')
      ? untilSentinel(rt, args.value('object'), args.value('sentinel'))
      : makeIterator(rt, args.known('object')),
  ),
  native('next(iterator, default=None)', next),
  native('sorted(iterable, /, *, key=None, reverse=False)', (rt, args) => {
    const items = args.elements('iterable');
    return new PyList(sortValues(rt, items, args.value('key'), args.bool('reverse')));
  }),
  native('any(iterable, /)', (rt, args) => quantify(rt, args.known('iterable'), true)),
  native('all(iterable, /)', (rt, args) => quantify(rt, args.known('iterable'), false)),
  native('sum(iterable, /, start=0)', sum),
  givesAmounts(native('min(*args, key=None, default=None)', (rt, args) => extremum(rt, args, 'min'))),
  givesAmounts(native('max(*args, key=None, default=None)', (rt, args) => extremum(rt, args, 'max'))),
];

function send(rt: Runtime, args: Args): Value {
  const iterator = args.known('self');
  if (!(iterator instanceof PyIterator)) throw rt.error('TypeError', 'not a generator');
  const value = iterator.send === null ? iterator.next() : iterator.send(args.value('value'));
  if (value === undefined) throw rt.error('StopIteration', '');
  return value;
}

/** `generator.throw(exception)`, also with the class alone. */
function raiseInside(rt: Runtime, args: Args): Value {
  const iterator = args.known('self');
  const given = args.known('exception');
  const exception = given instanceof PyClass ? rt.call(given, []) : given;
  if (!(iterator instanceof PyIterator) || !(exception instanceof PyObject)) {
    throw rt.error('TypeError', 'exceptions must be classes or instances deriving from BaseException');
  }
  const error = new PyRaise(exception, exception.cls.name, rt.here());
  if (iterator.raise === null) throw error;
  const value = iterator.raise(error);
  if (value === undefined) throw rt.error('StopIteration', '');
  return value;
}

function close(rt: Runtime, args: Args): null {
  const iterator = args.known('self');
  if (!(iterator instanceof PyIterator) || iterator.raise === null) return null;
  const exit = rt.createObject(rt.builtinClass('GeneratorExit'));
  try {
    iterator.raise(new PyRaise(exit, 'GeneratorExit', rt.here()));
  } catch (error) {
    if (!isException(rt, error, 'GeneratorExit') && !isException(rt, error, 'StopIteration')) throw error;
  }
  return null;
}

/** Methods of every iterator; `send`, `close` and `throw` are the generators'. */
export const iteratorMembers: readonly NativeFunction[] = [
  nativeMethod('__iter__(self)', (_rt, args) => args.value('self')),
  nativeMethod('__next__(self)', (rt, args) => {
    const value = nextOf(rt, args.known('self'));
    if (value === undefined) throw rt.error('StopIteration', '');
    return value;
  }),
];

export const generatorMembers: readonly NativeFunction[] = [
  ...iteratorMembers,
  nativeMethod('send(self, value)', send),
  nativeMethod('throw(self, exception, value=None, traceback=None)', raiseInside),
  nativeMethod('close(self)', close),
];
