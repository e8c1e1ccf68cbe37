/** `DataFrame`: how many rows, which columns; not what is in them. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { asInteger, settled } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyList, PySlice, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import type { DType } from '../../tensor/dtype.ts';
import { NdArray, type DataOrigin } from '../../tensor/ndarray/array.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import { OpenArray } from '../../tensor/ndarray/openArray.ts';
import type { Extent } from '../pil/image.ts';
import { frameMethod } from './frameMethods.ts';
import { rowsKept, slicedRows, textOf } from './rows.ts';
import { chosenRows, Series } from './series.ts';

/** Columns by name, with the type of their values; null: which there are is not known. */
export type Columns = ReadonlyMap<string, DType> | null;

export const frameClass: (rt: Runtime) => PyClass = perRuntime(
  (rt) => new PyClass({ name: 'DataFrame', bases: [rt.builtinClass('object')] }),
);
export class Frame extends HostObject {
  rows: Extent;
  columns: Columns;
  /** The data set that the rows are from. */
  readonly origin: DataOrigin | null;

  constructor(rows: Extent, columns: Columns, origin: DataOrigin | null = null) {
    super();
    this.rows = rows;
    this.columns = columns;
    this.origin = origin;
  }

  override pyClass(rt: Runtime): PyClass {
    return frameClass(rt);
  }

  withRows(rows: Extent): Frame {
    return new Frame(rows, this.columns, this.origin);
  }

  /** As `df.drop(inplace=True)` does it. */
  become(rt: Runtime, other: Frame): void {
    rt.journal.setField<Frame, 'rows'>(this, 'rows', other.rows);
    rt.journal.setField<Frame, 'columns'>(this, 'columns', other.columns);
  }

  /** With a column more, or other ones in its place. */
  setColumn(rt: Runtime, name: string, dtype: DType): void {
    if (this.columns === null) return;
    rt.journal.setField<Frame, 'columns'>(this, 'columns', new Map([...this.columns, [name, dtype]]));
  }

  toNdArray(rt: Runtime, dtype: DType | null = null): NdArray | Unknown {
    const { rows, columns } = this;
    if (rows instanceof Unknown) return rows;
    if (columns === null) return rt.unknown('how many columns a table has');
    return new NdArray([rows, columns.size], dtype ?? jointType(columns), { origin: this.origin });
  }

  /** Where its columns are known and its rows are not. */
  openRows(): OpenArray | null {
    const { rows, columns } = this;
    return rows instanceof Unknown && columns !== null
      ? new OpenArray(jointType(columns), [columns.size], rows)
      : null;
  }

  override length(): Extent {
    return this.rows;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'shape':
        return new PyTuple([this.rows, this.columns?.size ?? this.#lost(rt)]);
      case 'columns':
        return this.columns === null ? this.#lost(rt) : new PyList([...this.columns.keys()]);
      case 'values':
        return this.#asArray(rt, null);
      case 'index':
        return new Series(this.rows, 'int64');
      case 'iloc':
      case 'loc':
        return new Locator(this, name === 'loc');
      case 'T':
        return rt.unknown('a transposed table');
      default:
        return frameMethod(this, name) ?? this.#other(rt, name);
    }
  }

  /** A column by its name, or something of pandas that is not followed. */
  #other(rt: Runtime, name: string): Value | undefined {
    if (name.startsWith('__')) return undefined;
    return this.columns === null || this.columns.has(name)
      ? this.column(rt, name)
      : rt.unknown(`${name} of a table is not followed`);
  }

  /** Why its columns are not known: where its rows are not either, that is why. */
  #lost(rt: Runtime): Unknown {
    return this.rows instanceof Unknown ? this.rows : rt.unknown('the columns of a table');
  }

  /** Where its columns are not known the table stands for its array. */
  #asArray(rt: Runtime, dtype: DType | null): Value {
    const array = this.toNdArray(rt, dtype);
    return array instanceof Unknown ? (this.openRows() ?? this) : array;
  }

  toNumpy(rt: Runtime, dtype: Value): Value {
    return this.#asArray(rt, dtype === null || dtype instanceof Unknown ? null : (dtypeOf(dtype) ?? null));
  }

  column(_rt: Runtime, name: string): Value {
    return new Series(this.rows, this.columns?.get(name) ?? 'float64');
  }

  override getItem(rt: Runtime, key: Value): Value {
    if (typeof key === 'string') {
      return this.column(rt, key);
    }
    if (
      key instanceof PyList &&
      (key.items.length === 0 || key.items.every((item) => typeof item === 'string'))
    ) {
      return new Frame(
        this.rows,
        new Map(
          key.items.map((item) => [textOf(rt, item), this.columns?.get(textOf(rt, item)) ?? 'float64']),
        ),
      );
    }
    // Columns whose labels are numbers.
    if (key instanceof PyList && key.items.every((item) => typeof item === 'number')) {
      return new Frame(this.rows, new Map(key.items.map((item) => [String(item), 'float64'])));
    }
    // `array[:, 0:8]`, of the table as an array.
    if (key instanceof PyTuple) return new Locator(this, false).getItem(rt, key);
    const rows = chosenRows(rt, this.rows, key);
    return rows === null ? rt.unknown('a part of a table') : this.withRows(rows);
  }

  override setItem(rt: Runtime, key: Value, value: Value): boolean {
    const dtype = value instanceof Series || value instanceof NdArray ? value.dtype : 'float64';
    if (typeof key === 'string') this.setColumn(rt, key, dtype);
    else if (key instanceof PyList) {
      for (const name of key.items) this.setColumn(rt, textOf(rt, name), 'float64');
    }
    return true;
  }

  override binary(): Value {
    return this;
  }

  override unary(): Value {
    return this;
  }

  override compare(_rt: Runtime, op: string, item: Value): Value | undefined {
    if (op === 'in' || op === 'not in') {
      return this.columns === null
        ? undefined
        : (typeof item === 'string' && this.columns.has(item)) === (op === 'in');
    }
    return new Frame(
      this.rows,
      this.columns === null ? null : new Map([...this.columns].map(([name]) => [name, 'bool'])),
    );
  }

  override iterate(rt: Runtime): HostIteration | Unknown {
    const { columns } = this;
    if (columns === null) return this.#lost(rt);
    const names = [...columns.keys()];
    return {
      kind: 'host-iteration',
      count: names.length,
      element: (i) => names[typeof i === 'number' ? i : 0] ?? null,
      source: { kind: 'sequence', detail: null },
    };
  }

  override repr(): string {
    return '<DataFrame>';
  }
}

/** `iloc` and `loc`: rows first, columns second. */
export class Locator extends HostObject {
  readonly #frame: Frame;
  readonly #byName: boolean;

  constructor(frame: Frame, byName: boolean) {
    super();
    this.#frame = frame;
    this.#byName = byName;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getItem(rt: Runtime, key: Value): Value {
    const [first = null, second] = key instanceof PyTuple ? key.items : [key];
    const columns = second === undefined ? this.#frame.columns : this.#columns(rt, second);
    // By label the end of a slice belongs to it.
    const label = this.#byName && first instanceof PySlice ? inclusive(first) : first;
    const rows = chosenRows(rt, this.#frame.rows, label);
    const isOneColumn =
      second !== undefined && (typeof second === 'string' || asPosition(second) !== undefined);
    if (rows === null) {
      const width = columns === null ? null : columns.size;
      if (isOneColumn) return rt.unknown('a value of a table');
      return width === null ? rt.unknown('a row of a table') : new Series(width, 'float64');
    }
    if (!isOneColumn) return new Frame(rows, columns);
    return new Series(rows, columns?.values().next().value ?? 'float64');
  }

  override setItem(rt: Runtime, key: Value): boolean {
    const name = key instanceof PyTuple ? key.items[1] : undefined;
    if (typeof name === 'string') this.#frame.setColumn(rt, name, 'float64');
    return true;
  }

  #columns(rt: Runtime, key: Value): Columns {
    const { columns } = this.#frame;
    if (key instanceof PyList && key.items.every((item) => typeof item === 'string')) {
      return new Map(key.items.map((name) => [name, columns?.get(name) ?? 'float64']));
    }
    if (columns === null) return null;
    const all = [...columns];
    if (typeof key === 'string') return new Map(all.filter(([name]) => name === key));
    if (key instanceof PySlice) {
      const count = slicedRows(rt, all.length, key);
      if (count instanceof Unknown || this.#byName) {
        return key.start === null && key.stop === null ? columns : null;
      }
      const start = key.start === null ? 0 : (asInteger(settled(key.start)) ?? 0);
      const from = start < 0 ? start + all.length : start;
      return new Map(all.slice(from, from + count));
    }
    if (key instanceof PyList) {
      return new Map(key.items.map((item, i) => all[asPosition(item) ?? i] ?? [`${i}`, 'float64']));
    }
    const at = asPosition(key);
    const one = at === undefined ? undefined : all.at(at);
    return one === undefined ? null : new Map([one]);
  }
}

/** Of all values of a table. */
function jointType(columns: ReadonlyMap<string, DType>): DType {
  const types = [...columns.values()];
  const joint = (['string', 'float64'] as const).find((type) => types.includes(type));
  return joint ?? types[0] ?? 'float64';
}

function inclusive(slice: PySlice): Value {
  const stop =
    slice.stop instanceof Unknown || slice.stop === null ? undefined : asInteger(settled(slice.stop));
  return stop === undefined ? slice : new PySlice(slice.start, stop + 1, slice.step);
}

function asPosition(value: Value): number | undefined {
  return value instanceof Unknown || value === null || typeof value === 'boolean'
    ? undefined
    : asInteger(settled(value));
}

/** A dictionary of columns, a list of rows, an array. */
export function frameOf(rt: Runtime, data: Value, names: Value): Value {
  const given = names === null ? null : rt.elements(names);
  const labels = given === null || given instanceof Unknown ? null : given.map((name) => textOf(rt, name));
  if (data instanceof Frame) return labels === null ? data : data.getItem(rt, new PyList(labels));
  if (data instanceof PyDict) {
    const columns = new Map<string, DType>();
    let rows: Extent = 0;
    for (const [name, values] of data.entries) {
      if (typeof name !== 'string') return rt.unknown('a table with columns that have no names');
      const length = values instanceof Unknown || values === null ? rowsKept(rt) : rt.length(values);
      rows = length;
      columns.set(name, values instanceof NdArray || values instanceof Series ? values.dtype : 'float64');
    }
    return new Frame(rows, columns);
  }
  if (data instanceof NdArray) {
    const width = data.shape[1] ?? 1;
    const keys = labels ?? Array.from({ length: width }, (_, i) => String(i));
    return new Frame(data.shape[0] ?? 0, new Map(keys.map((name) => [name, data.dtype])));
  }
  if (data instanceof Unknown) {
    return new Frame(data, labels === null ? null : new Map(labels.map((name) => [name, 'float64'])));
  }
  if (data instanceof PyList) {
    const first = data.items[0];
    const keys = first instanceof PyDict ? [...first.entries.keys()].map(String) : labels;
    return new Frame(
      data.items.length,
      keys === null ? null : new Map(keys.map((name) => [name, 'float64'])),
    );
  }
  return rt.unknown('what a DataFrame is made of');
}
