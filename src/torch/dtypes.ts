/** `torch.float32` and its like, `torch.device`, `torch.Size`. */
import type { Runtime } from '../python/runtime/api.ts';
import { HostObject } from '../python/runtime/host.ts';
import { NativeFunction, PyClass, PyTuple } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import type { CompareOperator } from '../python/syntax/ast.ts';
import { sizeOf, type DType } from '../tensor/dtype.ts';
import { categoryOf } from '../tensor/promotion.ts';
import type { Shape } from '../tensor/shape.ts';
import { stateOf } from './state.ts';

export class TorchDType extends HostObject {
  readonly dtype: DType;
  constructor(dtype: DType) {
    super();
    this.dtype = dtype;
  }
  override pyClass(rt: Runtime): PyClass {
    return stateOf(rt).classes.dtype;
  }
  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'itemsize':
        return sizeOf(this.dtype);
      case 'is_floating_point':
        return categoryOf(this.dtype) === 'float';
      case 'is_complex':
        return categoryOf(this.dtype) === 'complex';
      case 'is_signed':
        return this.dtype !== 'uint8' && this.dtype !== 'bool';
      default:
        return undefined;
    }
  }
  override repr(): string {
    return `torch.${this.dtype}`;
  }
}

/** PyTorch's names of the types, aliases included. */
const NAMES: Readonly<Record<string, DType>> = {
  float64: 'float64',
  double: 'float64',
  float32: 'float32',
  float: 'float32',
  float16: 'float16',
  half: 'float16',
  bfloat16: 'bfloat16',
  int64: 'int64',
  long: 'int64',
  int32: 'int32',
  int: 'int32',
  int16: 'int16',
  short: 'int16',
  int8: 'int8',
  uint8: 'uint8',
  bool: 'bool',
  complex64: 'complex64',
  cfloat: 'complex64',
  complex128: 'complex128',
  cdouble: 'complex128',
};

const instances = new Map<DType, TorchDType>();

/** The one object of a type. */
export function dtypeValue(dtype: DType): TorchDType {
  let value = instances.get(dtype);
  if (value === undefined) instances.set(dtype, (value = new TorchDType(dtype)));
  return value;
}

/** Python's own types stand for types of tensors: https://pytorch.org/docs/2.5/tensor_attributes.html */
const PYTHON_TYPES: Readonly<Record<string, DType>> = {
  bool: 'bool',
  int: 'int64',
  float: 'float64',
  complex: 'complex128',
};

/** What a value says as a type: `torch.int64` or `int`; null for anything else. */
export function asDType(value: Value): DType | null {
  if (value instanceof TorchDType) return value.dtype;
  return value instanceof PyClass && value.definition === null ? (PYTHON_TYPES[value.name] ?? null) : null;
}

/** `torch.<name>`, if that is a type. */
export function dtypeNamed(name: string): TorchDType | undefined {
  const dtype = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  return dtype === undefined ? undefined : dtypeValue(dtype);
}

export class TorchDevice extends HostObject {
  readonly type: string;
  readonly index: number | null;
  constructor(type: string, index: number | null) {
    super();
    this.type = type;
    this.index = index;
  }
  override pyClass(rt: Runtime): PyClass {
    return stateOf(rt).classes.device;
  }
  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === 'type') return this.type;
    if (name === '__str__') return new NativeFunction(name, () => this.text);
    return name === 'index' ? this.index : undefined;
  }
  override compare(_rt: Runtime, op: CompareOperator, other: Value): Value | undefined {
    if (op !== '==' && op !== '!=') return undefined;
    const same = other instanceof TorchDevice && other.type === this.type && other.index === this.index;
    return same === (op === '==');
  }
  override hashKey(): string {
    return `device:${this.text}`;
  }
  override isEquivalent(other: HostObject): boolean {
    return other instanceof TorchDevice && other.text === this.text;
  }
  override repr(): string {
    return this.index === null
      ? `device(type='${this.type}')`
      : `device(type='${this.type}', index=${this.index})`;
  }
  get text(): string {
    return this.index === null ? this.type : `${this.type}:${this.index}`;
  }
}

export const CPU = new TorchDevice('cpu', null);

/** `cuda:1` and its like. */
export function parseDevice(text: string): TorchDevice {
  const [type = 'cpu', index] = text.split(':');
  return new TorchDevice(type, index === undefined ? null : Number(index));
}

/** A `torch.Size`. */
export function sizeValue(rt: Runtime, shape: Shape): PyTuple {
  const tuple = new PyTuple(shape);
  tuple.cls = stateOf(rt).classes.Size;
  return tuple;
}
