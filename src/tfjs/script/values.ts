/**
 * What JavaScript has and Python has not. Everything else is shared with `python/runtime/values.ts`:
 *
 * | JavaScript | value |
 * | --- | --- |
 * | number | a number while it is a safe integer, else `PyFloat`; both are one type here (`numbers.ts`) |
 * | bigint, string, boolean, null | themselves |
 * | undefined, symbols | `UNDEFINED`, `PySingleton` |
 * | array | `PyList` |
 * | `{…}` | `PyDict`, its keys texts; a getter or setter is a `PyProperty` among its entries |
 * | class, its instances | `JsClass`, `PyObject` |
 * | function | `JsFunction`, and `NativeFunction` of the evaluator and of libraries |
 * | iterator, generator | `PyIterator` |
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { Store } from '../../python/runtime/journal.ts';
import { PyClass, PySingleton, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, CodeOrigin, PyProperty, Value } from '../../python/runtime/values.ts';
import type { SourceSpan } from '../../units/span.ts';
import type { ClassNode, FunctionNode } from '../syntax/ast.ts';
import { scriptOf, type ScriptRuntime } from './api.ts';
import type { JsFrame } from './frame.ts';
import type { JsScope } from './scope.ts';

export const UNDEFINED = new PySingleton('undefined');

/** What was looked up; null is a value like any other. */
export function orUndefined(value: Value | undefined): Value {
  return value === undefined ? UNDEFINED : value;
}

export function isNullish(value: Value): boolean {
  return value === null || value === UNDEFINED;
}

/** A value of the page or of the outside world: what is read from it has the longer path as its reason. */
export class OutsideValue extends Unknown {
  /** As the program writes it: `document.getElementById('epochs').value`. */
  readonly path: string;
  /** `from the page`, `from the environment`. */
  readonly from: string;
  constructor(path: string, from: string, span: SourceSpan | null) {
    super(`${from}: ${path}`, span);
    this.path = path;
    this.from = from;
  }
  /** What is read from it or called on it. */
  at(path: string, span: SourceSpan | null): OutsideValue {
    return new OutsideValue(path.length > 120 ? this.path : path, this.from, span);
  }
}

/** What `{...unknown}` leaves open: the members that were set after it are known, all others are not. */
export class UnknownRest extends Unknown {}

/** Own members of functions and other values that are no plain objects. */
export type Members = Store<string, Value>;

/** A function of the program. `this` of an arrow function is that of the code around it. */
export class JsFunction extends HostObject {
  readonly name: string;
  readonly node: FunctionNode;
  readonly scope: JsScope;
  readonly origin: CodeOrigin;
  /** The class in whose body it stands, for `super` and `#names`. */
  readonly home: JsClass | null;
  /** Whether it is a member of the class itself, for `super`. */
  readonly isStatic: boolean;
  /** The code around an arrow function, which lends it `this`; null for others. */
  readonly around: JsFrame | null;
  readonly members: Members = new Store();
  /** What `new` makes of it, once that is asked for. */
  asClass: JsClass | null = null;
  constructor(init: Pick<JsFunction, 'name' | 'node' | 'scope' | 'origin' | 'home' | 'isStatic' | 'around'>) {
    super();
    this.name = init.name;
    this.node = init.node;
    this.scope = init.scope;
    this.origin = init.origin;
    this.home = init.home;
    this.isStatic = init.isStatic;
    this.around = init.around;
  }

  override pyClass(rt: Runtime): PyClass {
    return scriptOf(rt).builtinClass('Function');
  }

  /** Called by a library: what Python calls keywords is the last argument, an object. */
  override call(rt: Runtime, args: CallArgs): Value {
    return scriptOf(rt).callWithKeywords(this, UNDEFINED, args);
  }

  override bindTo(_rt: Runtime, self: Value): Value {
    return new BoundFunction(this, self, []);
  }

  override repr(): string {
    return `[Function: ${this.name}]`;
  }
}

/** `fn.bind(self, …)`, and a method as a library gets it from an object. */
export class BoundFunction extends HostObject {
  readonly fn: Value;
  readonly self: Value;
  readonly first: readonly Value[];
  constructor(fn: Value, self: Value, first: readonly Value[]) {
    super();
    this.fn = fn;
    this.self = self;
    this.first = first;
  }

  override pyClass(rt: Runtime): PyClass {
    return scriptOf(rt).builtinClass('Function');
  }

  override call(rt: Runtime, args: CallArgs): Value {
    const positional = [...this.first, ...args.positional];
    return scriptOf(rt).callWithKeywords(this.fn, this.self, { ...args, positional });
  }
}

/** How instances of a class of the evaluator's own come into being. */
export interface NativeConstruction {
  /** Makes the object that the constructors of derived classes then see as `this`. */
  create(js: ScriptRuntime, cls: PyClass, args: readonly Value[]): Value;
  /** Called without `new`; null: that raises. */
  call: ((js: ScriptRuntime, args: readonly Value[]) => Value) | null;
}

/** A class of the program, or of the language. `dict` holds what its prototype holds. */
export class JsClass extends PyClass {
  readonly statics: Members = new Store();
  /** Null for a class of the language or an old-style constructor function. */
  readonly node: ClassNode | null;
  readonly scope: JsScope | null;
  readonly construction: NativeConstruction | null;
  /** The function that it was written as, before there were classes. */
  readonly constructorFunction: JsFunction | null;
  /** Instance fields with computed keys evaluated; private methods among the prototype's. */
  fields: readonly { readonly key: string; readonly evaluate: (self: Value) => Value }[] = [];
  ctor: JsFunction | null = null;
  constructor(
    init: ConstructorParameters<typeof PyClass>[0] & {
      readonly node?: ClassNode | null;
      readonly scope?: JsScope | null;
      readonly construction?: NativeConstruction | null;
      readonly constructorFunction?: JsFunction | null;
    },
  ) {
    super(init);
    this.node = init.node ?? null;
    this.scope = init.scope ?? null;
    this.construction = init.construction ?? null;
    this.constructorFunction = init.constructorFunction ?? null;
  }
  get base(): PyClass | null {
    return this.bases[0] ?? null;
  }
}

/** `Class.prototype`: reads and writes go to what its instances inherit. */
export class Prototype extends HostObject {
  readonly cls: PyClass;
  constructor(cls: PyClass) {
    super();
    this.cls = cls;
  }
  override pyClass(): PyClass {
    return this.cls;
  }
  override isEquivalent(other: HostObject): boolean {
    return other instanceof Prototype && other.cls === this.cls;
  }
}

/** What a key of a `Map` or `Set` is compared by. */
export type MapKey = string | number | bigint | boolean | null | object;

export class JsMap extends HostObject {
  readonly entries = new Store<MapKey, readonly [Value, Value]>();
  readonly cls: PyClass;
  readonly members: Members = new Store();
  taint: Unknown | null = null;
  constructor(cls: PyClass) {
    super();
    this.cls = cls;
  }
  override pyClass(): PyClass {
    return this.cls;
  }
}

export class JsSet extends HostObject {
  readonly entries = new Store<MapKey, Value>();
  readonly cls: PyClass;
  readonly members: Members = new Store();
  taint: Unknown | null = null;
  constructor(cls: PyClass) {
    super();
    this.cls = cls;
  }
  override pyClass(): PyClass {
    return this.cls;
  }
}

export class JsRegExp extends HostObject {
  readonly pattern: RegExp;
  readonly members: Members = new Store<string, Value>([['lastIndex', 0]]);
  constructor(pattern: RegExp) {
    super();
    this.pattern = pattern;
  }
  override pyClass(rt: Runtime): PyClass {
    return scriptOf(rt).builtinClass('RegExp');
  }
  override isEquivalent(other: HostObject): boolean {
    return other instanceof JsRegExp && String(other.pattern) === String(this.pattern);
  }
}

/** An accessor of an object literal or class. */
export type Accessor = PyProperty;

/** The names that a module exports, as `import * as ns` and `import()` see them. */
export class ModuleNamespace extends HostObject {
  readonly uri: string;
  /** By exported name: reads what the name stands for now. */
  readonly exports: Map<string, () => Value>;
  constructor(uri: string, exports: ModuleNamespace['exports']) {
    super();
    this.uri = uri;
    this.exports = exports;
  }
  override pyClass(rt: Runtime): PyClass {
    return scriptOf(rt).builtinClass('Object');
  }
  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return this.exports.get(name)?.();
  }
}
