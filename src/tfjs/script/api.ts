/**
 * What the script evaluator offers to libraries, and how they are given to it. `rt` is the runtime that Python code
 * would have: the Keras library, the journal and the recorder are reached through it.
 */
import type { HostIteration } from '../../python/runtime/host.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import type { CallArgs, PyClass, PyDict, PyList, Unknown, Value } from '../../python/runtime/values.ts';
import type { SourceSpan } from '../../units/span.ts';

export interface ScriptRuntime {
  readonly rt: Runtime;

  /** A class of the language: `Array`, `Error`, `Map`, … */
  builtinClass(name: string): PyClass;

  /** `object.name`; `UNDEFINED` where there is none. Raises TypeError for null and undefined. */
  getMember(object: Value, name: string): Value;
  setMember(object: Value, name: string, value: Value): void;
  /** Own members of an object that `for in` would visit, in their order; Unknown where they are not all known. */
  ownEntries(object: Value): readonly (readonly [string, Value])[] | Unknown;

  /** Calls anything callable. */
  call(callee: Value, self: Value, args: readonly Value[]): Value;
  /** As a library calls it: Python's keywords become an object, the last argument. */
  callWithKeywords(callee: Value, self: Value, args: CallArgs): Value;
  /** `object.name(…args)`. */
  callMember(object: Value, name: string, args: readonly Value[]): Value;
  /** `new cls(…args)`. */
  construct(cls: Value, args: readonly Value[]): Value;
  /**
   * Calls a function of the program for each element, as a loop: one that trains or repeats work is not run to its
   * end (`Dataset.forEachAsync`).
   */
  forEach(iteration: HostIteration, body: (element: Value, index: Value) => void): void;
  /** A name that scripts of the page share; undefined where there is none. */
  globalMember(name: string): Value | undefined;
  setGlobal(name: string, value: Value): void;
  /** A function that is called later, by the page: it is called once, when the program has come to its end. */
  callLater(fn: Value, args: readonly Value[]): void;

  truth(value: Value): boolean | Unknown;
  /** `Number(value)`. */
  toNumber(value: Value): number | Unknown;
  /** `String(value)`. */
  toText(value: Value): string | Unknown;
  /** All elements of an iterable. */
  elements(value: Value): readonly Value[] | Unknown;
  isCallable(value: Value): boolean;
  /** As error messages name it. */
  describe(value: Value): string;

  list(items: readonly Value[]): PyList;
  object(members: Iterable<readonly [string, Value]>): PyDict;
  /** A number in the form that values have. */
  number(value: number): Value;

  /** Where the member of an object literal is written, or the object where that is not known. */
  memberSpan(object: Value, name: string): SourceSpan | null;

  /** An exception to `throw`: `throw js.error('TypeError', 'message')`. */
  error(type: string, message: string): Error;
  /** An Unknown that names the running line. */
  unknown(reason: string): Unknown;
}

/** A module that is modelled. */
export interface ScriptModule {
  readonly name: string;
  /** What `import * as` and `require` give; a member `default` is what `import x from` gives, if it has one. */
  create(js: ScriptRuntime): Value;
}

export interface ScriptLibraries {
  /** By what an import names: `@tensorflow/tfjs`. Each is created once in a run. */
  module(specifier: string): ScriptModule | null;
  /** A name that a library's script of the page defines: `tf`. Asked for names that nothing else defines. */
  global(name: string): ScriptModule | null;
  /** Packages whose calls have no effect on models (drawing, logging). */
  isInert(specifier: string): boolean;
}

const scripts = new WeakMap<Runtime, ScriptRuntime>();

export function registerScript(rt: Runtime, script: ScriptRuntime): void {
  scripts.set(rt, script);
}

/** The script evaluator behind a runtime; throws where the runtime evaluates Python. */
export function scriptOf(rt: Runtime): ScriptRuntime {
  const script = scripts.get(rt);
  if (script === undefined) throw new TypeError('this runtime runs no script');
  return script;
}

/** As `scriptOf`; undefined where the runtime evaluates Python. */
export function scriptIfAny(rt: Runtime): ScriptRuntime | undefined {
  return scripts.get(rt);
}
