import type { BinaryOperator, CompareOperator, UnaryOperator } from '../syntax/ast.ts';
import type { Runtime } from './api.ts';
import { nextSerial } from './journal.ts';
import type { CallArgs, Indexed, LoopSource, PyClass, PyIterator, Unknown, Value } from './values.ts';

/**
 * The port through which a library gives Python code objects of its own (tensors, data loaders):
 * the evaluator asks it for every operation and never looks inside.
 *
 * A method that returns undefined says "not supported": the evaluator then tries the reflected
 * operation or raises the exception that Python would.
 */
export abstract class HostObject {
  readonly kind = 'host';
  readonly serial: number = nextSerial();

  /** The class that `type(x)` and `isinstance` see. */
  abstract pyClass(rt: Runtime): PyClass;

  getAttribute(_rt: Runtime, _name: string): Value | undefined {
    return undefined;
  }

  /** Returns false if the attribute cannot be set. Write state through `rt.journal`. */
  setAttribute(_rt: Runtime, _name: string, _value: Value): boolean {
    return false;
  }

  /** `self op other`, or `other op self` when reflected. */
  binary(_rt: Runtime, _op: BinaryOperator, _other: Value, _reflected: boolean): Value | undefined {
    return undefined;
  }

  /** `self op= other`; undefined falls back to `binary`. */
  inPlace(_rt: Runtime, _op: BinaryOperator, _other: Value): Value | undefined {
    return undefined;
  }

  unary(_rt: Runtime, _op: Exclude<UnaryOperator, 'not'>): Value | undefined {
    return undefined;
  }

  compare(_rt: Runtime, _op: CompareOperator, _other: Value, _reflected: boolean): Value | undefined {
    return undefined;
  }

  /** One of a few constants, as numbers and texts are: of several, an unknown one can stand for all. */
  get isConstant(): boolean {
    return false;
  }

  /** `getItem` and `setItem` may be given a key that depends on a loop's iteration (`Indexed`). */
  get takesLoopIndex(): boolean {
    return false;
  }

  /** `self[key]`. */
  getItem(_rt: Runtime, _key: Value): Value | undefined {
    return undefined;
  }

  /** `self[key] = value`; false if not supported. */
  setItem(_rt: Runtime, _key: Value, _value: Value): boolean {
    return false;
  }

  truth(_rt: Runtime): boolean | Unknown {
    return true;
  }

  length(_rt: Runtime): number | Unknown | undefined {
    return undefined;
  }

  iterate(_rt: Runtime): HostIteration | PyIterator | Unknown | undefined {
    return undefined;
  }

  call(_rt: Runtime, _args: CallArgs): Value | undefined {
    return undefined;
  }

  /** What reading it through an instance gives, when it stands in that instance's class. */
  bindTo(_rt: Runtime, _self: Value): Value {
    return this;
  }

  /** `copy.deepcopy`; the default is an object without mutable state. */
  deepCopy(_rt: Runtime): Value {
    return this;
  }

  repr(_rt: Runtime): string {
    return '<object>';
  }

  /** What compares it as a dictionary key; identity unless overridden. */
  hashKey(): string | number | object {
    return this;
  }

  /**
   * Whether two values created in two iterations of a loop mean the same to what follows (two
   * tensors of one shape and dtype): then the loop has settled.
   */
  isEquivalent(other: HostObject): boolean {
    return this === other;
  }
}

/**
 * A loop over a host iterable: the same abstract element each time, `count` times. A data loader
 * yields a batch of its shape as often as it has batches.
 */
export interface HostIteration {
  readonly kind: 'host-iteration';
  /** Infinity: it never ends by itself. */
  readonly count: number | Unknown;
  /** Element of iteration i; only as many are asked for as it takes for the loop to settle. */
  element(iteration: number | Indexed): Value;
  readonly source: LoopSource;
}
