/**
 * What the evaluator offers to builtins and libraries. Implemented by `Interpreter`; libraries see
 * only this.
 */
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import type { FileSnapshot, LibraryRegistry, Recorder } from '../ports.ts';
import type { SourceSpan } from '../../units/span.ts';
import type { HostIteration } from './host.ts';
import type { Journal } from './journal.ts';
import type {
  CallArgs,
  CodeOrigin,
  PyClass,
  PyDict,
  PyModule,
  PyObject,
  PySet,
  Unknown,
  Value,
} from './values.ts';

export interface Runtime {
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly files: FileSnapshot;
  readonly libraries: LibraryRegistry;
  /** Builtin classes by name: `int`, `dict`, `Exception`, `ValueError`, … */
  readonly builtinClass: (name: string) => PyClass;

  /** The place of the Python code that is running: the innermost call. Null outside of any. */
  here(): SourceSpan | null;
  /**
   * An unknown condition, with no side to expect, that the running function's statement hangs on and an object of this serial
   * does not; null: there is none.
   */
  undecided(serial: number): Unknown | null;
  /** The innermost line of the main file that is running; null outside of it and while it imports something. */
  mainLine(): SourceSpan | null;
  /** The document whose code is running. */
  origin(): CodeOrigin | null;

  /** Calls anything callable. Unknown callees give Unknown and taint what they were given. */
  call(callee: Value, positional: readonly Value[], keywords?: ReadonlyMap<string, Value>): Value;
  callWith(callee: Value, args: CallArgs): Value;
  callMethod(object: Value, name: string, positional?: readonly Value[]): Value;

  /** Raises AttributeError like Python. */
  getAttribute(object: Value, name: string): Value;
  /** Undefined where Python would raise AttributeError. */
  findAttribute(object: Value, name: string): Value | undefined;
  /** As a plain object would, without the class's own `__getattr__`. */
  findInstanceAttribute(object: PyObject, name: string): Value | undefined;
  setAttribute(object: Value, name: string, value: Value): void;
  deleteAttribute(object: Value, name: string): void;
  /** Looks a name up in the method resolution order, without binding it. */
  findInClass(cls: PyClass, name: string): Value | undefined;

  binary(op: BinaryOperator, left: Value, right: Value): Value;
  compare(op: CompareOperator, left: Value, right: Value): Value;
  negate(value: Value): Value;
  getItem(object: Value, key: Value): Value;
  setItem(object: Value, key: Value, value: Value): void;
  deleteItem(object: Value, key: Value): void;

  truth(value: Value): boolean | Unknown;
  /** `==`. */
  equals(left: Value, right: Value): boolean | Unknown;
  length(value: Value): number | Unknown;
  /** All elements; Unknown when the iterable is unknown or endless. */
  elements(value: Value): readonly Value[] | Unknown;
  /** A lazy walk: arrays and iterators, or the description of a host loop. */
  iterate(value: Value): Iterator<Value> | HostIteration | Unknown;
  str(value: Value): string | Unknown;
  repr(value: Value): string | Unknown;
  format(value: Value, spec: string): string | Unknown;

  classOf(value: Value): PyClass;
  isInstance(value: Value, cls: Value): boolean | Unknown;
  typeName(value: Value): string;
  deepCopy(value: Value): Value;

  /** An exception to `throw`: `throw rt.error('ValueError', 'message')`. */
  error(type: string, message: string): Error;
  /** An Unknown that names the running line. */
  unknown(reason: string): Unknown;

  /** Whether the running code has a handler for TypeError around it. */
  catchesTypeErrors(): boolean;
  /** Takes note of an exception that a library caught since nothing of the program does: it goes on behind it in another run. */
  noteStop(error: Error): void;
  /** Whether the function that is running handles an exception of this class where it is now. */
  wouldCatch(type: string): boolean;

  /** Instantiates without `__init__`. */
  createObject(cls: PyClass, payload?: Value): PyObject;
  /**
   * Creates a class as `type(name, bases, dict)` does, with C3 order and `__init_subclass__`.
   * `keywords` are those of a class statement: `metaclass` and what the hooks take.
   */
  createClass(
    name: string,
    bases: readonly Value[],
    members: Iterable<readonly [string, Value]>,
    keywords?: ReadonlyMap<string, Value>,
  ): Value;

  importModule(dottedName: string): PyModule | Unknown;
  /** The modules imported so far, by dotted name. */
  readonly modules: ReadonlyMap<string, PyModule>;

  /**
   * Runs the modules of an installed package that may enter `key` into a registry of it; null: anything.
   * Returns whether any did run.
   */
  completeRegistry(registry: PyDict | PySet, key: string | null): boolean;

  /** Counts against the budget; throws `BudgetExceeded`. */
  spend(steps: number): void;
}
