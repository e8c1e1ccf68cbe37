/** Typed arrays: their type and length, and the elements that were written one by one. */
import { HostObject } from '../../../python/runtime/host.ts';
import type { HostIteration } from '../../../python/runtime/host.ts';
import { Store } from '../../../python/runtime/journal.ts';
import type { Runtime } from '../../../python/runtime/api.ts';
import { UnknownInput } from '../../../python/runtime/signals.ts';
import { Indexed, PyList, Unknown } from '../../../python/runtime/values.ts';
import type { PyClass, Value, NativeFunction } from '../../../python/runtime/values.ts';
import type { ScriptRuntime } from '../api.ts';
import { scriptFunction, scriptMethod, type ScriptCall } from '../native.ts';
import { arrayIndex, fromNumber, plainNumber } from '../numbers.ts';
import { isNullish, UNDEFINED, type NativeConstruction, orUndefined } from '../values.ts';
import { callbackArg, escaped, integerArg, known, relative, scriptBehind } from './helpers.ts';

/** Bytes of an element. */
export const TYPED_ARRAYS: ReadonlyMap<string, number> = new Map([
  ['Int8Array', 1],
  ['Uint8Array', 1],
  ['Uint8ClampedArray', 1],
  ['Int16Array', 2],
  ['Uint16Array', 2],
  ['Int32Array', 4],
  ['Uint32Array', 4],
  ['Float32Array', 4],
  ['Float64Array', 8],
  ['BigInt64Array', 8],
  ['BigUint64Array', 8],
]);

/** Longer ones do not remember their elements. */
const LONGEST = 20_000;

export class TypedArray extends HostObject {
  readonly cls: PyClass;
  readonly count: number | Unknown;
  /** Elements that were written; all others are `rest`. */
  readonly written = new Store<number, Value>();
  /** 0, until something unknown may have written anywhere. */
  rest: Value = 0;
  constructor(cls: PyClass, length: number | Unknown) {
    super();
    this.cls = cls;
    this.count = length;
  }

  /** `Float32Array`. */
  get typeName(): string {
    return this.cls.name;
  }

  override pyClass(): PyClass {
    return this.cls;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    const width = TYPED_ARRAYS.get(this.cls.name) ?? 1;
    switch (name) {
      case 'length':
        return this.count;
      case 'byteLength':
        return this.count instanceof Unknown ? this.count : this.count * width;
      case 'BYTES_PER_ELEMENT':
        return width;
      case 'byteOffset':
        return 0;
      case 'buffer':
        return this;
      default: {
        const index = arrayIndex(name);
        return index === null ? undefined : this.getItem(rt, index);
      }
    }
  }

  override length(): number | Unknown {
    return this.count;
  }

  override getItem(_rt: Runtime, key: Value): Value | undefined {
    // Where nothing is known of any element, it does not matter which one a loop asks for.
    if (key instanceof Indexed && this.written.size === 0 && this.rest instanceof Unknown) return this.rest;
    const index = plainNumber(escaped(key));
    if (index === undefined) return undefined;
    if (typeof this.count === 'number' && !(index >= 0 && index < this.count)) return UNDEFINED;
    const written = this.written.get(index);
    return written === undefined ? this.rest : written;
  }

  override setItem(rt: Runtime, key: Value, value: Value): boolean {
    const index = plainNumber(escaped(key));
    if (index === undefined) return false;
    if (this.written.size >= LONGEST) this.blur(rt);
    else rt.journal.mapSet(this.written, index, escaped(value));
    return true;
  }

  /** What is in it is not followed any more. */
  blur(rt: Runtime): void {
    if (this.rest instanceof Unknown) return;
    rt.journal.mapClear(this.written);
    rt.journal.setField(this, 'rest', rt.unknown('an element of a typed array'));
  }

  override iterate(rt: Runtime): HostIteration {
    return {
      kind: 'host-iteration',
      count: this.count,
      element: (i) => orUndefined(this.getItem(rt, i)),
      source: { kind: 'sequence', detail: null },
    };
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof TypedArray && other.cls === this.cls && other.count === this.count;
  }
}

function create(
  js: ScriptRuntime,
  cls: PyClass,
  [source = 0, , wanted = UNDEFINED]: readonly Value[],
): Value {
  const plain = escaped(source);
  if (plain instanceof Unknown) return new TypedArray(cls, plain);
  const length = plainNumber(plain);
  if (length !== undefined) {
    if (length < 0 || !Number.isInteger(length)) {
      throw js.error('RangeError', `Invalid typed array length: ${length}`);
    }
    return new TypedArray(cls, length);
  }
  if (isNullish(plain)) return new TypedArray(cls, 0);
  if (plain instanceof TypedArray) {
    const given = plainNumber(escaped(wanted));
    const copy = new TypedArray(cls, given ?? plain.count);
    for (const [index, value] of plain.written) copy.written.set(index, value);
    copy.rest = plain.rest;
    return copy;
  }
  if (plain instanceof HostObject) {
    // A buffer, or the data of a library.
    const size = js.getMember(plain, 'length');
    const known =
      plainNumber(size) ?? (size instanceof Unknown ? size : js.unknown('the length of a buffer'));
    const array = new TypedArray(cls, known);
    array.rest = js.unknown('an element of a buffer');
    return array;
  }
  const elements = js.elements(plain);
  if (elements instanceof Unknown) return new TypedArray(cls, elements);
  return filled(js, cls, elements);
}

function filled(js: ScriptRuntime, cls: PyClass, elements: readonly Value[]): TypedArray {
  const array = new TypedArray(cls, elements.length);
  if (elements.length > LONGEST) array.rest = js.unknown('an element of a typed array');
  else for (const [i, value] of elements.entries()) array.written.set(i, numeric(js, value));
  return array;
}

function numeric(js: ScriptRuntime, value: Value): Value {
  const number = js.toNumber(escaped(value));
  return number instanceof Unknown ? number : fromNumber(number);
}

export const TYPED_CONSTRUCTION: NativeConstruction = { create, call: null };

export function typedStatics(name: string): readonly (NativeFunction | readonly [string, Value])[] {
  return [
    scriptFunction('from', (call) => {
      const source = call.js.callMember(call.js.builtinClass('Array'), 'from', call.args);
      return create(call.js, call.js.builtinClass(name), [source]);
    }),
    scriptFunction('of', (call) => filled(call.js, call.js.builtinClass(name), call.args)),
    ['BYTES_PER_ELEMENT', TYPED_ARRAYS.get(name) ?? 1],
  ];
}

function self(call: ScriptCall): TypedArray {
  if (call.self instanceof TypedArray) return call.self;
  throw call.js.error('TypeError', 'this is not a typed array.');
}

function length(call: ScriptCall): number {
  return known(self(call).count);
}

function part(call: ScriptCall): Value {
  const array = self(call);
  const size = length(call);
  const from = relative(integerArg(call, 0, 0), size);
  const to = relative(integerArg(call, 1, size), size);
  const result = new TypedArray(array.cls, Math.max(to - from, 0));
  for (const [index, value] of array.written) {
    if (index >= from && index < to) result.written.set(index - from, value);
  }
  result.rest = array.rest;
  return result;
}

/** Methods of arrays that give something computed from all elements. */
const AS_ARRAY = [
  'reduce',
  'join',
  'indexOf',
  'lastIndexOf',
  'includes',
  'some',
  'every',
  'find',
  'findIndex',
  'at',
  'keys',
  'values',
  'entries',
  '@@Symbol.iterator',
  'toString',
];

export const TYPED_METHODS: readonly NativeFunction[] = [
  scriptMethod('set', (call) => {
    const array = self(call);
    const source = call.arg(0);
    const offset = plainNumber(escaped(call.given(1) ? call.arg(1) : 0));
    const elements = source instanceof PyList ? call.js.elements(source) : null;
    if (
      elements === null ||
      elements instanceof Unknown ||
      offset === undefined ||
      elements.length > LONGEST
    ) {
      array.blur(call.rt);
      return UNDEFINED;
    }
    for (const [i, value] of elements.entries()) array.setItem(call.rt, offset + i, value);
    return UNDEFINED;
  }),
  scriptMethod('fill', (call) => {
    const array = self(call);
    if (call.args.length > 1) array.blur(call.rt);
    else {
      call.rt.journal.mapClear(array.written);
      call.rt.journal.setField(array, 'rest', call.arg(0));
    }
    return array;
  }),
  scriptMethod('slice', part),
  scriptMethod('subarray', part),
  scriptMethod('map', (call) => {
    const array = self(call);
    const result = new TypedArray(array.cls, array.count);
    const fn = callbackArg(call, 0);
    if (typeof array.count === 'number' && array.count <= LONGEST) {
      for (let i = 0; i < array.count; i++) {
        call.rt.spend(1);
        const element = orUndefined(array.getItem(call.rt, i));
        result.written.set(i, call.js.call(fn, call.arg(1), [element, i, array]));
      }
    } else result.rest = call.js.unknown('an element of a typed array');
    return result;
  }),
  scriptMethod('sort', (call) => {
    self(call).blur(call.rt);
    return call.self;
  }),
  scriptMethod('reverse', (call) => {
    self(call).blur(call.rt);
    return call.self;
  }),
  scriptMethod(
    'filter',
    (call) => new TypedArray(self(call).cls, call.js.unknown('how many elements pass a filter')),
  ),
  scriptMethod('forEach', (call) => {
    const fn = callbackArg(call, 0);
    const js = scriptBehind(call.js);
    js.forEach(self(call).iterate(call.rt), (element) => {
      js.call(fn, call.arg(1), [element, js.unknown('the index of an element'), call.self]);
    });
    return UNDEFINED;
  }),
  ...AS_ARRAY.map((name) =>
    scriptMethod(name, (call) => {
      const size = length(call);
      if (size > LONGEST) throw new UnknownInput(call.js.unknown('a very long array'));
      const list = call.js.list(
        Array.from({ length: size }, (_, i) => orUndefined(self(call).getItem(call.rt, i))),
      );
      return call.js.callMember(list, name, call.args);
    }),
  ),
];
