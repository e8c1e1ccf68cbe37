/** How operations are written: a signature as text and a body over typed arguments. */
import type { Runtime } from '../python/runtime/api.ts';
import { asInteger, asNumber, isSequence, native, settled, type Args } from '../python/runtime/native.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { NativeFunction, PyList, PyRange, Unknown } from '../python/runtime/values.ts';
import type { CallArgs, Value } from '../python/runtime/values.ts';
import { isFloating, type DType } from '../tensor/dtype.ts';
import { NdArray } from '../tensor/ndarray/array.ts';
import { dtypeOf } from '../tensor/ndarray/dtypes.ts';
import { toArray } from '../tensor/ndarray/operators.ts';
import { resultType } from '../tensor/promotion.ts';
import type { Shape } from '../tensor/shape.ts';
import { guarded } from './invoke.ts';
import { stateOf } from './state.ts';
import { callSymbolically, isSymbolic } from './symbolic.ts';
import { forgettingImages } from './openImage.ts';
import { Tensor } from './tensor.ts';

/** The bound arguments of an operation. */
export class OpCall {
  readonly rt: Runtime;
  readonly args: Args;
  constructor(rt: Runtime, args: Args) {
    this.rt = rt;
    this.args = args;
  }

  tensor(name: string): Tensor {
    return this.asTensor(name, this.args.value(name));
  }

  tensorOrNone(name: string): Tensor | null {
    return this.args.known(name) === null ? null : this.tensor(name);
  }

  asTensor(name: string, value: Value): Tensor {
    const tensor = toTensor(this.rt, value);
    if (tensor !== undefined) return tensor;
    throw this.rt.error(
      'ValueError',
      `Attempt to convert a value (${this.rt.typeName(value)}) with an unsupported type to a Tensor (argument '${name}')`,
    );
  }

  /** A list or tuple of tensors, or the rows of one tensor. */
  tensors(name: string): readonly Tensor[] {
    return this.args.elements(name).map((item) => this.asTensor(name, item));
  }

  int(name: string): number {
    return this.asInt(name, this.args.known(name));
  }

  intOrNone(name: string): number | null {
    return this.args.known(name) === null ? null : this.int(name);
  }

  bool(name: string): boolean {
    return this.args.bool(name);
  }

  /** A shape: one int, a sequence of ints, or a tensor of known values. */
  shape(name: string): Shape {
    return this.shapeOf(name, this.args.known(name));
  }

  shapeOf(name: string, value: Value): Shape {
    const known = settled(value);
    if (known instanceof Tensor || known instanceof NdArray) {
      if (known.values === null) throw new UnknownInput(this.rt.unknown('a shape that depends on the data'));
      return known.values;
    }
    const single = asInteger(known);
    if (single !== undefined) return [single];
    const elements = this.rt.elements(known);
    if (elements instanceof Unknown) throw new UnknownInput(elements);
    return elements.map((element) => this.asInt(name, settled(element)));
  }

  /** Axes: None, one int or a sequence of ints. */
  axes(name: string): Shape | null {
    return this.args.known(name) === null ? null : this.shape(name);
  }

  dtypeOrNone(name = 'dtype'): DType | null {
    return dtypeOf(this.args.known(name)) ?? null;
  }

  dtype(name = 'dtype'): DType {
    return this.dtypeOrNone(name) ?? stateOf(this.rt).policy.variable;
  }

  asInt(name: string, value: Value): number {
    if (value instanceof Tensor || value instanceof NdArray) {
      const number = value.values?.[0];
      if (number === undefined) throw new UnknownInput(this.rt.unknown('a number that depends on the data'));
      return Math.trunc(number);
    }
    if (value === null) throw new UnknownInput(this.rt.unknown('an axis that is left open'));
    const number = asInteger(value) ?? asNumber(value);
    if (number === undefined) {
      throw this.rt.error(
        'TypeError',
        `argument '${name}' must be an integer, not ${this.rt.typeName(value)}`,
      );
    }
    return Math.trunc(number);
  }
}

/** Tensors, arrays, numbers and nested lists of these; undefined for anything else. */
export function toTensor(rt: Runtime, value: Value): Tensor | undefined {
  if (value instanceof Tensor) return value;
  if (value instanceof PyRange) return rangeTensor(value);
  if (isSequence(value) && value.items.some((item) => item instanceof Tensor)) {
    if (value instanceof PyList && value.taint !== null) throw new UnknownInput(value.taint);
    return stackedTensor(rt, value.items);
  }
  const array = toArray(rt, value);
  if (array === undefined) return undefined;
  const isNumber = array.shape.length === 0 && !(value instanceof NdArray);
  const dtype =
    isFloating(array.dtype) && !(value instanceof NdArray) ? stateOf(rt).policy.variable : array.dtype;
  return new Tensor(array.shape, isNumber && dtype === 'int64' ? 'int32' : dtype, { values: array.values });
}

function rangeTensor(range: PyRange): Tensor {
  const values = Array.from({ length: range.length }, (_, i) => range.start + i * range.step);
  return new Tensor([values.length], 'int32', { values });
}

/** `[x, y]` where a tensor is wanted: a stack of them. */
function stackedTensor(rt: Runtime, items: readonly Value[]): Tensor | undefined {
  const tensors: Tensor[] = [];
  for (const item of items) {
    const tensor = toTensor(rt, item);
    if (tensor === undefined) return undefined;
    tensors.push(tensor);
  }
  const shape = tensors.find((tensor) => tensor.shape.length > 0)?.shape ?? [];
  const dtype = joinedType(tensors);
  return new Tensor([tensors.length, ...shape], dtype, {
    requiresGrad: tensors.some((tensor) => tensor.requiresGrad),
    values: tensors.every(({ values }) => values !== null)
      ? tensors.flatMap(({ values }) => values ?? [])
      : null,
  });
}

/** The common type of some operands: numbers without axes give way. */
export function joinedType(tensors: readonly Tensor[]): DType {
  return resultType(
    tensors.map(({ dtype, shape, values }) => ({
      dtype,
      rank: shape.length > 0 ? 'dimensioned' : values === null ? 'scalar' : 'number',
    })),
  );
}

type OpBody = (call: OpCall) => Value;

/** An operation: on symbolic tensors it becomes part of their graph. */
export function op(signature: string, body: OpBody): NativeFunction {
  const name = signature.slice(0, signature.indexOf('('));
  const inner = native(signature, (rt, args) =>
    forgettingImages(name, () => guarded(rt, () => body(new OpCall(rt, args)))),
  );
  return symbolically(inner);
}

/** Lets a function of tensors of known shape be called on symbolic ones. */
export function symbolically(inner: NativeFunction): NativeFunction {
  const call = (rt: Runtime, args: CallArgs): Value =>
    isSymbolic(args)
      ? callSymbolically(rt, null, inner.name, args, (known) => inner.call(rt, known)).result
      : inner.call(rt, args);
  return new NativeFunction(inner.name, call, inner.isMethod, () => inner.params);
}

/** Something that computes nothing on tensors (queries, creation): symbolic tensors are given as they are. */
export function query(signature: string, body: OpBody): NativeFunction {
  const name = signature.slice(0, signature.indexOf('('));
  return native(signature, (rt, args) =>
    forgettingImages(name, () => guarded(rt, () => body(new OpCall(rt, args)))),
  );
}
