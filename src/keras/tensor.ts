/** Keras' tensors: those of a graph, whose batch is open, and those that layers compute with. */
import type { Runtime } from '../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../python/runtime/host.ts';
import { PyIterator, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { PyClass, Value } from '../python/runtime/values.ts';
import type { BinaryOperator, CompareOperator, UnaryOperator } from '../python/syntax/ast.ts';
import { isFloating, type DType } from '../tensor/dtype.ts';
import { elementCount, sameShape, type Shape } from '../tensor/shape.ts';
import type { PackedWeight, Sparsity } from '../trace/events.ts';
import type { CallNode } from './graph.ts';
import { stateOf } from './state.ts';

/** Sizes of the axes; null where they are left open. */
export type SymbolicShape = readonly (number | null)[];

/** Beyond so many elements a tensor's values are not kept. */
export const MOST_KEPT_VALUES = 4096;

/** What both kinds do as Python objects. */
abstract class AnyTensor extends HostObject {
  abstract readonly shape: SymbolicShape;
  abstract readonly dtype: DType;

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'shape':
        return shapeValue(rt, this.shape);
      case 'dtype':
        return stateOf(rt).behaviour.dtypeValue(rt, this.dtype);
      case 'ndim':
      case 'rank':
        return this.shape.length;
      default:
        return undefined;
    }
  }

  override binary(rt: Runtime, op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    const { behaviour } = stateOf(rt);
    return reflected ? behaviour.binary(rt, op, other, this) : behaviour.binary(rt, op, this, other);
  }

  override unary(rt: Runtime, op: Exclude<UnaryOperator, 'not'>): Value | undefined {
    return stateOf(rt).behaviour.unary(rt, op, this);
  }

  override compare(rt: Runtime, op: CompareOperator, other: Value): Value | undefined {
    if (op === 'in' || op === 'not in') return undefined;
    return stateOf(rt).behaviour.compare(rt, op, this, other);
  }

  override getItem(rt: Runtime, key: Value): Value | undefined {
    return stateOf(rt).behaviour.getItem(rt, this, key);
  }
}

/** A tensor of a graph: what a layer will give for inputs of any batch. */
export class KerasTensor extends AnyTensor {
  readonly shape: SymbolicShape;
  readonly dtype: DType;
  readonly name: string;
  /** The call that it comes from; null for an input. */
  readonly node: CallNode | null;

  constructor(shape: SymbolicShape, dtype: DType, name: string, node: CallNode | null) {
    super();
    this.shape = shape;
    this.dtype = dtype;
    this.name = name;
    this.node = node;
  }

  override pyClass(rt: Runtime): PyClass {
    return stateOf(rt).classes.KerasTensor;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    return name === 'name' ? this.name : super.getAttribute(rt, name);
  }

  override truth(rt: Runtime): Unknown {
    return rt.unknown('the truth of a symbolic tensor');
  }

  override repr(): string {
    return `<KerasTensor shape=${describe(this.shape)}, dtype=${this.dtype}, name=${this.name}>`;
  }

  override isEquivalent(other: HostObject): boolean {
    return other === this;
  }
}

/** A result in a graph of which not even the shape is known; what follows it is part of the graph still. */
export class UnknownTensor extends Unknown {
  readonly node: CallNode;
  constructor(reason: Unknown, node: CallNode) {
    super(reason.reason, reason.span);
    this.node = node;
  }
}

interface TensorInit {
  readonly requiresGrad?: boolean;
  readonly values?: readonly number[] | null;
  readonly isTriangular?: boolean;
}

/** A tensor of known shape and type, its values known only where the program wrote few of them. */
export class Tensor extends AnyTensor {
  readonly shape: Shape;
  readonly dtype: DType;
  /** A gradient flows back from it to something that is trained. */
  readonly requiresGrad: boolean;
  readonly values: readonly number[] | null;
  /** Made of one triangle of a square: a mask of the positions before each, or what such a mask was laid over. */
  readonly isTriangular: boolean;

  constructor(shape: Shape, dtype: DType, init: TensorInit = {}) {
    super();
    this.shape = shape;
    this.dtype = dtype;
    this.requiresGrad = (init.requiresGrad ?? false) && isFloating(dtype);
    const values = init.values ?? null;
    this.values = values !== null && values.length <= MOST_KEPT_VALUES ? values : null;
    this.isTriangular = init.isTriangular ?? false;
  }

  get elements(): number {
    return elementCount(this.shape);
  }

  /** The variable that it is. */
  get variable(): Variable | null {
    return null;
  }

  override pyClass(rt: Runtime): PyClass {
    return stateOf(rt).classes.Tensor;
  }

  override truth(rt: Runtime): boolean | Unknown {
    if (this.elements > 1) {
      throw rt.error('ValueError', 'The truth value of an array with more than one element is ambiguous');
    }
    const value = this.values?.[0];
    return value === undefined ? rt.unknown('the truth of a tensor depends on its data') : value !== 0;
  }

  override length(rt: Runtime): number {
    const size = this.shape[0];
    if (size === undefined) throw rt.error('TypeError', 'len() of unsized object');
    return size;
  }

  override iterate(rt: Runtime): HostIteration | PyIterator {
    const count = this.length(rt);
    rt.spend(count);
    let at = 0;
    return new PyIterator('iterator', () =>
      at < count ? stateOf(rt).behaviour.getItem(rt, this, at++) : undefined,
    );
  }

  override setItem(rt: Runtime): boolean {
    throw rt.error('TypeError', `'${this.pyClass(rt).name}' object does not support item assignment`);
  }

  override repr(): string {
    return `<tf.Tensor: shape=${describe(this.shape)}, dtype=${this.dtype}>`;
  }

  override isEquivalent(other: HostObject): boolean {
    if (this === other) return true;
    if (!(other instanceof Tensor) || other.variable !== null || this.variable !== null) return false;
    if (this.dtype !== other.dtype || !sameShape(this.shape, other.shape)) return false;
    if (this.requiresGrad !== other.requiresGrad) return false;
    if (this.values === null || other.values === null) return this.values === other.values;
    return this.values.every((value, i) => Object.is(value, other.values?.[i]));
  }
}

/** A weight: identified by its serial, which tied ones share. */
export class Variable extends Tensor {
  readonly name: string;
  trainable: boolean;
  /** Null: as its type says. */
  packed: PackedWeight | null = null;
  /** Null: dense. */
  sparsity: Sparsity | null = null;

  constructor(shape: Shape, dtype: DType, name: string, trainable: boolean) {
    super(shape, dtype);
    this.name = name;
    this.trainable = trainable;
  }

  override get variable(): this {
    return this;
  }

  override pyClass(rt: Runtime): PyClass {
    return stateOf(rt).classes.Variable;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'name':
      case 'path':
        return this.name;
      case 'trainable':
        return this.trainable;
      case 'value':
        return this;
      case 'grad':
        return new Tensor(this.shape, this.dtype);
      default:
        return super.getAttribute(rt, name);
    }
  }

  override setAttribute(rt: Runtime, name: string, value: Value): boolean {
    if (name === 'trainable') {
      const truth = rt.truth(value);
      if (!(truth instanceof Unknown)) rt.journal.setField(this, 'trainable', truth);
      return true;
    }
    return name === 'value' || name === 'name';
  }

  override setItem(): boolean {
    return true;
  }

  override inPlace(): Value | undefined {
    return this;
  }

  override repr(): string {
    return `<Variable path=${this.name}, shape=${describe(this.shape)}, dtype=${this.dtype}>`;
  }
}

/** A shape as the program sees it: in Python a tuple, None for what is open. */
export function shapeValue(rt: Runtime, shape: SymbolicShape): Value {
  const { dialect } = stateOf(rt);
  if (dialect !== null) return dialect.shapeValue(rt, shape);
  const tuple = new PyTuple(shape);
  tuple.cls = stateOf(rt).classes.TensorShape;
  return tuple;
}

function describe(shape: SymbolicShape): string {
  return `(${shape.map((size) => size ?? 'None').join(', ')}${shape.length === 1 ? ',' : ''})`;
}
