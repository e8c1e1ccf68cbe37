/**
 * The values of the abstract heap. A Python `int` is a JavaScript number while it is a safe integer
 * and a bigint beyond; `float` is boxed, because JavaScript cannot tell 1 from 1.0.
 * `None` is null. Mutable state is written through the journal only.
 */
import type { FunctionDefStmt, LambdaExpr, ParamKind } from '../syntax/ast.ts';
import type { SourceSpan } from '../../units/span.ts';
import type { HostObject } from './host.ts';
import { nextSerial, Store } from './journal.ts';
import type { Runtime } from './api.ts';

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | PyFloat
  | PyBytes
  | PyList
  | PyTuple
  | PyDict
  | PySet
  | PyRange
  | PySlice
  | PyFunction
  | BoundMethod
  | NativeFunction
  | PyClass
  | PyObject
  | PyModule
  | PyProperty
  | StaticMethod
  | ClassMethod
  | PySuper
  | PyIterator
  | PySingleton
  | Indexed
  | Unknown
  | HostObject;

/** A value that could not be determined: sticky, and traceable to the line that made it so. */
export class Unknown {
  readonly kind = 'unknown';
  readonly reason: string;
  readonly span: SourceSpan | null;
  /** For a truth value: the side that there is a reason to expect. */
  readonly likely: boolean | null;
  /** What the call that gave it would have made had this serial number; 0: no call gave it. */
  readonly birth: number;
  constructor(reason: string, span: SourceSpan | null, likely: boolean | null = null, birth = 0) {
    this.reason = reason;
    this.span = span;
    this.likely = likely;
    this.birth = birth;
  }
}

export class PyFloat {
  readonly kind = 'float';
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export class PyBytes {
  readonly kind = 'bytes';
  readonly value: Uint8Array;
  constructor(value: Uint8Array) {
    this.value = value;
  }
}

/**
 * Builtin containers may be instances of a user's subclass (`class AttrDict(dict)`): then `cls` is
 * that class and `attrs` its instance attributes.
 */
export class PyList {
  readonly kind = 'list';
  readonly serial = nextSerial();
  items: Value[];
  cls: PyClass | null = null;
  attrs: Store<string, Value> | null = null;
  /** Set when something unknown may have changed the list. */
  taint: Unknown | null = null;
  /** All that is unknown of it is how many more elements like these it has. */
  isOpen = false;
  constructor(items: Value[]) {
    this.items = items;
  }
}

export class PyTuple {
  readonly kind = 'tuple';
  readonly serial = nextSerial();
  readonly items: readonly Value[];
  cls: PyClass | null = null;
  attrs: Store<string, Value> | null = null;
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** What a key is compared by: itself where JavaScript compares it as Python does, else a text. */
export type HashKey = string | number | bigint | null | object;

export class PyDict {
  readonly kind = 'dict';
  readonly serial = nextSerial();
  /** Values by hash key, in insertion order. String keys stand for themselves. */
  readonly entries: Store<HashKey, Value>;
  /** The key objects whose hash key is not the key itself (tuples, floats, booleans, …). */
  readonly keys: Store<HashKey, Value>;
  cls: PyClass | null = null;
  attrs: Store<string, Value> | null = null;
  taint: Unknown | null = null;
  /** `defaultdict`'s factory. */
  defaultFactory: Value | undefined = undefined;
  constructor(entries: Store<HashKey, Value> = new Store()) {
    this.entries = entries;
    this.keys = new Store();
  }
}

export class PySet {
  readonly kind = 'set';
  readonly serial = nextSerial();
  readonly entries = new Store<HashKey, Value>();
  readonly frozen: boolean;
  cls: PyClass | null = null;
  attrs: Store<string, Value> | null = null;
  taint: Unknown | null = null;
  constructor(frozen: boolean) {
    this.frozen = frozen;
  }
}

export class PyRange {
  readonly kind = 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  get length(): number {
    const { start, stop, step } = this;
    return Math.max(0, Math.ceil((stop - start) / step));
  }
}

export class PySlice {
  readonly kind = 'slice';
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
  constructor(start: Value, stop: Value, step: Value) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** `...`, `NotImplemented` and other values of which there is one. */
export class PySingleton {
  readonly kind = 'singleton';
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
export const ELLIPSIS = new PySingleton('Ellipsis');
export const NOT_IMPLEMENTED = new PySingleton('NotImplemented');

/** Names and their values; functions see the scopes around them, class bodies are skipped. */
export class Scope {
  readonly kind: 'module' | 'function' | 'class' | 'comprehension';
  readonly vars: Store<string, Value>;
  readonly parent: Scope | null;
  /** Names declared `global` (true) or `nonlocal` (false) here. */
  declared: Map<string, boolean> | null = null;
  /** Names that the function assigns: they are its own even before they are bound. */
  locals: ReadonlySet<string> | null = null;
  constructor(kind: Scope['kind'], parent: Scope | null, vars: Store<string, Value> = new Store()) {
    this.kind = kind;
    this.parent = parent;
    this.vars = vars;
  }
}

/** The document that code came from. */
export interface CodeOrigin {
  readonly uri: string;
  /** `__name__` of the module. */
  readonly moduleName: string;
  /** True for the files of the person's own, false for installed packages. */
  readonly isUserCode: boolean;
}

export interface BoundParam {
  readonly name: string;
  readonly kind: ParamKind;
  /** Evaluated default; undefined: the parameter is required. */
  readonly default: Value | undefined;
}

export class PyFunction {
  readonly kind = 'function';
  readonly serial = nextSerial();
  readonly name: string;
  readonly qualname: string;
  readonly node: FunctionDefStmt | LambdaExpr;
  readonly params: readonly BoundParam[];
  readonly closure: Scope;
  readonly origin: CodeOrigin;
  /** First line of the enclosing top-level statement: places in `node` are relative to it. */
  readonly baseLine: number;
  /** The class whose body defines it, for `super()` without arguments; filled once that exists. */
  readonly classCell: { cls: PyClass | null } | null;
  readonly attrs = new Store<string, Value>();
  constructor(
    init: Pick<
      PyFunction,
      'name' | 'qualname' | 'node' | 'params' | 'closure' | 'origin' | 'baseLine' | 'classCell'
    >,
  ) {
    this.name = init.name;
    this.qualname = init.qualname;
    this.node = init.node;
    this.params = init.params;
    this.closure = init.closure;
    this.origin = init.origin;
    this.baseLine = init.baseLine;
    this.classCell = init.classCell;
  }
}

export class BoundMethod {
  readonly kind = 'method';
  readonly self: Value;
  readonly fn: PyFunction | NativeFunction;
  constructor(self: Value, fn: PyFunction | NativeFunction) {
    this.self = self;
    this.fn = fn;
  }
}

/** Arguments of a call, as evaluated. */
export interface CallArgs {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** Set when `*x` or `**x` was unknown, so that further arguments may be there. */
  readonly unknownSpread: Unknown | null;
}

/**
 * A function implemented in TypeScript. It may throw `PyRaise` (see `Runtime.error`) and
 * `UnknownInput` (an argument that it needs is unknown: the call's value is then that Unknown).
 */
export class NativeFunction {
  readonly kind = 'native';
  readonly name: string;
  readonly call: (rt: Runtime, args: CallArgs) => Value;
  /** Becomes a bound method when read through an instance, as Python functions do. */
  readonly isMethod: boolean;
  readonly #params: (() => readonly BoundParam[] | null) | null;
  constructor(
    name: string,
    call: (rt: Runtime, args: CallArgs) => Value,
    isMethod = false,
    params: (() => readonly BoundParam[] | null) | null = null,
  ) {
    this.name = name;
    this.call = call;
    this.isMethod = isMethod;
    this.#params = params;
  }

  /** Parameter names, where known, for `inspect.signature`. */
  get params(): readonly BoundParam[] | null {
    return this.#params === null ? null : this.#params();
  }
}

export class PyClass {
  readonly kind = 'class';
  readonly serial = nextSerial();
  /** Decorators give what they make the name of what they were given. */
  name: string;
  readonly bases: readonly PyClass[];
  /** Method resolution order, itself first. */
  readonly mro: readonly PyClass[];
  readonly dict: Store<string, Value>;
  /** Where the class statement is; null for builtin and library classes. */
  readonly definition: ClassDefinition | null;
  /** A base could not be resolved: attributes that are not found are unknown, not missing. */
  readonly unknownBase: Unknown | null;
  readonly metaclass: PyClass | null;
  /** `super()`'s cell of the methods in its body. */
  constructor(init: {
    name: string;
    bases: readonly PyClass[];
    mro?: readonly PyClass[];
    dict?: Store<string, Value>;
    definition?: ClassDefinition | null;
    unknownBase?: Unknown | null;
    metaclass?: PyClass | null;
  }) {
    this.name = init.name;
    this.bases = init.bases;
    this.mro = [this, ...(init.mro ?? singleInheritanceOrder(init.bases))];
    this.dict = init.dict ?? new Store();
    this.definition = init.definition ?? null;
    this.unknownBase = init.unknownBase ?? init.bases.find((b) => b.unknownBase)?.unknownBase ?? null;
    this.metaclass = init.metaclass ?? init.bases.find((b) => b.metaclass)?.metaclass ?? null;
  }
  isSubclassOf(other: PyClass): boolean {
    return this.mro.includes(other);
  }
}

function singleInheritanceOrder(bases: readonly PyClass[]): readonly PyClass[] {
  return bases[0]?.mro ?? [];
}

export interface ClassDefinition {
  readonly origin: CodeOrigin;
  /** The name in the `class` statement, absolute. */
  readonly span: SourceSpan;
  readonly qualname: string;
}

export class PyObject {
  readonly kind = 'object';
  readonly serial = nextSerial();
  readonly cls: PyClass;
  attrs: Store<string, Value>;
  /** The builtin value of an instance of a subclass of `str`, `int`, `float` (enum members too). */
  readonly payload: Value | undefined;
  /** Where the object was created: the innermost line of Python code. */
  readonly createdAt: SourceSpan | null;
  constructor(
    cls: PyClass,
    createdAt: SourceSpan | null = null,
    payload?: Value,
    attrs: Store<string, Value> = new Store(),
  ) {
    this.cls = cls;
    this.createdAt = createdAt;
    this.payload = payload;
    this.attrs = attrs;
  }
}

export class PyModule {
  readonly kind = 'module';
  readonly name: string;
  readonly vars: Store<string, Value>;
  readonly uri: string | null;
  /** Computes an attribute that is not in `vars` yet (lazy library members, submodules). */
  readonly lazy: ((rt: Runtime, name: string) => Value | undefined) | null;
  constructor(
    name: string,
    uri: string | null,
    vars: Store<string, Value> = new Store(),
    lazy: PyModule['lazy'] = null,
  ) {
    this.name = name;
    this.uri = uri;
    this.vars = vars;
    this.lazy = lazy;
  }
}

export class PyProperty {
  readonly kind = 'property';
  readonly getter: Value;
  readonly setter: Value;
  /** `functools.cached_property`: the first result is stored in the instance. */
  readonly cached: boolean;
  readonly deleter: Value;
  constructor(getter: Value, setter: Value, cached = false, deleter: Value = null) {
    this.getter = getter;
    this.setter = setter;
    this.cached = cached;
    this.deleter = deleter;
  }
}

export class StaticMethod {
  readonly kind = 'staticmethod';
  readonly fn: Value;
  constructor(fn: Value) {
    this.fn = fn;
  }
}

export class ClassMethod {
  readonly kind = 'classmethod';
  readonly fn: Value;
  constructor(fn: Value) {
    this.fn = fn;
  }
}

export class PySuper {
  readonly kind = 'super';
  /** Attributes are looked up in the method resolution order of `self` after this class. */
  readonly after: PyClass;
  readonly self: Value;
  constructor(after: PyClass, self: Value) {
    this.after = after;
    this.self = self;
  }
}

/** What a loop may know of its iterable, for the record of what is repeated how often. */
export interface LoopSource {
  readonly kind: 'range' | 'while' | 'sequence' | 'unknown' | 'host';
  /** Given by host iterables (a data loader): anything the recorder understands. */
  readonly detail: HostObject | null;
  /** Of a list, or a generator with one loop: what it gives. Filled as the loop is run. */
  readonly elements?: LoopElements;
}

/** The elements of an iterable that one walk through it goes over. */
export interface LoopElements {
  first: Value | undefined;
  /** The loop came to the end of them. */
  isWhole: boolean;
}

/**
 * An iterator in progress. `next` returns undefined at the end. Iterating it is not undone by the
 * journal, so speculative code copies what it iterates first.
 */
export class PyIterator {
  readonly kind = 'iterator';
  readonly serial = nextSerial();
  readonly next: () => Value | undefined;
  readonly typeName: string;
  /** `generator.send`. */
  readonly send: ((value: Value) => Value | undefined) | null;
  /** `generator.throw`: raises where the generator waits. */
  readonly raise: ((error: Error) => Value | undefined) | null;
  /** Why nobody knows whether there was what it gave last; null: there was. */
  mayEnd: Unknown | null = null;
  constructor(
    typeName: string,
    next: () => Value | undefined,
    send: PyIterator['send'] = null,
    raise: PyIterator['raise'] = null,
  ) {
    this.typeName = typeName;
    this.next = next;
    this.send = send;
    this.raise = raise;
  }
}

/** One loop in progress, as the values that depend on its iteration see it. */
export interface LoopState {
  readonly serial: number;
  /** The iteration's number was used in a way that cannot be followed (an index, a native call). */
  escaped: boolean;
  /** Truth values that branches were taken on, by iteration. */
  readonly conditions: ((iteration: number) => boolean)[];
}

export type IndexedValue = number | boolean | PyFloat;

/**
 * A number or truth value that depends on a loop's iteration: its present value, and what it would
 * be in iteration i. A branch taken on it tells the loop at which iterations it would differ.
 */
export class Indexed {
  readonly kind = 'indexed';
  readonly value: IndexedValue;
  /** Per loop: the value in that loop's iteration i, the other loops being where they are. */
  readonly by: ReadonlyMap<LoopState, (iteration: number) => IndexedValue>;
  constructor(value: IndexedValue, by: Indexed['by']) {
    this.value = value;
    this.by = by;
  }
  /** The present value, for a use in which the dependence is lost: the loops are told. */
  escape(): IndexedValue {
    for (const loop of this.by.keys()) loop.escaped = true;
    return this.value;
  }
}
