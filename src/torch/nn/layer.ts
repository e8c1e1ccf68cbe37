/** How layers are written: a signature, a constructor that declares members, and a forward pass. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asNumber, isSequence, nativeMethod, settled } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { NativeFunction, PyClass, PyFunction, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { HashKey, PyObject, Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import type { Shape } from '../../tensor/shape.ts';
import { Store } from '../../python/runtime/journal.ts';
import { guarded, OpCall } from '../call.ts';
import { stateOf } from '../state.ts';
import { Storage, TorchTensor } from '../tensor.ts';
import { initializeModule, membersOf, selfOf, UNKNOWN_REASON } from './tree.ts';

/** The module that a layer's code works on. */
export class LayerSelf {
  readonly rt: Runtime;
  readonly object: PyObject;
  constructor(rt: Runtime, object: PyObject) {
    this.rt = rt;
    this.object = object;
  }

  set(name: string, value: Value): void {
    this.rt.journal.mapSet(this.object.attrs, name, value);
  }

  /** Several attributes that are what the arguments of the same names were. */
  keep(call: OpCall, ...names: readonly string[]): void {
    for (const name of names) this.set(name, call.args.value(name));
  }

  tuple(name: string, values: readonly Value[]): void {
    this.set(name, new PyTuple(values));
  }

  /** An attribute; unknown ones end the operation. */
  value(name: string): Exclude<Value, Unknown> {
    return settled(this.rt.getAttribute(this.object, name));
  }

  int(name: string): number {
    const value = asInteger(this.value(name));
    if (value === undefined) throw this.rt.error('TypeError', `${name} must be an int`);
    return value;
  }

  number(name: string): number | null {
    const value = this.rt.getAttribute(this.object, name);
    return value instanceof Unknown ? null : (asNumber(value) ?? null);
  }

  bool(name: string): boolean {
    const truth = this.rt.truth(this.rt.getAttribute(this.object, name));
    if (truth instanceof Unknown) throw new UnknownInput(truth);
    return truth;
  }

  /** An attribute that is one int or one per axis. */
  ints(name: string, rank: number): readonly number[] {
    const value = this.value(name);
    const items = isSequence(value) ? value.items : [value];
    const numbers = items.map((item) => {
      const number = asInteger(settled(item));
      if (number === undefined) throw this.rt.error('TypeError', `${name} must hold ints`);
      return number;
    });
    return numbers.length === 1 ? new Array<number>(rank).fill(numbers[0] ?? 0) : numbers;
  }

  tensor(name: string): TorchTensor {
    const value = this.value(name);
    if (value instanceof TorchTensor) return value;
    throw this.rt.error('TypeError', `${name} must be a Tensor, not ${this.rt.typeName(value)}`);
  }

  tensorOrNone(name: string): TorchTensor | null {
    return this.value(name) === null ? null : this.tensor(name);
  }

  get training(): boolean {
    return this.object.attrs.get('training') !== false;
  }

  /** Registers a parameter; null registers its absence. */
  parameter(name: string, shape: Shape | null, dtype: DType = stateOf(this.rt).defaultDType): void {
    const parameter = shape === null ? null : TorchTensor.parameter(this.rt, shape, dtype);
    const dict = membersOf(this.object, '_parameters');
    if (dict !== null) this.rt.journal.mapSet<HashKey, Value>(dict.entries, name, parameter);
  }

  buffer(
    name: string,
    shape: Shape | null,
    dtype: DType = stateOf(this.rt).defaultDType,
    value?: number,
  ): void {
    const storage = value === undefined || shape?.length !== 0 ? null : new Storage([value]);
    const dict = membersOf(this.object, '_buffers');
    const buffer = shape === null ? null : new TorchTensor(shape, dtype, { storage });
    if (dict !== null) this.rt.journal.mapSet<HashKey, Value>(dict.entries, name, buffer);
  }

  child(name: string, module: Value): void {
    const dict = membersOf(this.object, '_modules');
    if (dict !== null) this.rt.journal.mapSet<HashKey, Value>(dict.entries, name, module);
  }

  /** Calls a member module (or anything callable). */
  call(name: string, ...args: readonly Value[]): Value {
    return this.rt.call(this.rt.getAttribute(this.object, name), args);
  }

  /** As `call`, for a result that must be a tensor. */
  callTensor(name: string, ...args: readonly Value[]): TorchTensor {
    const result = settled(this.call(name, ...args));
    if (result instanceof TorchTensor) return result;
    throw this.rt.error('TypeError', `${name} must return a Tensor, not ${this.rt.typeName(result)}`);
  }
}

/** A class of `torch.nn`, as data. */
export interface LayerSpec {
  readonly name: string;
  /** Name of the class it derives from; null: Module. */
  readonly base: string | null;
  readonly members: readonly (readonly [string, Value])[];
}

interface LayerDefinition {
  readonly base?: string | null;
  readonly init?: (self: LayerSelf, call: OpCall) => void;
  /** Parameters of `forward`; `(self, input)` unless given. */
  readonly parameters?: string;
  readonly forward?: (self: LayerSelf, call: OpCall) => Value;
  /** Further methods by their signature, `name(self, …)`. */
  readonly methods?: Readonly<Record<string, (self: LayerSelf, call: OpCall) => Value>>;
  readonly members?: readonly (readonly [string, Value])[];
}

/**
 * A layer from `Name(parameters)`. Where a constructor argument that it needs is unknown, the module exists
 * but is marked: its members and results are that Unknown.
 */
export function layer(signature: string, definition: LayerDefinition): LayerSpec {
  const open = signature.indexOf('(');
  const name = signature.slice(0, open);
  const parameters = signature.slice(open + 1, -1);
  const members: (readonly [string, Value])[] = [...(definition.members ?? [])];
  const { init, forward, methods } = definition;
  if (init !== undefined) {
    const full = `__init__(self${parameters === '' ? '' : `, ${parameters}`})`;
    members.push(['__init__', constructor(full, init)]);
  }
  if (forward !== undefined) {
    const full = `forward${definition.parameters ?? '(self, input)'}`;
    members.push(['forward', layerMethod(full, forward)]);
  }
  for (const [full, body] of Object.entries(methods ?? {})) {
    members.push([full.slice(0, full.indexOf('(')), layerMethod(full, body)]);
  }
  return { name, base: definition.base ?? null, members };
}

function constructor(signature: string, init: (self: LayerSelf, call: OpCall) => void): NativeFunction {
  const known = nativeMethod(signature, (rt, args) => {
    const object = selfOf(rt, args.value('self'));
    initializeModule(rt, object);
    try {
      const outcome = guarded(rt, false, () => {
        init(new LayerSelf(rt, object), new OpCall(rt, args));
        return null;
      });
      if (outcome instanceof Unknown) throw new UnknownInput(outcome);
      const reset = rt.findInClass(object.cls, 'reset_parameters');
      if (reset instanceof PyFunction) rt.call(reset, [object]);
    } catch (error) {
      if (!(error instanceof UnknownInput)) throw error;
      rt.journal.mapSet<string, Value>(object.attrs, UNKNOWN_REASON, error.unknown);
    }
    return null;
  });
  // `Layer(*unknown)`: the module is there, but nothing is known of it.
  const construct: NativeFunction['call'] = (rt, args) => {
    if (args.unknownSpread === null) return known.call(rt, args);
    const object = selfOf(rt, args.positional[0]);
    initializeModule(rt, object);
    rt.journal.mapSet<string, Value>(object.attrs, UNKNOWN_REASON, args.unknownSpread);
    return null;
  };
  return new NativeFunction('__init__', construct, true, () => known.params);
}

/** A method of a layer: its module as `LayerSelf`, its arguments typed. */
export function layerMethod(
  signature: string,
  body: (self: LayerSelf, call: OpCall) => Value,
): NativeFunction {
  return nativeMethod(signature, (rt, args) =>
    guarded(rt, true, () => {
      const object = selfOf(rt, args.value('self'));
      const reason = object.attrs.get(UNKNOWN_REASON);
      if (reason instanceof Unknown) throw new UnknownInput(reason);
      return body(new LayerSelf(rt, object), new OpCall(rt, args));
    }),
  );
}

/** The class of a specification, fresh for a runtime; `base` finds the class it derives from. */
export function classOf(spec: LayerSpec, base: PyClass): PyClass {
  return new PyClass({
    name: spec.name,
    bases: [base],
    dict: new Store<string, Value>([['__module__', 'torch.nn.modules'], ...spec.members]),
  });
}
