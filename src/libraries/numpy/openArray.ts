/** Arrays read from files: how many rows there are is not known before the run. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { asInteger, nativeClass, nativeMethod, settled, type Args } from '../../python/runtime/native.ts';
import { distance } from '../../python/runtime/position.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyFloat, PySlice, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { sizeOf, type DType } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { numpyDType } from '../../tensor/ndarray/dtypes.ts';
import { dtypeArgument } from '../../tensor/ndarray/methods.ts';
import { ndarrayClass, scalar } from '../../tensor/ndarray/operators.ts';
import { categoryOf } from '../../tensor/promotion.ts';
import { sameShape, type Shape } from '../../tensor/shape.ts';

type Binary = Parameters<HostObject['binary']>[1];

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

  /** One row, or as many as a slice of known length takes. */
  override getItem(rt: Runtime, key: Value): Value | undefined {
    const [first = null, ...others] = key instanceof PyTuple ? key.items : [key];
    const part = this.#along(rt, first);
    if (others.length === 0 || part instanceof Unknown) return part;
    const inner = first instanceof PySlice ? [new PySlice(null, null, null), ...others] : others;
    return part instanceof OpenArray ? this.#inner(rt, others) : rt.getItem(part, new PyTuple(inner));
  }

  #along(rt: Runtime, key: Value): Value {
    if (key instanceof PySlice) return this.#slice(rt, key);
    if (key instanceof NdArray && key.dtype !== 'bool') {
      return new NdArray([...key.shape, ...this.row], this.dtype);
    }
    if (key instanceof OpenArray) return new OpenArray(this.dtype, this.row, key.rows);
    if (!(key instanceof Unknown) && asInteger(settled(key)) === undefined) {
      return rt.unknown('which rows of an array from a file are taken');
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

  /** `data[:, i]`: the rows stay open. */
  #inner(rt: Runtime, keys: readonly Value[]): Value {
    const row = rt.getItem(new NdArray([1, ...this.row], this.dtype), new PyTuple([0, ...keys]));
    return row instanceof NdArray
      ? new OpenArray(this.dtype, row.shape, this.rows)
      : new OpenArray(this.dtype, [], this.rows);
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

function receiver(rt: Runtime, args: Args): OpenArray {
  const self = args.known('self');
  if (self instanceof OpenArray) return self;
  throw new UnknownInput(rt.unknown('a method of arrays called on something else'));
}

/** A subclass of ndarray whose methods keep the open axis, or give up saying why. */
const openArrayClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'ndarray',
    [ndarrayClass(rt)],
    [
      nativeMethod('astype(self, dtype, *args, **options)', (rt, args) => {
        const self = receiver(rt, args);
        return new OpenArray(dtypeArgument(args) ?? self.dtype, self.row, self.rows);
      }),
      ...['copy', 'clip', 'round', 'view'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, (rt, args) => receiver(rt, args)),
      ),
      ...[
        'reshape',
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
        'tolist',
        'squeeze',
        'repeat',
        'item',
        'any',
        'all',
        'argmax',
        'argmin',
        'cumsum',
      ].map((name) => nativeMethod(`${name}(self, *args, **options)`, (rt, args) => receiver(rt, args).rows)),
    ],
  ),
);
