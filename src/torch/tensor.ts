import type { Runtime } from '../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../python/runtime/host.ts';
import { nextSerial, Store } from '../python/runtime/journal.ts';
import { PyIterator, Unknown } from '../python/runtime/values.ts';
import type { PyClass, Value } from '../python/runtime/values.ts';
import type { BinaryOperator, CompareOperator, UnaryOperator } from '../python/syntax/ast.ts';
import { isFloating, sizeOf, type DType } from '../tensor/dtype.ts';
import { dependsOnLoop, presentKey } from '../tensor/loopIndex.ts';
import { elementCount, sameShape, type Shape } from '../tensor/shape.ts';
import { contiguousStrides, isContiguous, type Strides } from '../tensor/strides.ts';
import type { FormatNote, PackedWeight, Sparsity } from '../trace/events.ts';
import { CPU, dtypeValue, sizeValue, type TorchDevice } from './dtypes.ts';
import { noteAdjustment } from './adjustment.ts';
import { stateOf } from './state.ts';
import { UNSUPPORTED } from './unsupported.ts';

/** Beyond so many elements a tensor's values are not kept. */
export const MOST_KEPT_ELEMENTS = 4096;

/** The values of small tensors that the program itself wrote, shared by all views of them. */
export class Storage {
  readonly serial = nextSerial();
  /** Null once something unknown was written. */
  data: readonly number[] | null;
  constructor(data: readonly number[]) {
    this.data = data;
  }
}

/** A number that depends on data: unknown, but known to be a number and not a tensor. */
export class UnknownNumber extends Unknown {
  readonly dtype: DType;
  constructor(rt: Runtime, reason: string, dtype: DType) {
    super(reason, rt.here());
    this.dtype = dtype;
  }
}

interface TensorInit {
  readonly strides?: Strides | null;
  readonly offset?: number;
  readonly storage?: Storage | null;
  readonly requiresGrad?: boolean;
  readonly isLeaf?: boolean;
  readonly parameter?: TorchTensor | null;
  readonly device?: TorchDevice;
  readonly cls?: PyClass | null;
  readonly isTriangular?: boolean;
}

/** Rows of which nothing is known but that they are alike are gone over one by one up to so many. */
const MOST_ROWS = 1024;

/** A tensor of known shape and type whose values are known only where the program wrote them. */
export class TorchTensor extends HostObject {
  shape: Shape;
  dtype: DType;
  /** Null: row-major. */
  strides: Strides | null;
  readonly offset: number;
  storage: Storage | null;
  requiresGrad: boolean;
  readonly isLeaf: boolean;
  /** The parameter that it is, or is a view of. */
  readonly parameter: TorchTensor | null;
  device: TorchDevice;
  /** A subclass of Tensor: Parameter, or the user's own. */
  readonly cls: PyClass | null;
  /** Made of one triangle of a square: a mask of the positions before each, or what such a mask was laid over. */
  readonly isTriangular: boolean;
  /** Null: dense. */
  sparsity: Sparsity | null = null;
  /** Null: as its type says. */
  packed: PackedWeight | null = null;
  /** Null: plain order, as the strides have it. */
  memoryFormat: FormatNote | null = null;
  /** Serial of what it is a copy of as a whole: an array, a tensor on another device or of another type. */
  copyOf: number | null = null;
  /** A serial number of when it was last written to: since then it is other data. It is not undone. */
  writtenAs: number | null = null;
  attrs: Store<string, Value> | null = null;

  constructor(shape: Shape, dtype: DType, init: TensorInit = {}) {
    super();
    this.shape = shape;
    this.dtype = dtype;
    this.strides = init.strides ?? null;
    this.offset = init.offset ?? 0;
    this.storage = init.storage ?? null;
    this.requiresGrad = init.requiresGrad ?? false;
    this.isLeaf = init.isLeaf ?? true;
    this.parameter = init.parameter ?? null;
    this.device = init.device ?? CPU;
    this.cls = init.cls ?? null;
    this.isTriangular = init.isTriangular ?? false;
  }

  /** A new parameter; its own identity is what tied weights share. */
  static parameter(
    rt: Runtime,
    shape: Shape,
    dtype: DType,
    requiresGrad = true,
    cls: PyClass = stateOf(rt).classes.Parameter,
  ): TorchTensor {
    return new Parameter(shape, dtype, {
      requiresGrad: requiresGrad && isFloating(dtype),
      cls,
    });
  }

  get isParameter(): boolean {
    return false;
  }

  get elements(): number {
    return elementCount(this.shape);
  }

  stridesOrDefault(): Strides {
    return this.strides ?? contiguousStrides(this.shape);
  }

  get isContiguous(): boolean {
    return this.strides === null || isContiguous(this.shape, this.strides);
  }

  /** Its values in row-major order, if known. */
  values(): readonly number[] | null {
    const data = this.storage?.data ?? null;
    if (data === null || this.elements > MOST_KEPT_ELEMENTS) return null;
    if (this.strides === null && this.offset === 0 && data.length === this.elements) return data;
    return positions(this.shape, this.stridesOrDefault(), this.offset).map((at) => data[at] ?? 0);
  }

  /** Writes all its values; null: it is not known which. Views share what is written. */
  write(rt: Runtime, values: readonly number[] | null): void {
    this.writtenAs = nextSerial();
    const { storage } = this;
    if (storage === null || storage.data === null) return;
    if (values === null) {
      rt.journal.setField(storage, 'data', null);
      return;
    }
    const data = [...storage.data];
    positions(this.shape, this.stridesOrDefault(), this.offset).forEach(
      (at, i) => (data[at] = values[i] ?? 0),
    );
    rt.journal.setField(storage, 'data', data);
  }

  override pyClass(rt: Runtime): PyClass {
    return this.cls ?? stateOf(rt).classes.Tensor;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    const own = this.attrs?.get(name);
    if (own !== undefined) return own;
    switch (name) {
      case 'shape':
        return sizeValue(rt, this.shape);
      case 'dtype':
        return dtypeValue(this.dtype);
      case 'device':
        return this.device;
      case 'ndim':
        return this.shape.length;
      case 'requires_grad':
        return this.requiresGrad;
      case 'is_leaf':
        return this.isLeaf || !this.requiresGrad;
      case 'grad':
        return this.#gradient(rt);
      case 'grad_fn':
        return this.isLeaf || !this.requiresGrad ? null : rt.unknown('the autograd graph is not modelled');
      case 'is_cuda':
        return this.device.type === 'cuda';
      case 'is_cpu':
        return this.device.type === 'cpu';
      case 'is_mps':
        return this.device.type === 'mps';
      case 'is_meta':
      case 'is_sparse':
      case 'is_quantized':
      case 'is_nested':
      case 'is_mkldnn':
      case 'is_xla':
      case 'retains_grad':
      case 'is_inference':
        return false;
      case 'itemsize':
        return sizeOf(this.dtype);
      case 'nbytes':
        return sizeOf(this.dtype) * this.elements;
      case 'name':
        return null;
      default:
        return UNSUPPORTED.get('torch.Tensor')?.has(name) === true
          ? rt.unknown(`Tensor.${name} is not modelled`)
          : undefined;
    }
  }

  #gradient(rt: Runtime): Value {
    if (!this.isLeaf || !this.requiresGrad || !stateOf(rt).hasGradients) return null;
    return new TorchTensor(this.shape, this.dtype, { device: this.device });
  }

  override setAttribute(rt: Runtime, name: string, value: Value): boolean {
    if (name === 'requires_grad') {
      const truth = rt.truth(value);
      if (!(truth instanceof Unknown)) rt.journal.setField(this, 'requiresGrad', truth);
      return true;
    }
    if (name === 'data') {
      noteAdjustment(rt, this, name);
      // `p.data = …` gives the parameter other values and perhaps another shape.
      if (value instanceof TorchTensor) {
        rt.journal.setField(this, 'shape', value.shape);
        rt.journal.setField(this, 'memoryFormat', value.memoryFormat);
      }
      this.write(rt, null);
      return true;
    }
    if (name === 'grad') return true;
    const attrs = (this.attrs ??= new Store());
    rt.journal.mapSet(attrs, name, value);
    return true;
  }

  override binary(rt: Runtime, op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    return reflected
      ? stateOf(rt).behaviour.binary(rt, op, other, this)
      : stateOf(rt).behaviour.binary(rt, op, this, other);
  }

  override inPlace(rt: Runtime, op: BinaryOperator, other: Value): Value | undefined {
    return stateOf(rt).behaviour.inPlace(rt, op, this, other);
  }

  override unary(rt: Runtime, op: Exclude<UnaryOperator, 'not'>): Value | undefined {
    return stateOf(rt).behaviour.unary(rt, op, this);
  }

  /** A reflected comparison comes with its operator turned round already. */
  override compare(rt: Runtime, op: CompareOperator, other: Value): Value | undefined {
    if (op === 'in' || op === 'not in') {
      return rt.unknown('whether a tensor contains a value depends on data');
    }
    return stateOf(rt).behaviour.compare(rt, op, this, other);
  }

  override get takesLoopIndex(): boolean {
    return true;
  }

  override getItem(rt: Runtime, key: Value): Value | undefined {
    // Which of unknown elements is taken does not matter.
    const taken = (this.storage?.data ?? null) === null ? presentKey(key, this.shape) : key;
    return stateOf(rt).behaviour.getItem(rt, this, taken);
  }

  override setItem(rt: Runtime, key: Value, value: Value): boolean {
    const isEverywhere = dependsOnLoop(key);
    stateOf(rt).behaviour.setItem(rt, this, isEverywhere ? presentKey(key, this.shape) : key, value);
    if (isEverywhere) this.write(rt, null);
    return true;
  }

  override truth(rt: Runtime): boolean | Unknown {
    return stateOf(rt).behaviour.truth(rt, this);
  }

  override length(rt: Runtime): number | undefined {
    const size = this.shape[0];
    if (size === undefined) throw rt.error('TypeError', 'len() of a 0-d tensor');
    return size;
  }

  override iterate(rt: Runtime): HostIteration | PyIterator | Unknown | undefined {
    const { behaviour } = stateOf(rt);
    const [rows = 0] = this.shape;
    if (rows > MOST_ROWS && (this.storage?.data ?? null) === null) {
      return {
        kind: 'host-iteration',
        count: rows,
        element: () => behaviour.row(rt, this),
        source: { kind: 'sequence', detail: null },
      };
    }
    const items = behaviour.iterate(rt, this).values();
    return new PyIterator('tensor_iterator', () => items.next().value);
  }

  override deepCopy(rt: Runtime): Value {
    const copy = this.isParameter
      ? TorchTensor.parameter(rt, this.shape, this.dtype, this.requiresGrad, this.pyClass(rt))
      : this.duplicate();
    copy.sparsity = this.sparsity;
    copy.packed = this.packed;
    copy.memoryFormat = this.memoryFormat;
    if (this.attrs !== null) copy.attrs = new Store(this.attrs);
    return copy;
  }

  /** A tensor of its own with the same values. */
  duplicate(): TorchTensor {
    const values = this.values();
    const copy = new TorchTensor(this.shape, this.dtype, {
      storage: values === null ? null : new Storage(values),
      requiresGrad: this.requiresGrad,
      device: this.device,
      cls: this.cls,
    });
    copy.memoryFormat = this.memoryFormat;
    return copy;
  }

  override repr(): string {
    return `tensor(..., size=(${this.shape.join(', ')}), dtype=torch.${this.dtype})`;
  }

  override isEquivalent(other: HostObject): boolean {
    if (this === other) return true;
    if (!(other instanceof TorchTensor)) return false;
    if (this.dtype !== other.dtype || !sameShape(this.shape, other.shape)) return false;
    if (this.requiresGrad !== other.requiresGrad || this.parameter !== other.parameter) return false;
    if (this.sparsity !== other.sparsity || this.packed?.format !== other.packed?.format) return false;
    if (this.memoryFormat?.value !== other.memoryFormat?.value) return false;
    if (this.cls !== other.cls || this.isContiguous !== other.isContiguous) return false;
    const [values, others] = [this.values(), other.values()];
    if (values === null || others === null) return values === others;
    return values.every((value, i) => Object.is(value, others[i]));
  }
}

/** `nn.Parameter`: a weight, identified by its serial. */
class Parameter extends TorchTensor {
  override readonly parameter: TorchTensor = this;
  override get isParameter(): boolean {
    return true;
  }
}

/** Where in its storage each element lies, in row-major order. */
export function positions(shape: Shape, strides: Strides, offset: number): number[] {
  let result = [offset];
  shape.forEach((size, axis) => {
    const stride = strides[axis] ?? 0;
    const next: number[] = [];
    for (const start of result) for (let i = 0; i < size; i++) next.push(start + i * stride);
    result = next;
  });
  return result;
}

export function isTensor(value: Value): value is TorchTensor {
  return value instanceof TorchTensor;
}
