/** `Series`: how many values, of which type; not which. */
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { PyClass, PyList, PySlice, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { NdArray, type DataOrigin } from '../../tensor/ndarray/array.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import { OpenArray } from '../../tensor/ndarray/openArray.ts';
import type { Extent } from '../pil/image.ts';
import { rowsKept, slicedRows } from './rows.ts';
import { seriesMethod } from './seriesMethods.ts';

export const seriesClass: (rt: Runtime) => PyClass = perRuntime(
  (rt) => new PyClass({ name: 'Series', bases: [rt.builtinClass('object')] }),
);

/** Beyond so many, the values of a column are not listed. */
const MOST_LISTED = 50_000;

/** Rows by a slice, a list of positions, or a mask. */
export function chosenRows(rt: Runtime, rows: Extent, key: Value): Extent | null {
  if (key instanceof PySlice) return slicedRows(rt, rows, key);
  if (key instanceof PyList || key instanceof PyTuple) return key.items.length;
  if (key instanceof NdArray) return key.dtype === 'bool' ? rowsKept(rt) : (key.shape[0] ?? 1);
  if (key instanceof Series) return key.dtype === 'bool' ? rowsKept(rt) : key.rows;
  return key instanceof Unknown ? rowsKept(rt) : null;
}

export class Series extends HostObject {
  readonly rows: Extent;
  readonly dtype: DType;
  readonly origin: DataOrigin | null;

  constructor(rows: Extent, dtype: DType, origin: DataOrigin | null = null) {
    super();
    this.rows = rows;
    this.dtype = dtype;
    this.origin = origin;
  }

  override pyClass(rt: Runtime): PyClass {
    return seriesClass(rt);
  }

  as(dtype: DType): Series {
    return new Series(this.rows, dtype, this.origin);
  }

  toNdArray(_rt: Runtime, dtype: DType | null = null): NdArray | Unknown {
    return this.rows instanceof Unknown
      ? this.rows
      : new NdArray([this.rows], dtype ?? this.dtype, { origin: this.origin });
  }

  openRows(): OpenArray | null {
    return this.rows instanceof Unknown ? new OpenArray(this.dtype, [], this.rows) : null;
  }

  toNumpy(rt: Runtime, dtype: Value): Value {
    const type = dtype === null || dtype instanceof Unknown ? null : (dtypeOf(dtype) ?? null);
    const array = this.toNdArray(rt, type);
    return array instanceof Unknown ? new OpenArray(type ?? this.dtype, [], array) : array;
  }

  /** The values one by one, none of which is known. */
  list(rt: Runtime): Value {
    const { rows } = this;
    if (rows instanceof Unknown) return rows;
    if (rows > MOST_LISTED) return rt.unknown('the values of a column are too many to list');
    return new PyList(new Array<Value>(rows).fill(rt.unknown('a value of a table')));
  }

  override length(): Extent {
    return this.rows;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'shape':
        return new PyTuple([this.rows]);
      case 'size':
        return this.rows;
      case 'values':
      case 'array':
        return this.toNumpy(rt, null);
      case 'index':
        return new Series(this.rows, 'int64');
      case 'iloc':
      case 'loc':
        return this;
      case 'str':
      case 'dt':
      case 'cat':
        return new Accessor(this);
      default:
        return (
          seriesMethod(this, name) ??
          (name.startsWith('__') ? undefined : rt.unknown(`${name} of a column is not followed`))
        );
    }
  }

  override getItem(rt: Runtime, key: Value): Value {
    const rows = chosenRows(rt, this.rows, key);
    return rows === null ? rt.unknown('a value of a table') : new Series(rows, this.dtype, this.origin);
  }

  override setItem(): boolean {
    return true;
  }

  override binary(_rt: Runtime, op: string): Value {
    return this.as(op === '/' ? 'float64' : this.dtype);
  }

  override unary(): Value {
    return this;
  }

  override compare(rt: Runtime, op: string): Value {
    return op === 'in' || op === 'not in' ? rt.unknown('whether a column holds a value') : this.as('bool');
  }

  override truth(rt: Runtime): Unknown {
    return rt.unknown('a condition on a table');
  }

  override iterate(rt: Runtime): HostIteration {
    return {
      kind: 'host-iteration',
      count: this.rows,
      element: () => rt.unknown('a value of a table'),
      source: { kind: 'sequence', detail: null },
    };
  }

  override repr(): string {
    return '<Series>';
  }
}

/** `series.str.lower()`, `series.dt.year`: a column of other values. */
class Accessor extends HostObject {
  readonly #series: Series;

  constructor(series: Series) {
    super();
    this.#series = series;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name.startsWith('__')) return undefined;
    if (/^(year|month|day|hour|minute|second|dayofweek|weekday|codes|dayofyear|quarter)$/.test(name)) {
      return this.#series.as('int64');
    }
    return callable(name, () => {
      if (name === 'split' || name === 'extract' || name === 'get_dummies') {
        return rt.unknown(`${name} of a column`);
      }
      return this.#series.as(/^(len|count|find)$/.test(name) ? 'int64' : this.#series.dtype);
    });
  }
}
