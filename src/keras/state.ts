/** What Keras keeps globally, per run: its classes, names in use, the dtype policy, the call in progress. */
import type { Runtime } from '../python/runtime/api.ts';
import { nextSerial, Store } from '../python/runtime/journal.ts';
import type { CallArgs, PyClass, PyObject, Value } from '../python/runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../python/syntax/ast.ts';
import type { WeightFormatName } from '../catalog/weightFormats.ts';
import type { DType } from '../tensor/dtype.ts';
import type { SourceSpan } from '../units/span.ts';
import type { Backend } from './backend.ts';
import type { Layer } from './layer.ts';

export interface CoreClasses {
  readonly KerasTensor: PyClass;
  readonly Tensor: PyClass;
  readonly Variable: PyClass;
  readonly TensorShape: PyClass;
  readonly Layer: PyClass;
  readonly Model: PyClass;
  readonly Functional: PyClass;
  readonly Sequential: PyClass;
}

/** What tensors do as Python objects; undefined where Python would try something else. */
export interface TensorBehaviour {
  binary(rt: Runtime, op: BinaryOperator, left: Value, right: Value): Value | undefined;
  unary(rt: Runtime, op: '-' | '+' | '~', self: Value): Value;
  compare(rt: Runtime, op: CompareOperator, left: Value, right: Value): Value | undefined;
  getItem(rt: Runtime, self: Value, key: Value): Value;
  dtypeValue(rt: Runtime, dtype: DType): Value;
}

/** What Keras does differently where another language than Python uses it. */
export interface Dialect {
  shapeValue(rt: Runtime, shape: readonly (number | null)[]): Value;
  /** The name of a layer that was given none. */
  layerName(rt: Runtime, className: string): string;
  /** Whether the program wrote this method, and not the library. */
  isOwn(method: Value): boolean;
  /** Calls `call` of a layer that the program wrote. */
  callOwn(rt: Runtime, layer: Layer, args: CallArgs, training: boolean | null): Value;
}

/** In which types layers compute and keep their weights. */
export interface DTypePolicy {
  readonly name: string;
  readonly compute: DType;
  readonly variable: DType;
  /** How layers that can be quantised keep their weights: `int8_from_float32`; left out: in that type. */
  readonly quantised?: { readonly format: WeightFormatName; readonly span: SourceSpan | null };
}

export const FLOAT32: DTypePolicy = { name: 'float32', compute: 'float32', variable: 'float32' };

export class KerasState {
  readonly serial = nextSerial();
  readonly classes: CoreClasses;
  readonly behaviour: TensorBehaviour;
  /** Layer classes by name, made when they are first asked for. */
  readonly layerClass: (name: string) => PyClass | undefined;
  readonly layers = new WeakMap<PyObject, Layer>();
  /** How many layers have a name derived from a class so far. */
  readonly names = new Store<string, number>();
  /** Models that the script saved, by path. */
  readonly saved = new Store<string, PyObject>();
  /** Gradients are wanted: in `fit` and under a tape. */
  gradEnabled = false;
  /** `training` of the innermost call; null outside of any and where nobody said. */
  training: boolean | null = null;
  /** A layer around the call in progress is frozen. */
  frozen = false;
  /** How many steps were merged into the batch axis (`TimeDistributed`). */
  merged = 1;
  /** The size that stands for open axes while shapes are inferred: no weight may have it. */
  fill: number | null = null;
  /** A function of a data set is running: what it computes is no part of a model. */
  preparing = false;
  policy: DTypePolicy = FLOAT32;
  dataFormat: 'channels_last' | 'channels_first' = 'channels_last';
  /** Null in Python. */
  readonly dialect: Dialect | null;
  /** What runs its models: as the program had said when it imported Keras. */
  readonly backend: Backend;

  constructor(
    classes: CoreClasses,
    behaviour: TensorBehaviour,
    layerClass: (name: string) => PyClass | undefined,
    dialect: Dialect | null = null,
    backend: Backend = 'tensorflow',
  ) {
    this.backend = backend;
    this.classes = classes;
    this.dialect = dialect;
    this.behaviour = behaviour;
    this.layerClass = layerClass;
  }
}

const states = new WeakMap<Runtime, KerasState>();

/** Only what the library itself created asks, so that it is there. */
export function stateOf(rt: Runtime): KerasState {
  const state = states.get(rt);
  if (state === undefined) throw new TypeError('Keras is not set up in this runtime');
  return state;
}

export function stateIfAny(rt: Runtime): KerasState | undefined {
  return states.get(rt);
}

export function installState(rt: Runtime, state: KerasState): void {
  states.set(rt, state);
}

type Switch = 'gradEnabled' | 'training' | 'frozen' | 'merged' | 'fill' | 'preparing' | 'policy';

/** Runs `action` with one of the settings changed. */
export function withState<K extends Switch, T>(
  rt: Runtime,
  key: K,
  value: KerasState[K],
  action: () => T,
): T {
  const state: KerasState = stateOf(rt);
  const before = state[key];
  if (before === value) return action();
  rt.journal.setField(state, key, value);
  try {
    return action();
  } finally {
    rt.journal.setField(state, key, before);
  }
}

/** `conv2d`, `conv2d_1`, … as Keras names layers that were given no name. */
export function autoName(rt: Runtime, className: string): string {
  const { names, dialect } = stateOf(rt);
  if (dialect !== null) return dialect.layerName(rt, className);
  const prefix = snakeCase(className);
  const count = names.get(prefix) ?? 0;
  rt.journal.mapSet(names, prefix, count + 1);
  return count === 0 ? prefix : `${prefix}_${count}`;
}

/** Keras' `to_snake_case`. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/\W+/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
