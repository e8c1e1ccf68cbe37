/** How operations are written: a signature as text and a body over typed arguments. */
import type { Runtime } from '../python/runtime/api.ts';
import {
  asInteger,
  asNumber,
  isSequence,
  native,
  nativeMethod,
  settled,
  type Args,
} from '../python/runtime/native.ts';
import { Store } from '../python/runtime/journal.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { PyComplex } from '../python/builtins/complex.ts';
import { Indexed, PyFloat, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { Value, NativeFunction } from '../python/runtime/values.ts';
import type { DType } from '../tensor/dtype.ts';
import { AxisError, DataDependentShape, ShapeError, type Shape } from '../tensor/shape.ts';
import { asDType, CPU, parseDevice, TorchDevice } from './dtypes.ts';
import { noteUnknownWork } from './ops/dataDependent.ts';
import { stateOf } from './state.ts';
import { TorchTensor, UnknownNumber } from './tensor.ts';
import { UnsizedTensor } from './unsized.ts';

/** A plain number among tensors. `value` is null where it depends on data. */
export interface Scalar {
  readonly value: number | null;
  readonly dtype: 'bool' | 'int64' | 'float64' | 'complex128';
}

export type TensorOrScalar = TorchTensor | Scalar;

/** The bound arguments of an operation. */
export class OpCall {
  readonly rt: Runtime;
  readonly args: Args;
  constructor(rt: Runtime, args: Args) {
    this.rt = rt;
    this.args = args;
  }

  tensor(name: string): TorchTensor {
    return this.#expectTensor(name, this.args.known(name));
  }

  tensorOrNone(name: string): TorchTensor | null {
    const value = this.args.known(name);
    return value === null ? null : this.#expectTensor(name, value);
  }

  /** A tensor or a number. */
  operand(name: string): TensorOrScalar {
    const value = this.args.value(name);
    const operand = toOperand(value);
    if (operand !== undefined) return operand;
    throw this.mismatch(name, 'Tensor', value);
  }

  operandOrNone(name: string): TensorOrScalar | null {
    return this.args.value(name) === null ? null : this.operand(name);
  }

  /** A list or tuple of tensors. */
  tensors(name: string): readonly TorchTensor[] {
    return this.args.elements(name).map((item) => this.#expectTensor(name, settled(item)));
  }

  /** Tensors given one by one or as one list. */
  tensorsOrList(name = 'tensors'): readonly TorchTensor[] {
    const { rest } = this.args;
    const only = rest[0];
    const items =
      rest.length === 1 && only !== undefined && !(only instanceof TorchTensor) ? this.list(only) : rest;
    return items.map((item) => this.#expectTensor(name, settled(item)));
  }

  int(name: string): number {
    const value = this.args.known(name);
    if (value instanceof TorchTensor) return this.#intOf(value);
    return this.args.int(name);
  }

  intOrNone(name: string): number | null {
    return this.args.known(name) === null ? null : this.int(name);
  }

  bool(name: string): boolean {
    return this.args.bool(name);
  }

  string(name: string): string {
    return this.args.string(name);
  }

  /** Null where the argument is None or only known to be some number. */
  number(name: string): number | null {
    const value = this.args.value(name);
    if (value instanceof UnknownNumber) return null;
    const known = settled(value);
    if (known instanceof TorchTensor) return known.values()?.[0] ?? null;
    return asNumber(known) ?? null;
  }

  /** Sizes given as one sequence or as several ints (`zeros(2, 3)`, `view(-1, 4)`). */
  sizes(name: string, rest: readonly Value[] = this.args.rest): Shape {
    const first = rest[0];
    const items = rest.length === 1 && first !== undefined && isSequenceLike(first) ? this.list(first) : rest;
    return items.map((item) => this.#size(name, item));
  }

  /** A sequence of ints, or one int. */
  shape(name: string): Shape {
    return this.shapeOf(name, this.args.known(name));
  }

  shapeOf(name: string, value: Value): Shape {
    const items = isSequenceLike(value) ? this.list(value) : [value];
    return items.map((item) => this.#size(name, item));
  }

  /** Axes: None, one int or a sequence of ints. */
  axes(name: string): readonly number[] | null {
    const value = this.args.known(name);
    return value === null ? null : this.shapeOf(name, value);
  }

  /** One value per spatial axis: an int is repeated. */
  perAxis(name: string, rank: number): readonly number[] {
    const values = this.shape(name);
    return values.length === 1 ? new Array<number>(rank).fill(values[0] ?? 0) : values;
  }

  dtypeOrNone(name = 'dtype'): DType | null {
    return asDType(this.args.known(name));
  }

  dtype(name = 'dtype'): DType {
    return this.dtypeOrNone(name) ?? stateOf(this.rt).defaultDType;
  }

  device(name = 'device'): TorchDevice {
    return toDevice(this.args.value(name));
  }

  list(value: Value): readonly Value[] {
    const elements = this.rt.elements(value);
    if (elements instanceof Unknown) throw new UnknownInput(elements);
    return elements;
  }

  mismatch(name: string, wanted: string, value: Value): Error {
    return this.rt.error('TypeError', `argument '${name}' must be ${wanted}, not ${this.rt.typeName(value)}`);
  }

  #expectTensor(name: string, value: Value): TorchTensor {
    if (value instanceof TorchTensor) return value;
    if (value instanceof UnsizedTensor) throw new UnknownInput(value.unknown);
    throw this.mismatch(name, 'Tensor', value);
  }

  #size(name: string, item: Value): number {
    const value = settled(item);
    if (value instanceof TorchTensor) return this.#intOf(value);
    const number = asInteger(value);
    if (number === undefined) throw this.mismatch(name, 'tuple of ints', value);
    return number;
  }

  #intOf(tensor: TorchTensor): number {
    const value = tensor.elements === 1 ? tensor.values()?.[0] : undefined;
    if (value === undefined) {
      throw new UnknownInput(new UnknownNumber(this.rt, 'a number that depends on the data', tensor.dtype));
    }
    return Math.trunc(value);
  }
}

/** Anything that stands for a sequence of sizes: lists, tuples, ranges and other iterables, not numbers. */
function isSequenceLike(value: Value): boolean {
  return (
    isSequence(value) ||
    value instanceof Unknown ||
    (typeof value === 'object' &&
      value !== null &&
      !(value instanceof PyFloat) &&
      !(value instanceof Indexed) &&
      asInteger(value) === undefined &&
      !(value instanceof TorchTensor && value.shape.length === 0))
  );
}

/** Undefined for what is neither; ends the operation on what is unknown. */
export function toOperand(value: Value): TensorOrScalar | undefined {
  if (value instanceof UnknownNumber) {
    return { value: null, dtype: value.dtype.startsWith('int') ? 'int64' : 'float64' };
  }
  if (value instanceof Indexed) return indexedOperand(value);
  const known = settled(value);
  if (known instanceof TorchTensor) return known;
  if (known instanceof UnsizedTensor) throw new UnknownInput(known.unknown);
  if (typeof known === 'boolean') return { value: known ? 1 : 0, dtype: 'bool' };
  if (known instanceof PyFloat) return { value: known.value, dtype: 'float64' };
  if (known instanceof PyComplex) return { value: null, dtype: 'complex128' };
  const number = asNumber(known);
  return number === undefined ? undefined : { value: number, dtype: 'int64' };
}

/** One iteration's number is not that of the others, which the loop may not run. */
function indexedOperand({ value }: Indexed): Scalar {
  if (value instanceof PyFloat) return { value: null, dtype: 'float64' };
  return { value: null, dtype: typeof value === 'boolean' ? 'bool' : 'int64' };
}

/** `'cuda:0'`, a device, an index or None. */
export function toDevice(value: Value): TorchDevice {
  if (value instanceof TorchDevice) return value;
  if (typeof value === 'string') return parseDevice(value);
  if (typeof value === 'number') return new TorchDevice('cuda', value);
  return CPU;
}

type OpBody = (call: OpCall) => Value;

/** An operation on tensors: one that cannot be followed makes the model incomplete. */
export function op(signature: string, body: OpBody): NativeFunction {
  return nativeMethod(signature, (rt, args) => guarded(rt, true, () => body(new OpCall(rt, args))));
}

/** Something that computes nothing on tensors (creation, queries). */
export function query(signature: string, body: OpBody): NativeFunction {
  return nativeMethod(signature, (rt, args) => guarded(rt, false, () => body(new OpCall(rt, args))));
}

/** A function of a library that is not bound when read through an instance. */
export function free(signature: string, body: OpBody): NativeFunction {
  return native(signature, (rt, args) => guarded(rt, false, () => body(new OpCall(rt, args))));
}

/** Turns what rules throw into PyTorch's exceptions and into Unknown. */
export function guarded(rt: Runtime, isWork: boolean, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    if (error instanceof AxisError) throw rt.error('IndexError', error.message);
    if (error instanceof ShapeError) throw rt.error('RuntimeError', error.message);
    if (error instanceof DataDependentShape) return rt.unknown(`${error.message} depends on the data`);
    if (error instanceof UnknownInput) {
      if (isWork) noteUnknownWork(rt, error.unknown);
      return error.unknown;
    }
    throw error;
  }
}

/** Results with names, as `torch.max(x, dim)` gives them. */
export function namedResults(fields: Readonly<Record<string, TorchTensor>>): PyTuple {
  const tuple = new PyTuple(Object.values(fields));
  tuple.attrs = new Store(Object.entries(fields));
  return tuple;
}
