/** Layers: what a kind of layer is (a row of the tables in `layers/`), and one layer of a model. */
import type { Runtime } from '../python/runtime/api.ts';
import { nextSerial, Store } from '../python/runtime/journal.ts';
import type { Args } from '../python/runtime/native.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { CallArgs, PyObject, Value } from '../python/runtime/values.ts';
import type { DType } from '../tensor/dtype.ts';
import type { OpenArray } from '../tensor/ndarray/openArray.ts';
import type { Shape } from '../tensor/shape.ts';
import type { CallNode, Graph } from './graph.ts';
import type { ModelData } from './modelData.ts';
import type { OpenImage } from './openImage.ts';
import { autoName, stateOf, type DTypePolicy } from './state.ts';
import { type SymbolicShape, type Tensor, Variable } from './tensor.ts';

/** One kind of layer. To add one is to write one of these and its test. */
export interface LayerSpec {
  /**
   * As Keras declares the constructor: `Dense(units, activation=None, use_bias=True)`. Left out are the
   * arguments of every layer (`name`, `trainable`, `dtype`, …) and trailing ones without any effect on counts.
   */
  readonly signature: string;
  readonly aliases?: readonly string[];
  /** The layer class it derives from; `Layer` unless given. */
  readonly base?: string;
  /** How many axes the input has, the batch among them. */
  readonly rank?: number | { readonly min: number };
  /** Raises what the constructor raises. */
  readonly check?: (layer: Layer) => void;
  /** Creates inner layers. */
  readonly init?: (layer: Layer) => void;
  /** Creates the weights for inputs of these shapes. */
  readonly build?: (layer: Layer, inputs: readonly SymbolicShape[]) => void;
  /** `call(inputs, training=None, mask=None)` unless given. */
  readonly callSignature?: string;
  /** Arguments of the call that the weights depend on, in the order of `build`; the first unless given. */
  readonly builtFrom?: readonly string[];
  readonly call: (call: LayerCall) => Value;
  /** What classes that derive from it call besides, by signature: the same on the tensor that comes first. */
  readonly methods?: readonly (readonly [signature: string, run: (call: LayerCall) => Value])[];
  /** It stands for a whole model whose layers are not known. */
  readonly isWhole?: boolean;
  /** The shape that Keras declares in a graph, where it says less than a run would tell. */
  readonly symbolicShape?: (layer: Layer, input: SymbolicShape) => SymbolicShape;
  /**
   * The shape of its only result in a graph for inputs of these shapes, where Keras' declaration contradicts what a run
   * gives. Null where it does not.
   */
  readonly declares?: (layer: Layer, inputs: readonly SymbolicShape[]) => SymbolicShape | null;
  /** What it makes of samples of which too little is known; null: that is not known either. */
  readonly ofUnknown?: (layer: Layer, samples: Unknown) => OpenArray | OpenImage | Tensor | null;
}

/** One call of a layer on tensors of known shape. */
export interface LayerCall {
  readonly rt: Runtime;
  readonly layer: Layer;
  /** The first tensor. */
  readonly x: Tensor;
  /** All tensors of the first argument. */
  readonly inputs: readonly Tensor[];
  readonly training: boolean;
  readonly args: Args;
}

export class Layer {
  readonly serial = nextSerial();
  readonly rt: Runtime;
  readonly object: PyObject;
  readonly spec: LayerSpec | null;
  readonly policy: DTypePolicy;
  /** The arguments of the constructor; null for layers that derive from `Layer` itself. */
  #config: Args | null = null;
  /** What the constructor was called with, to build the like again. */
  constructorArgs: CallArgs | null = null;
  name: string;
  trainable = true;
  built = false;
  /** Shapes that it was built for. */
  builtFor: readonly SymbolicShape[] = [];
  /** Own weights, by name. */
  readonly weights = new Store<string, Variable>();
  /** Calls of it in graphs, oldest first. */
  nodes: readonly CallNode[] = [];
  /** Shape without batch, or with it, that the constructor was told. */
  declaredShape: SymbolicShape | null = null;
  /** Called once with the shapes of the inputs, before the first call. */
  onBuild: ((shapes: readonly SymbolicShape[]) => void) | null = null;
  /** What makes it a model. */
  model: ModelData | null = null;

  constructor(
    rt: Runtime,
    object: PyObject,
    spec: LayerSpec | null,
    name: string | null,
    policy?: DTypePolicy,
  ) {
    this.rt = rt;
    this.object = object;
    this.spec = spec;
    this.name = name ?? autoName(rt, object.cls.name);
    this.policy = policy ?? stateOf(rt).policy;
  }

  get config(): Args {
    if (this.#config === null) throw new TypeError(`${this.object.cls.name} has no arguments of its own`);
    return this.#config;
  }

  configure(args: Args): void {
    this.#config = args;
  }

  /** The type it computes in. */
  get computeDType(): DType {
    return this.policy.compute;
  }

  /** A new weight; raises ValueError where an axis of it is open. */
  addWeight(
    name: string,
    shape: SymbolicShape,
    options: { readonly trainable?: boolean; readonly dtype?: DType } = {},
  ): Variable {
    const sizes: number[] = [];
    for (const size of shape) {
      if (size === null) {
        throw this.rt.error(
          'ValueError',
          `The weight '${name}' of layer '${this.name}' needs an axis of its input that is not defined. Found None.`,
        );
      }
      if (size === stateOf(this.rt).fill) {
        throw new UnknownInput(this.rt.unknown(`the size of the weight '${name}' depends on an open axis`));
      }
      if (size < 0) throw this.rt.error('ValueError', `The weight '${name}' cannot have the size ${size}`);
      sizes.push(size);
    }
    return this.ownVariable(
      new Variable(sizes, options.dtype ?? this.policy.variable, name, options.trainable ?? true),
    );
  }

  ownVariable(variable: Variable): Variable {
    let key = variable.name;
    for (let i = 1; this.weights.has(key); i++) key = `${variable.name}_${i}`;
    this.rt.journal.mapSet(this.weights, key, variable);
    return variable;
  }

  weight(name: string): Variable {
    const variable = this.weights.get(name);
    if (variable === undefined) {
      throw this.rt.error('AttributeError', `'${this.name}' has no weight '${name}'`);
    }
    return variable;
  }

  weightOrNone(name: string): Variable | null {
    return this.weights.get(name) ?? null;
  }

  /** A ValueError in Keras' manner. */
  invalid(message: string): Error {
    return this.rt.error('ValueError', `${message} (layer '${this.name}' of type ${this.object.cls.name})`);
  }

  // --- arguments of the constructor ------------------------------------------------------------

  int(name: string): number {
    return this.config.int(name);
  }

  intOrNone(name: string): number | null {
    return this.config.intOrNone(name);
  }

  bool(name: string): boolean {
    return this.config.bool(name);
  }

  string(name: string): string {
    return this.config.string(name);
  }

  number(name: string): number {
    return this.config.number(name);
  }

  /** One int for every axis or one for each. */
  perAxis(name: string, axes: number): readonly number[] {
    const values = this.config.ints(name, axes);
    if (values.length !== axes) {
      throw this.invalid(
        `The \`${name}\` argument must be a tuple of ${axes} integers. Received ${name}=${values.join()}`,
      );
    }
    return values;
  }

  ints(name: string): readonly number[] {
    return this.config.ints(name);
  }

  has(name: string): boolean {
    return this.config.value(name) !== null;
  }

  /** Whether channels come before the spatial axes: the argument, or Keras' global setting. */
  get channelsFirst(): boolean {
    const format = this.config.stringOrNone('data_format') ?? stateOf(this.rt).dataFormat;
    if (format !== 'channels_first' && format !== 'channels_last') {
      throw this.invalid(
        `The \`data_format\` argument must be one of 'channels_first', 'channels_last'. Received: ${format}`,
      );
    }
    return format === 'channels_first';
  }

  /** An inner layer, kept as an attribute. */
  inner(name: string): PyObject {
    const value = this.object.attrs.get(name);
    if (value === undefined || value === null || typeof value !== 'object' || value.kind !== 'object') {
      throw this.invalid(`it has no layer '${name}'`);
    }
    return value;
  }

  addInner(name: string, layer: PyObject): PyObject {
    this.rt.journal.mapSet(this.object.attrs, name, layer);
    return layer;
  }
}

/** The layer behind an object; null if it is none. */
export function layerOf(rt: Runtime, value: Value): Layer | null {
  if (typeof value !== 'object' || value === null || value.kind !== 'object') return null;
  const state = stateOf(rt);
  const known = state.layers.get(value);
  if (known !== undefined) return known;
  // `super().__init__()` was not called yet, or never.
  if (!value.cls.isSubclassOf(state.classes.Layer)) return null;
  const layer = new Layer(rt, value, null, null);
  state.layers.set(value, layer);
  return layer;
}

/** The last axis of a shape, which must be known. */
export function lastSize(layer: Layer, shape: SymbolicShape | undefined, axis = -1): number {
  const size = shape?.at(axis);
  if (size === null || size === undefined) {
    throw layer.invalid(
      `The axis ${axis} of its input must be defined. Found None. Full input shape: (${(shape ?? []).map((n) => n ?? 'None').join(', ')})`,
    );
  }
  return size;
}

/** The graph of a model that is one. */
export function graphOf(layer: Layer | null): Graph | null {
  return layer?.model?.graph ?? null;
}

/** A size that must be positive. */
export function positive(layer: Layer, name: string): void {
  const value = layer.config.value(name);
  if (value instanceof Unknown || value === null) return;
  if (layer.config.ints(name).some((size) => size <= 0)) {
    throw layer.invalid(`Argument \`${name}\` must be strictly greater than 0`);
  }
}

export function isShape(shape: SymbolicShape): shape is Shape {
  return !shape.includes(null);
}

/** The layer that a method was called on. */
export function layerArgument(rt: Runtime, args: Args): Layer {
  const layer = layerOf(rt, args.value('self'));
  if (layer === null) throw rt.error('TypeError', `'${rt.typeName(args.value('self'))}' object is no layer`);
  return layer;
}
