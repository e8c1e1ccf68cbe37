/** Arrays and tables of which only the number of rows is not known: they are read from files, or made of what is. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import {
  asInteger,
  isSequence,
  nativeClass,
  nativeMethod,
  settled,
  type Args,
} from '../../python/runtime/native.ts';
import { distance } from '../../python/runtime/position.ts';
import { PyRaise, UnknownInput } from '../../python/runtime/signals.ts';
import { ELLIPSIS, PyFloat, PyList, PySlice, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { sizeOf, type DType } from '../dtype.ts';
import { NdArray } from './array.ts';
import { numpyDType } from './dtypes.ts';
import { dtypeArgument } from './methods.ts';
import { ndarrayClass, scalar, toArray } from './operators.ts';
import { categoryOf } from '../promotion.ts';
import { sameShape, type Shape } from '../shape.ts';

type Binary = Parameters<HostObject['binary']>[1];

/** Rows of a stand-in, of which the operations of arrays tell what becomes of the others: a prime, that nothing else has. */
const STAND_IN = 99_991;

const WHICH_ROWS = 'which rows of an array from a file are taken';

export class OpenArray extends HostObject {
  readonly dtype: DType;
  /** Shape of one row. */
  readonly row: Shape;
  /** Why the number of rows is not known. */
  readonly rows: Unknown;

  constructor(dtype: DType, row: Shape, rows: Unknown) {
    super();
    this.dtype = dtype;
    this.row = row;
    this.rows = rows;
  }

  override pyClass(rt: Runtime): PyClass {
    return openArrayClass(rt);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'shape':
        return new PyTuple([this.rows, ...this.row]);
      case 'size':
      case 'nbytes':
        return this.rows;
      case 'ndim':
        return this.row.length + 1;
      case 'dtype':
        return numpyDType(this.dtype);
      case 'itemsize':
        return sizeOf(this.dtype);
      default:
        return undefined;
    }
  }

  override length(): Unknown {
    return this.rows;
  }

  override binary(_rt: Runtime, op: Binary, other: Value): Value {
    if (op === '@') return this.rows;
    const isFloat = categoryOf(this.dtype) === 'float';
    const widens = op === '/' || other instanceof PyFloat;
    return isFloat || !widens ? this : new OpenArray('float64', this.row, this.rows);
  }

  override compare(): Value {
    return new OpenArray('bool', this.row, this.rows);
  }

  override truth(): Unknown {
    return this.rows;
  }

  /** One row, as many as a slice of known length takes, or other axes of all of them. */
  override getItem(rt: Runtime, key: Value): Value | undefined {
    const [first = null, ...others] = key instanceof PyTuple ? key.items : [key];
    if (first === ELLIPSIS || (isWhole(first) && others.length > 0)) {
      return this.likewise((array) => rt.getItem(array, key));
    }
    const part = this.#along(rt, first);
    if (others.length === 0 || part instanceof Unknown) return part;
    if (part instanceof OpenArray) {
      return part.likewise((array) => rt.getItem(array, new PyTuple([WHOLE, ...others])));
    }
    const inner = first instanceof PySlice ? [WHOLE, ...others] : others;
    return rt.getItem(part, new PyTuple(inner));
  }

  /** What an operation that keeps the rows makes of each of them; why it is not known where it does not keep them. */
  likewise(operation: (array: NdArray) => Value): Value {
    try {
      const made = operation(new NdArray([STAND_IN, ...this.row], this.dtype));
      if (!(made instanceof NdArray) || made.shape[0] !== STAND_IN) return this.rows;
      return new OpenArray(made.dtype, made.shape.slice(1), this.rows);
    } catch (error) {
      // It may do so of this many rows alone.
      if (error instanceof PyRaise) return this.rows;
      throw error;
    }
  }

  /** No array can be made of it. */
  toNdArray(): Unknown {
    return this.rows;
  }

  #along(rt: Runtime, key: Value): Value {
    if (key instanceof PySlice) return this.#slice(rt, key);
    if (key instanceof NdArray && key.dtype !== 'bool') {
      return new NdArray([...key.shape, ...this.row], this.dtype);
    }
    if (key instanceof NdArray) return new OpenArray(this.dtype, this.row, rt.unknown(WHICH_ROWS));
    if (key instanceof OpenArray) return new OpenArray(this.dtype, this.row, key.rows);
    if (!(key instanceof Unknown) && asInteger(settled(key)) === undefined) {
      return rt.unknown(WHICH_ROWS);
    }
    return this.row.length === 0 ? scalar(rt, this.dtype, undefined) : new NdArray(this.row, this.dtype);
  }

  #slice(rt: Runtime, { start, stop, step }: PySlice): Value {
    const isUnit = step === null || step === 1;
    const length = isUnit ? distance(start ?? 0, stop) : null;
    // A negative bound counts from an end that nobody knows.
    if (length === null || length < 0) return new OpenArray(this.dtype, this.row, this.rows);
    if (start === null || typeof start === 'number') {
      rt.recorder.assume('the file is long enough for what is read from its beginning', rt.here());
    }
    return new NdArray([length, ...this.row], this.dtype);
  }

  override setItem(): boolean {
    return true;
  }

  override iterate(rt: Runtime): HostIteration {
    return {
      kind: 'host-iteration',
      count: this.rows,
      element: () =>
        this.row.length === 0 ? scalar(rt, this.dtype, undefined) : new NdArray(this.row, this.dtype),
      source: { kind: 'host', detail: this },
    };
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof OpenArray && other.dtype === this.dtype && sameShape(other.row, this.row);
  }

  override repr(): string {
    return `array(..., dtype=${this.dtype})`;
  }
}

const WHOLE = new PySlice(null, null, null);

function isWhole(key: Value): boolean {
  return key instanceof PySlice && key.start === null && key.stop === null && key.step === null;
}

/** Tables say themselves what of them is known where their rows are not. */
interface HasOpenRows {
  openRows(): OpenArray | null;
}

function hasOpenRows(host: HostObject): host is HostObject & HasOpenRows {
  return 'openRows' in host && typeof host.openRows === 'function';
}

/** The array of an open number of rows that something is, or that a table or a list is; null: it is none. */
export function openArrayOf(rt: Runtime, value: Value): OpenArray | null {
  if (value instanceof OpenArray) return value;
  if (value instanceof PyList) return ofOpenList(rt, value);
  return value instanceof HostObject && hasOpenRows(value) ? value.openRows() : null;
}

/** Elements of one shape make an array, however many they are. */
function ofOpenList(rt: Runtime, { items, taint, isOpen }: PyList): OpenArray | null {
  if (!isOpen || taint === null || items.length === 0) return null;
  const sample = new PyList(items);
  try {
    const array = toArray(rt, sample);
    if (array === undefined || array.isRagged || array.dtype === 'string') return null;
    return new OpenArray(array.dtype, array.shape.slice(1), taint);
  } catch (error) {
    if (error instanceof UnknownInput) return null;
    throw error;
  }
}

function receiver(rt: Runtime, args: Args): OpenArray {
  const self = args.known('self');
  if (self instanceof OpenArray) return self;
  throw new UnknownInput(rt.unknown('a method of arrays called on something else'));
}

/** To a shape that says all sizes, or that leaves as many rows as there are. */
function reshaped(rt: Runtime, args: Args): Value {
  const self = receiver(rt, args);
  const [first = null] = args.rest;
  const given = args.rest.length === 1 && isSequence(first) ? first.items : args.rest;
  const [, ...others] = given;
  const row = others.flatMap((size) => asInteger(settled(size)) ?? []);
  if (row.length < others.length) return self.rows;
  const count = given[0] instanceof Unknown ? -1 : (asInteger(settled(given[0] ?? null)) ?? -1);
  const shape = [count, ...row];
  return shape.every((size) => size >= 0)
    ? new NdArray(shape, self.dtype)
    : self.likewise((array) => rt.callMethod(array, 'reshape', [new PyTuple(shape)]));
}

const METHODS: readonly NativeFunction[] = [
  nativeMethod('astype(self, dtype, *args, **options)', (rt, args) => {
    const self = receiver(rt, args);
    return new OpenArray(dtypeArgument(args) ?? self.dtype, self.row, self.rows);
  }),
  ...['copy', 'clip', 'round', 'view', 'numpy'].map((name) =>
    nativeMethod(`${name}(self, *args, **options)`, (rt, args) => receiver(rt, args)),
  ),
  nativeMethod('reshape(self, *shape, **options)', reshaped),
  ...[
    'transpose',
    'flatten',
    'ravel',
    'sum',
    'mean',
    'std',
    'var',
    'max',
    'min',
    'prod',
    'squeeze',
    'any',
    'all',
    'argmax',
    'argmin',
    'cumsum',
  ].map((name) =>
    nativeMethod(`${name}(self, *args, **options)`, (rt, args) =>
      receiver(rt, args).likewise((array) => rt.call(rt.getAttribute(array, name), args.rest, args.extra)),
    ),
  ),
  ...['tolist', 'repeat', 'item'].map((name) =>
    nativeMethod(`${name}(self, *args, **options)`, (rt, args) => receiver(rt, args).rows),
  ),
];

const classes = new WeakMap<Runtime, PyClass>();

/** A subclass of ndarray whose methods keep the open axis, or give up saying why. */
function openArrayClass(rt: Runtime): PyClass {
  let cls = classes.get(rt);
  if (cls === undefined) classes.set(rt, (cls = nativeClass('ndarray', [ndarrayClass(rt)], METHODS)));
  return cls;
}
