/** The script evaluator: the state of one run, and what it offers to libraries. */
import { isMutable } from '../../python/runtime/calls.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import type { Interpreter } from '../../python/runtime/interpreter.ts';
import { linear, withForm } from '../../python/runtime/iterationForms.ts';
import { planOver, runLoop } from '../../python/runtime/loops.ts';
import type { PyRaise } from '../../python/runtime/signals.ts';
import type { Recorder } from '../../python/ports.ts';
import {
  BoundMethod,
  Indexed,
  NativeFunction,
  PyClass,
  PyDict,
  PyFloat,
  PyIterator,
  PyList,
  PyObject,
  PySingleton,
  PyTuple,
  Unknown,
} from '../../python/runtime/values.ts';
import type { CallArgs, CodeOrigin, Value } from '../../python/runtime/values.ts';
import type { SourceSpan } from '../../units/span.ts';
import type { FunctionNode, ObjectExpr } from '../syntax/ast.ts';
import { registerScript, type ScriptLibraries, type ScriptRuntime } from './api.ts';
import { rememberScript } from './builtins/helpers.ts';
import { installGlobals } from './builtins/install.ts';
import { callFromLibrary, callValue } from './calls.ts';
import { construct } from './construction.ts';
import { describe, isCallable, toKey, toNumber, toText, truthOf } from './conversions.ts';
import { errorOf } from './errors.ts';
import { JsFrame } from './frame.ts';
import { elementsOf, iterate } from './iteration.ts';
import { findMember, ownKeys, setMember } from './members.ts';
import type { Modules } from './modules.ts';
import { arrayIndex, fromNumber } from './numbers.ts';
import { outsideGlobal } from './page.ts';
import { JsScope } from './scope.ts';
import { JsClass, orUndefined } from './values.ts';

interface Literal {
  readonly node: ObjectExpr;
  readonly origin: CodeOrigin;
}

/** A function that the page calls at a time of its own. */
interface LaterCall {
  readonly fn: Value;
  readonly args: readonly Value[];
  readonly by: JsFrame;
}

const NOWHERE: CodeOrigin = { uri: '', moduleName: '', isUserCode: false };

export class Script implements ScriptRuntime {
  readonly rt: Interpreter;
  readonly libraries: ScriptLibraries;
  readonly modules: Modules;
  /** What the language defines, and below it what the scripts of a page share. */
  readonly globals: JsScope;
  /** Where object literals are written. */
  readonly literals = new WeakMap<PyDict, Literal>();
  readonly #builtins: ReadonlyMap<string, PyClass>;
  readonly #libraryGlobals = new Map<string, Value | null>();
  readonly #called = new Set<FunctionNode>();
  readonly #later: LaterCall[] = [];
  readonly #laterFunctions = new Set<Value>();

  constructor(rt: Interpreter, libraries: ScriptLibraries, modules: (js: Script) => Modules) {
    this.rt = rt;
    this.libraries = libraries;
    registerScript(rt, this);
    rememberScript(this);
    const { scope, classes } = installGlobals(rt);
    this.#builtins = classes;
    this.globals = new JsScope('global', scope);
    this.modules = modules(this);
    rt.frame = new JsFrame(this.globals, NOWHERE);
  }

  get recorder(): Recorder {
    return this.rt.recorder;
  }

  /** The script that is running; a library that called back runs in the frame of its caller. */
  get frame(): JsFrame {
    const { frame } = this.rt;
    if (!(frame instanceof JsFrame)) throw new TypeError('no script is running');
    return frame;
  }

  // --- names ---------------------------------------------------------------------------------

  isDeclared(name: string): boolean {
    return this.frame.names.find(name) !== null;
  }

  /** A name that no scope has: of a library's script, or of the page. */
  globalValue(name: string): Value | undefined {
    let known = this.#libraryGlobals.get(name);
    if (known === undefined) {
      known = this.libraries.global(name)?.create(this) ?? null;
      this.#libraryGlobals.set(name, known);
    }
    return known === null ? outsideGlobal(name, this.rt.here()) : known;
  }

  globalMember(name: string): Value | undefined {
    const own = this.globals.find(name)?.vars.get(name);
    return own === undefined ? this.globalValue(name) : own;
  }

  setGlobal(name: string, value: Value): void {
    this.rt.journal.mapSet(this.globals.vars, name, value);
  }

  noteCall(node: FunctionNode): void {
    this.#called.add(node);
  }

  wasCalled(node: FunctionNode): boolean {
    return this.#called.has(node);
  }

  // --- classes -------------------------------------------------------------------------------

  builtinClass(name: string): PyClass {
    const cls = this.#builtins.get(name);
    if (cls === undefined) throw new TypeError(`no class ${name}`);
    return cls;
  }

  findBuiltin(name: string): PyClass | null {
    return this.#builtins.get(name) ?? null;
  }

  /** Whose members a value has besides its own. */
  classOf(value: Value): PyClass {
    if (value instanceof PyObject) return value.cls;
    if (value instanceof PyList || value instanceof PyDict) {
      return value.cls ?? this.builtinClass(value instanceof PyList ? 'Array' : 'Object');
    }
    if (value instanceof PyTuple) return this.builtinClass('Array');
    if (value instanceof PyClass || value instanceof NativeFunction || value instanceof BoundMethod) {
      return this.builtinClass('Function');
    }
    if (value instanceof PyIterator) return this.builtinClass('Iterator');
    if (value instanceof PyFloat || value instanceof Indexed) return this.builtinClass('Number');
    if (value instanceof PySingleton) return this.builtinClass('Symbol');
    if (value instanceof HostObject) return value.pyClass(this.rt);
    switch (typeof value) {
      case 'string':
        return this.builtinClass('String');
      case 'number':
        return this.builtinClass('Number');
      case 'boolean':
        return this.builtinClass('Boolean');
      case 'bigint':
        return this.builtinClass('BigInt');
      default:
        return this.builtinClass('Object');
    }
  }

  // --- members -------------------------------------------------------------------------------

  getMember(object: Value, name: string): Value {
    return orUndefined(findMember(this, object, name));
  }

  setMember(object: Value, name: string, value: Value): void {
    setMember(this, object, name, value);
  }

  getItem(object: Value, index: Value): Value {
    if (object instanceof PyList && typeof index === 'number' && object.taint === null) {
      return orUndefined(object.items[index]);
    }
    if (object instanceof PyList && object.taint !== null && index instanceof Indexed) return object.taint;
    if (object instanceof HostObject && !(index instanceof Unknown) && typeof index !== 'string') {
      const own = object.getItem(this.rt, index);
      if (own !== undefined) return own;
    }
    if (object instanceof Unknown && typeof index !== 'string') {
      return typeof index === 'number' ? this.getMember(object, String(index)) : object;
    }
    const key = toKey(this, index);
    if (key instanceof Unknown) return key;
    return this.getMember(object, key);
  }

  setItem(object: Value, index: Value, key: string, value: Value): void {
    const isElement = object instanceof HostObject && arrayIndex(key) !== null;
    if (isElement && object.setItem(this.rt, index, value)) return;
    this.setMember(object, key, value);
  }

  ownEntries(object: Value): readonly (readonly [string, Value])[] | Unknown {
    const keys = ownKeys(this, object);
    return keys instanceof Unknown ? keys : keys.map((key) => [key, this.getMember(object, key)] as const);
  }

  isFrozen(object: Value): boolean {
    const attrs = object instanceof PyDict || object instanceof PyList ? object.attrs : null;
    return attrs?.has('@@frozen') === true;
  }

  memberSpan(object: Value, name: string): SourceSpan | null {
    if (!(object instanceof PyDict)) return null;
    const literal = this.literals.get(object);
    if (literal === undefined) return null;
    const { node, origin } = literal;
    const member = node.members.findLast((one) => one.kind !== 'Spread' && one.key === name);
    const { line, character, endLine, endCharacter } = (member ?? node).at;
    return {
      uri: origin.uri,
      start: { line, character },
      end: { line: endLine, character: endCharacter },
    };
  }

  // --- calls ---------------------------------------------------------------------------------

  call(callee: Value, self: Value, args: readonly Value[]): Value {
    return callValue(this, callee, self, { values: args, spread: null });
  }

  callWithKeywords(callee: Value, self: Value, args: CallArgs): Value {
    return callFromLibrary(this, callee, self, args);
  }

  callMember(object: Value, name: string, args: readonly Value[]): Value {
    return this.call(this.getMember(object, name), object, args);
  }

  construct(cls: Value, args: readonly Value[]): Value {
    return construct(this, cls, { values: args, spread: null }, this.describe(cls));
  }

  /** A function of ours that the program may call. */
  callback(name: string, run: (args: readonly Value[]) => Value): NativeFunction {
    return new NativeFunction(name, (_rt, { positional }) => run(positional));
  }

  forEach(
    iteration: Iterator<Value> | HostIteration | Unknown,
    body: (element: Value, index: Value) => void,
  ): void {
    let element: Value = null;
    let index: Value = 0;
    const plan = planOver(iteration, (value) => {
      element = value;
      return true;
    });
    const begin = plan.begin.bind(plan);
    // What depends on the index differs from iteration to iteration: the loop has to see it.
    plan.begin = (i, loop) => {
      index = loop === null ? i : new Indexed(i, new Map([[loop, withForm((j) => j, linear(0, 1))]]));
      return begin(i, loop);
    };
    runLoop(this.rt, plan, () => {
      body(element, index);
      return 'normal';
    });
  }

  callLater(fn: Value, args: readonly Value[]): void {
    if (!this.isCallable(fn) || this.#laterFunctions.has(fn)) return;
    this.#laterFunctions.add(fn);
    this.#later.push({ fn, args, by: this.frame });
  }

  /** The next function that the page is going to call. */
  takeLater(): LaterCall | null {
    return this.#later.shift() ?? null;
  }

  // --- conversions ---------------------------------------------------------------------------

  truth(value: Value): boolean | Unknown {
    return truthOf(this, value);
  }

  toNumber(value: Value): number | Unknown {
    return toNumber(this, value);
  }

  toText(value: Value): string | Unknown {
    return toText(this, value);
  }

  iterate(value: Value): Iterator<Value> | HostIteration | Unknown {
    return iterate(this, value);
  }

  elements(value: Value): readonly Value[] | Unknown {
    return elementsOf(this, value, null);
  }

  /** No more than are wanted; null: all. */
  firstElements(value: Value, wanted: number | null): readonly Value[] | Unknown {
    return elementsOf(this, value, wanted);
  }

  isCallable(value: Value): boolean {
    return isCallable(value);
  }

  describe(value: Value): string {
    return describe(this, value);
  }

  list(items: readonly Value[]): PyList {
    this.rt.allocate();
    this.spendOn(items.length);
    return new PyList([...items]);
  }

  /** Long arrays cost more than short ones to copy. */
  spendOn(elements: number): void {
    if (elements > 32) this.rt.spend(elements >> 4);
  }

  object(members: Iterable<readonly [string, Value]>): PyDict {
    this.rt.allocate();
    const dict = new PyDict();
    for (const [name, value] of members) dict.entries.set(name, value);
    return dict;
  }

  number(value: number): Value {
    return fromNumber(value);
  }

  // --- trouble -------------------------------------------------------------------------------

  error(type: string, message: string): PyRaise {
    return errorOf(this, type, message);
  }

  unknown(reason: string): Unknown {
    return this.rt.unknown(reason);
  }

  /** Something unknown may have changed it. */
  taint(value: Value, by: Unknown): void {
    if (isMutable(value) && !(value instanceof JsClass)) this.rt.taint(value, by);
  }
}
