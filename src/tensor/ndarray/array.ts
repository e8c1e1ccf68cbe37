/** NumPy's arrays: shape and type, the values only where the program wrote few of them. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { nextSerial } from '../../python/runtime/journal.ts';
import { PyIterator, PyTuple } from '../../python/runtime/values.ts';
import type { PyClass, Unknown, Value } from '../../python/runtime/values.ts';
import type { SourceSpan } from '../../units/span.ts';
import { sizeOf, type DType } from '../dtype.ts';
import { presentKey } from '../loopIndex.ts';
import { elementCount, sameShape, type Shape } from '../shape.ts';
import { numpyDType } from './dtypes.ts';
import type { BinaryOperator, CompareOperator, UnaryOperator } from './operatorNames.ts';
import { binary, compare, getItem, ndarrayClass, transposed } from './operators.ts';

/** Beyond so many elements an array's values are not kept. */
export const MOST_KEPT_VALUES = 4096;

/** The data set that an array's first axis runs over. */
export interface DataOrigin {
  /** `mnist (train)`, as people would name it. */
  readonly name: string;
  readonly span: SourceSpan | null;
  /** Of the labels of a data set: how many classes there are. */
  readonly classes?: number | null;
}

interface ArrayInit {
  readonly values?: readonly number[] | null;
  readonly origin?: DataOrigin | null;
  /** The rows are lists of several lengths (IMDB's reviews): there is one axis only. */
  readonly isRagged?: boolean;
  /** The array whose memory it shares, if it is (or may be) a view. */
  readonly base?: NdArray | null;
}

/** What views have in common: once something is written, nobody knows the values of any. */
interface Memory {
  readonly serial: number;
  isWritten: boolean;
}

export class NdArray extends HostObject {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly #values: readonly number[] | null;
  readonly #memory: Memory;
  readonly origin: DataOrigin | null;
  readonly isRagged: boolean;

  constructor(shape: Shape, dtype: DType, init: ArrayInit = {}) {
    super();
    this.shape = shape;
    this.dtype = dtype;
    const values = init.values ?? null;
    this.#values = values !== null && values.length <= MOST_KEPT_VALUES ? values : null;
    const base = init.base ?? null;
    this.#memory = base === null ? { serial: nextSerial(), isWritten: false } : base.#memory;
    this.origin = init.origin ?? null;
    this.isRagged = init.isRagged ?? false;
  }

  /** In row-major order; null: unknown, or too many. */
  get values(): readonly number[] | null {
    return this.#memory.isWritten ? null : this.#values;
  }

  get isWritten(): boolean {
    return this.#memory.isWritten;
  }

  /** Something was written to the array or to a view of it. */
  forgetValues(rt: Runtime): void {
    rt.journal.setField(this.#memory, 'isWritten', true);
  }

  /** Another array over the same samples. */
  like(shape: Shape, dtype: DType = this.dtype, values: readonly number[] | null = null): NdArray {
    return new NdArray(shape, dtype, { origin: this.origin, values, base: this });
  }

  get size(): number {
    return elementCount(this.shape);
  }

  override pyClass(rt: Runtime): PyClass {
    return ndarrayClass(rt);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'shape':
        return new PyTuple(this.shape);
      case 'dtype':
        return numpyDType(this.dtype);
      case 'ndim':
        return this.shape.length;
      case 'size':
        return this.size;
      case 'nbytes':
        return this.size * sizeOf(this.dtype);
      case 'itemsize':
        return sizeOf(this.dtype);
      case 'T':
        return transposed(this, null);
      default:
        return undefined;
    }
  }

  override binary(rt: Runtime, op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    return binary(rt, op, this, other, reflected);
  }

  override unary(_rt: Runtime, op: UnaryOperator): Value | undefined {
    const values = op === '-' ? (this.values?.map((value) => -value) ?? null) : null;
    return op === '+' ? this : this.like(this.shape, this.dtype, values);
  }

  override compare(rt: Runtime, op: CompareOperator, other: Value): Value | undefined {
    return compare(rt, op, this, other);
  }

  override get takesLoopIndex(): boolean {
    return true;
  }

  override getItem(rt: Runtime, key: Value): Value | undefined {
    // Which of unknown elements is taken does not matter.
    return getItem(rt, this, this.values === null ? presentKey(key, this.shape) : key);
  }

  override setItem(rt: Runtime): boolean {
    this.forgetValues(rt);
    return true;
  }

  override truth(rt: Runtime): boolean | Unknown {
    if (this.size > 1) {
      throw rt.error('ValueError', 'The truth value of an array with more than one element is ambiguous');
    }
    const value = this.values?.[0];
    return value === undefined ? rt.unknown('the truth of an array depends on its data') : value !== 0;
  }

  override length(rt: Runtime): number {
    const size = this.shape[0];
    if (size === undefined) throw rt.error('TypeError', 'len() of unsized object');
    return size;
  }

  /** Rows; where they are many and unknown they are all alike. */
  override iterate(rt: Runtime): HostIteration | PyIterator {
    const count = this.length(rt);
    const row = (i: number): Value => getItem(rt, this, i);
    if (this.values === null && count > 0) {
      return {
        kind: 'host-iteration',
        count,
        element: () => row(0),
        source: { kind: 'sequence', detail: null },
      };
    }
    let at = 0;
    return new PyIterator('iterator', () => (at < count ? row(at++) : undefined));
  }

  override repr(): string {
    return `array(..., shape=(${this.shape.join(', ')}), dtype=${this.dtype})`;
  }

  override isEquivalent(other: HostObject): boolean {
    if (this === other) return true;
    if (!(other instanceof NdArray) || other.dtype !== this.dtype) return false;
    if (!sameShape(other.shape, this.shape)) return false;
    if (this.values === null || other.values === null) return this.values === other.values;
    return this.values.every((value, i) => Object.is(value, other.values?.[i]));
  }
}
