/** The evaluator: the state of one run, and what it offers to builtins and libraries. */
import type { ParsedModule } from '../syntax/ast.ts';
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import { formatValue, reprOf, strOf } from '../builtins/format.ts';
import { dictItems } from '../builtins/hash.ts';
import { installBuiltins, type BuiltinScope } from '../builtins/install.ts';
import { Importer } from '../imports/importer.ts';
import { DEFAULT_BUDGET } from '../ports.ts';
import type { BudgetLimits, FileSnapshot, LibraryRegistry, Recorder } from '../ports.ts';
import type { SourceSpan } from '../../units/span.ts';
import type { Runtime } from './api.ts';
import { withoutAmount } from './amounts.ts';
import * as attributes from './attributes.ts';
import { callWithArgs, isMutable } from './calls.ts';
import { createClass } from './classes.ts';
import { deepCopy } from './deepCopy.ts';
import { Doubts } from './doubts.ts';
import { Frame } from './frame.ts';
import { frameFunctions } from './frameFunctions.ts';
import { catches, ownPlace, type Guard, type Stop } from './goingOn.ts';
import type { HostIteration } from './host.ts';
import * as items from './items.ts';
import * as iteration from './iteration.ts';
import { Journal } from './journal.ts';
import { compare, negate } from './comparison.ts';
import { binary } from './operators.ts';
import { classOf, isInstance } from './types.ts';
import { BudgetExceeded, Cancelled, PyRaise } from './signals.ts';
import {
  NativeFunction,
  PyClass,
  PyDict,
  PyList,
  PyObject,
  PySet,
  PyTuple,
  Scope,
  Unknown,
} from './values.ts';
import type { CallArgs, ClassDefinition, CodeOrigin, Value, PyModule } from './values.ts';

export interface InterpreterOptions {
  readonly recorder: Recorder;
  readonly files: FileSnapshot;
  readonly libraries: LibraryRegistry;
  /** Parses a module; results are cached by the caller. */
  readonly parse: (uri: string, text: string) => ParsedModule;
  /** Folders to search for imports, as URIs without a trailing slash, in order. */
  readonly searchPath: readonly string[];
  readonly limits?: BudgetLimits;
  readonly isCancelled?: () => boolean;
  /** Places of the person's own code after which it goes on although they raise what nothing catches. */
  readonly goOnAfter?: readonly SourceSpan[];
}

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();
const NOWHERE: CodeOrigin = { uri: '', moduleName: '', isUserCode: false };

export class Interpreter implements Runtime {
  readonly journal = new Journal();
  readonly recorder: Recorder;
  readonly files: FileSnapshot;
  readonly libraries: LibraryRegistry;
  readonly builtins: BuiltinScope;
  readonly importer: Importer;
  readonly options: InterpreterOptions;
  readonly modules = new Map<string, PyModule>();
  /** Modules that could not be run to their end, and why: what they lack is unknown. */
  readonly incompleteModules = new Map<string, Unknown>();
  readonly doubts: Doubts;
  readonly classCells = new WeakMap<Scope, { cls: PyClass | null }>();
  readonly classNames = new WeakMap<Scope, string>();
  /** Unparsable stretches that were executed. */
  readonly syntaxErrors: Unknown[] = [];
  /** A class statement whose metaclass has a `__new__` of its own, until `type.__new__` is reached. */
  classInProgress: {
    readonly definition: ClassDefinition | null;
    readonly keywords: ReadonlyMap<string, Value>;
    readonly cell: { cls: PyClass | null };
    readonly metaclass: PyClass;
  } | null = null;
  /** `try` statements with handlers whose bodies are running, the innermost last. */
  readonly guards: Guard[] = [];
  /** Where the main file raised what nothing caught. */
  readonly stops: Stop[] = [];
  /** Depth of branches being tried. */
  speculation = 0;
  frame: Frame = new Frame(new Scope('module', null), NOWHERE, 0);
  /** Serials of the objects that calls gave to the main file, rather than keep them to themselves. */
  readonly handedOver = new Set<number>();
  /** The innermost one of the main file. */
  mainFrame: Frame | null = null;
  #limits: BudgetLimits;
  #steps = 0;
  #objects = 0;
  #depth = 0;
  #sinceCancelCheck = 0;

  constructor(options: InterpreterOptions) {
    this.options = options;
    this.recorder = options.recorder;
    this.doubts = new Doubts(this.recorder);
    this.files = options.files;
    this.libraries = options.libraries;
    this.#limits = options.limits ?? DEFAULT_BUDGET;
    this.importer = new Importer(this, options.searchPath);
    const { names, classes } = installBuiltins(this);
    this.builtins = {
      classes,
      names: new Map([...names, ...frameFunctions.map((fn) => [fn.name, fn] as const)]),
    };
  }

  builtinClass = (name: string): PyClass => {
    const cls = this.builtins.classes.get(name);
    if (cls === undefined) throw new TypeError(`no builtin class ${name}`);
    return cls;
  };

  // The three methods that every class inherits and that do nothing out of the ordinary.
  get plainNew(): Value | undefined {
    return this.builtinClass('object').dict.get('__new__');
  }
  get plainInit(): Value | undefined {
    return this.builtinClass('object').dict.get('__init__');
  }
  get plainSetAttribute(): Value | undefined {
    return this.builtinClass('object').dict.get('__setattr__');
  }

  here(): SourceSpan | null {
    return this.frame.span();
  }

  undecided(serial: number): Unknown | null {
    return this.frame.undecided.findLast(({ since }) => since > serial)?.condition ?? null;
  }

  noteHandedOver(value: Value): void {
    if (value instanceof PyObject) {
      this.handedOver.add(value.serial);
      // A trainer makes the model that it was only told the name of.
      const model = value.attrs.get('model');
      if (model instanceof PyObject) this.handedOver.add(model.serial);
    } else if (value instanceof PyTuple || value instanceof PyList) {
      for (const item of value.items) if (item instanceof PyObject) this.handedOver.add(item.serial);
    }
  }

  mainLine(): SourceSpan | null {
    return this.mainFrame?.span() ?? null;
  }

  origin(): CodeOrigin | null {
    return this.frame.origin === NOWHERE ? null : this.frame.origin;
  }

  // --- running -------------------------------------------------------------------------------

  inFrame<T>(frame: Frame, run: () => T): T {
    const { frame: outer, mainFrame } = this;
    this.frame = frame;
    if (frame.origin.moduleName === '__main__') this.mainFrame = frame;
    else if (frame.scope.kind === 'module') this.mainFrame = null;
    try {
      return this.nested(run);
    } catch (error) {
      if (error instanceof PyRaise) error.ownPlace ??= ownPlace(error, frame, outer);
      throw error;
    } finally {
      this.frame = outer;
      this.mainFrame = mainFrame;
    }
  }

  /** Continues a frame that was left before (generators); depth counts as for a call. */
  resume<T>(frame: Frame, run: () => T): T {
    return this.inFrame(frame, run);
  }

  /** Runs in another scope of the same frame: comprehensions. */
  inScope<T>(scope: Scope, run: () => T): T {
    const outer = this.frame;
    const frame = new Frame(scope, outer.origin, outer.baseLine, outer.fn, outer.self);
    frame.at = outer.at;
    this.frame = frame;
    try {
      return run();
    } finally {
      this.frame = outer;
    }
  }

  nested<T>(run: () => T): T {
    if (this.#depth >= this.#limits.depth) throw new BudgetExceeded('depth', this.here());
    this.#depth += 1;
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Runs what is only looked at, on a budget of its own: what is done afterwards has as much left as before. */
  apart<T>(limits: BudgetLimits, run: () => T): T {
    const [outer, steps, objects] = [this.#limits, this.#steps, this.#objects];
    this.#limits = limits;
    this.#steps = 0;
    this.#objects = 0;
    try {
      return run();
    } finally {
      this.#limits = outer;
      this.#steps = steps;
      this.#objects = objects;
    }
  }

  get stepsTaken(): number {
    return this.#steps;
  }

  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > this.#limits.steps) throw new BudgetExceeded('steps', this.here());
    this.#sinceCancelCheck += 1;
    if (this.#sinceCancelCheck > 2000) {
      this.#sinceCancelCheck = 0;
      if (this.options.isCancelled?.() === true) throw new Cancelled('cancelled');
    }
  }

  allocate(objects = 1): void {
    this.#objects += objects;
    if (this.#objects > this.#limits.objects) throw new BudgetExceeded('objects', this.here());
  }

  // --- calls ---------------------------------------------------------------------------------

  call(callee: Value, positional: readonly Value[], keywords = NO_KEYWORDS): Value {
    return callWithArgs(this, callee, { positional, keywords, unknownSpread: null });
  }

  callWith(callee: Value, args: CallArgs): Value {
    return callWithArgs(this, callee, args);
  }

  callMethod(object: Value, name: string, positional: readonly Value[] = []): Value {
    const callee = this.getAttribute(object, name);
    if (callee instanceof Unknown) {
      const args = { positional, keywords: new Map<string, Value>(), unknownSpread: null };
      const { birth } = callee;
      this.libraries.unknownCall?.(this, { receiver: null, name, callee, args, isMember: true, birth });
    }
    return this.call(callee, positional);
  }

  // --- attributes ----------------------------------------------------------------------------

  getAttribute(object: Value, name: string): Value {
    return attributes.getAttribute(this, object, name);
  }
  findAttribute(object: Value, name: string): Value | undefined {
    try {
      return attributes.findAttribute(this, object, name);
    } catch (error) {
      if (error instanceof PyRaise && error.exception.cls.name === 'AttributeError') return undefined;
      throw error;
    }
  }
  findInstanceAttribute(object: PyObject, name: string): Value | undefined {
    return attributes.findInstanceAttribute(this, object, name);
  }
  setAttribute(object: Value, name: string, value: Value): void {
    attributes.setAttribute(this, object, name, value);
  }
  setPlainAttribute(object: PyObject, name: string, value: Value): void {
    attributes.setPlainAttribute(this, object, name, value);
  }
  deleteAttribute(object: Value, name: string): void {
    attributes.deleteAttribute(this, object, name);
  }

  findInClass(cls: PyClass, name: string): Value | undefined {
    for (const base of cls.mro) {
      const found = base.dict.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** As `findInClass`, among the classes that Python code defines. */
  findInUserClass(cls: PyClass, name: string): Value | undefined {
    for (const base of cls.mro) {
      if (base.definition === null && !base.dict.has('__wattlens_overrides__')) continue;
      const found = base.dict.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** A metaclass implemented by a library (Enum) may define what calling its classes means. */
  findNativeCall(metaclass: PyClass): Value | undefined {
    const found = this.findInClass(metaclass, '__call__');
    return found instanceof NativeFunction && !this.builtinClass('type').dict.has('__call__')
      ? found
      : found === this.builtinClass('type').dict.get('__call__')
        ? undefined
        : found;
  }

  // --- operators -----------------------------------------------------------------------------

  binary(op: BinaryOperator, left: Value, right: Value): Value {
    return binary(this, op, left, right);
  }
  compare(op: CompareOperator, left: Value, right: Value): Value {
    return compare(this, op, left, right);
  }
  negate(value: Value): Value {
    return negate(this, value);
  }
  equals(left: Value, right: Value): boolean | Unknown {
    return this.truth(compare(this, '==', left, right));
  }
  getItem(object: Value, key: Value): Value {
    return items.getItem(this, object, key);
  }
  setItem(object: Value, key: Value, value: Value): void {
    items.setItem(this, object, key, value);
  }
  deleteItem(object: Value, key: Value): void {
    items.deleteItem(this, object, key);
  }
  truth(value: Value): boolean | Unknown {
    return iteration.truth(this, value);
  }
  length(value: Value): number | Unknown {
    return iteration.length(this, value);
  }
  elements(value: Value): readonly Value[] | Unknown {
    return iteration.elements(this, value);
  }
  iterate(value: Value): Iterator<Value> | HostIteration | Unknown {
    return iteration.iterate(this, value);
  }
  str(value: Value): string | Unknown {
    return strOf(this, value);
  }
  repr(value: Value): string | Unknown {
    return reprOf(this, value);
  }
  format(value: Value, spec: string): string | Unknown {
    return formatValue(this, value, spec);
  }
  deepCopy(value: Value): Value {
    return deepCopy(this, value);
  }

  /** Hands the entries of a `**mapping` to `emit`; returns what made them unknown. */
  spreadMapping(mapping: Value, emit: (key: Value, value: Value) => void): Unknown | null {
    if (mapping instanceof Unknown) return mapping;
    if (mapping instanceof PyDict && mapping.cls === null) {
      for (const [key, value] of dictItems(mapping)) emit(key, value);
      return mapping.taint;
    }
    const keys = this.elements(this.callMethod(mapping, 'keys'));
    if (keys instanceof Unknown) return keys;
    for (const key of keys) emit(key, this.getItem(mapping, key));
    return null;
  }

  // --- types ---------------------------------------------------------------------------------

  classOf(value: Value): PyClass {
    return classOf(this, value);
  }
  isInstance(value: Value, cls: Value): boolean | Unknown {
    return isInstance(this, value, cls);
  }
  typeName(value: Value): string {
    return value instanceof Unknown ? 'unknown' : this.classOf(value).name;
  }

  // --- exceptions and unknowns ---------------------------------------------------------------

  error(type: string, message: string): PyRaise {
    const exception = new PyObject(this.builtinClass(type), this.here());
    exception.attrs.set('args', new PyTuple([message]));
    return new PyRaise(exception, `${type}: ${message}`, this.here());
  }

  raised(exception: PyObject): PyRaise {
    const text = strOf(this, exception);
    const message = typeof text === 'string' && text !== '' ? `: ${text}` : '';
    return new PyRaise(exception, `${exception.cls.name}${message}`, this.here());
  }

  unknown(reason: string): Unknown {
    return new Unknown(reason, this.here());
  }

  /** An unknown operation may have changed this value: what is read from it is unknown from here. */
  taint(value: Value, reason: Unknown): void {
    if (!isMutable(value)) return;
    const by = withoutAmount(reason);
    if (value instanceof PyList || value instanceof PyDict || value instanceof PySet) {
      if (value.taint === null) this.journal.setField(value, 'taint', by);
      if (value instanceof PyList && value.isOpen) this.journal.setField(value, 'isOpen', false);
      return;
    }
    this.recorder.taint(value, by);
  }

  noteSyntaxError(unknown: Unknown): void {
    this.syntaxErrors.push(unknown);
  }

  /** What could not be followed and might have bound a name that is not there. */
  namesLost(): Unknown | null {
    return this.importer.lostNames(this.frame.scope);
  }

  // --- classes -------------------------------------------------------------------------------

  createObject(cls: PyClass, payload?: Value): PyObject {
    this.allocate();
    return new PyObject(cls, this.here(), payload);
  }

  createClass(
    name: string,
    bases: readonly Value[],
    members: Iterable<readonly [string, Value]>,
    keywords: ReadonlyMap<string, Value> = NO_KEYWORDS,
  ): Value {
    const pending = this.classInProgress;
    this.classInProgress = null;
    if (pending === null) return createClass(this, name, bases, members, keywords);
    const merged = new Map([...pending.keywords, ...keywords, ['metaclass', pending.metaclass]]);
    const cls = createClass(this, name, bases, members, merged, pending.definition);
    if (cls instanceof PyClass) pending.cell.cls = cls;
    return cls;
  }

  /** The qualified-name prefix of what is defined in a scope. */
  classPrefix(scope: Scope): string {
    const name = this.classNames.get(scope);
    return name === undefined ? '' : `${name}.`;
  }

  /** The `__class__` cell that functions defined in this frame share. */
  classCellFor(frame: Frame): { cls: PyClass | null } | null {
    return this.classCells.get(frame.scope) ?? frame.fn?.classCell ?? null;
  }

  catchesTypeErrors(): boolean {
    return this.frame.typeErrorGuards > 0;
  }

  noteStop(error: Error): void {
    if (!(error instanceof PyRaise)) return;
    const place = error.ownPlace ?? error.span;
    if (place !== null) this.stops.push({ place, loops: error.loops });
  }

  wouldCatch(type: string): boolean {
    const running = this.frame;
    const error = this.error(type, '');
    return this.guards.some((guard) => guard.frame === running && catches(this, guard, error));
  }

  completeRegistry(registry: PyDict | PySet, key: string | null): boolean {
    return this.importer.registries.complete(registry, key);
  }

  importModule(dottedName: string): PyModule | Unknown {
    return this.importer.importModule(dottedName);
  }
}
