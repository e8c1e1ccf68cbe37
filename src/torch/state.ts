/** What PyTorch keeps globally, per run: its classes, the gradient mode, the default type. */
import type { Runtime } from '../python/runtime/api.ts';
import { nextSerial } from '../python/runtime/journal.ts';
import type { PyClass, Unknown, Value } from '../python/runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../python/syntax/ast.ts';
import type { DType } from '../tensor/dtype.ts';
import type { TorchTensor } from './tensor.ts';

export interface CoreClasses {
  readonly Tensor: PyClass;
  readonly Parameter: PyClass;
  readonly Buffer: PyClass;
  readonly UninitializedParameter: PyClass;
  readonly Size: PyClass;
  readonly dtype: PyClass;
  readonly device: PyClass;
  readonly Module: PyClass;
}

/** What tensors do as Python objects; undefined where Python would try something else. */
export interface TensorBehaviour {
  binary(rt: Runtime, op: BinaryOperator, left: Value, right: Value): Value | undefined;
  inPlace(rt: Runtime, op: BinaryOperator, self: TorchTensor, other: Value): Value | undefined;
  unary(rt: Runtime, op: '-' | '+' | '~', self: TorchTensor): Value;
  compare(rt: Runtime, op: CompareOperator, left: Value, right: Value): Value | undefined;
  getItem(rt: Runtime, self: TorchTensor, key: Value): Value;
  setItem(rt: Runtime, self: TorchTensor, key: Value, value: Value): void;
  iterate(rt: Runtime, self: TorchTensor): readonly Value[];
  /** One of its rows, of which the values are not known. */
  row(rt: Runtime, self: TorchTensor): Value;
  truth(rt: Runtime, self: TorchTensor): boolean | Unknown;
}

export class TorchState {
  readonly serial = nextSerial();
  readonly classes: CoreClasses;
  readonly behaviour: TensorBehaviour;
  /** Classes of `torch.nn`, `torch.optim`, … that were asked for, by dotted name. */
  readonly library = new Map<string, PyClass>();
  gradEnabled = true;
  /** Inside of `checkpoint`: what is computed is not kept for the backward pass. */
  recomputes = false;
  defaultDType: DType = 'float32';
  /** Whether single precision may be computed in TF32, by the switches of PyTorch. */
  tf32: { readonly conv: boolean; readonly matmul: boolean } = { conv: true, matmul: false };
  /** A backward pass has happened: leaves have gradients from then on. */
  hasGradients = false;
  constructor(classes: CoreClasses, behaviour: TensorBehaviour) {
    this.classes = classes;
    this.behaviour = behaviour;
  }
}

const states = new WeakMap<Runtime, TorchState>();

/** Only what the library itself created asks, so that it is there. */
export function stateOf(rt: Runtime): TorchState {
  const state = states.get(rt);
  if (state === undefined) throw new TypeError('PyTorch is not set up in this runtime');
  return state;
}

export function stateIfAny(rt: Runtime): TorchState | undefined {
  return states.get(rt);
}

export function installState(rt: Runtime, state: TorchState): void {
  states.set(rt, state);
}

/** Runs `action` as the inside of a checkpoint. */
export function checkpointed<T>(rt: Runtime, action: () => T): T {
  const state = stateOf(rt);
  const before = state.recomputes;
  rt.journal.setField(state, 'recomputes', true);
  try {
    return action();
  } finally {
    rt.journal.setField(state, 'recomputes', before);
  }
}

/** Runs `action` with gradients on or off. */
export function withGrad<T>(rt: Runtime, enabled: boolean, action: () => T): T {
  const state = stateOf(rt);
  const before = state.gradEnabled;
  rt.journal.setField(state, 'gradEnabled', enabled);
  try {
    return action();
  } finally {
    rt.journal.setField(state, 'gradEnabled', before);
  }
}
