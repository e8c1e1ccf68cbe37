/** How functions of libraries are written: a body over `this` and the arguments by position, read with their type. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { asInteger, asNumber, asString, settled } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { NativeFunction, PyDict, PyProperty, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, Indexed, Value, PyClass } from '../../python/runtime/values.ts';
import type { SourceSpan } from '../../units/span.ts';
import { scriptOf, type ScriptRuntime } from './api.ts';
import { isNullish, UNDEFINED, UnknownRest, orUndefined } from './values.ts';

/** Reads one value as a type; what is unknown ends the native call with that Unknown. */
class Reader {
  readonly #js: ScriptRuntime;
  readonly #what: string;
  readonly #value: Value;
  constructor(js: ScriptRuntime, what: string, value: Value) {
    this.#js = js;
    this.#what = what;
    this.#value = value;
  }

  get isGiven(): boolean {
    return !isNullish(this.#value);
  }

  known(): Exclude<Value, Unknown | Indexed> {
    return settled(this.#value);
  }

  int(): number {
    const number = this.number();
    if (!Number.isInteger(number)) throw this.#mismatch('an integer');
    return number;
  }

  number(): number {
    const value = this.known();
    const number = typeof value === 'boolean' ? undefined : asNumber(value);
    if (number === undefined) throw this.#mismatch('a number');
    return number;
  }

  text(): string {
    const text = asString(this.known());
    if (text === undefined) throw this.#mismatch('a string');
    return text;
  }

  truth(): boolean {
    const truth = this.#js.truth(this.#value);
    if (truth instanceof Unknown) throw new UnknownInput(truth);
    return truth;
  }

  elements(): readonly Value[] {
    const elements = this.#js.elements(this.#value);
    if (elements instanceof Unknown) throw new UnknownInput(elements);
    return elements;
  }

  /** An int or an array of ints. */
  ints(): readonly number[] {
    const value = this.known();
    const single = typeof value === 'boolean' ? undefined : asInteger(value);
    if (single !== undefined) return [single];
    return this.elements().map((item) => new Reader(this.#js, `an element of ${this.#what}`, item).int());
  }

  #mismatch(wanted: string): Error {
    return this.#js.error(
      'TypeError',
      `${this.#what} must be ${wanted}, not ${this.#js.describe(this.#value)}`,
    );
  }
}

/** An object with settings as the argument of a call (`tf.layers.dense({ units: 10 })`). */
export class Options {
  readonly #js: ScriptRuntime;
  readonly #name: string;
  /** The object itself; `UNDEFINED` where none was given. */
  readonly object: Value;
  constructor(js: ScriptRuntime, name: string, object: Value) {
    this.#js = js;
    this.#name = name;
    this.object = object;
  }

  /** `UNDEFINED` where it is not given. */
  value(name: string): Value {
    return isNullish(this.object) ? UNDEFINED : this.#js.getMember(this.object, name);
  }

  /** Whether it is given and neither null nor undefined. */
  has(name: string): boolean {
    return !isNullish(this.value(name));
  }

  read(name: string): Reader {
    return new Reader(this.#js, `${this.#name}: ${name}`, this.value(name));
  }

  int(name: string, otherwise?: number): number {
    return otherwise !== undefined && !this.has(name) ? otherwise : this.read(name).int();
  }

  number(name: string, otherwise?: number): number {
    return otherwise !== undefined && !this.has(name) ? otherwise : this.read(name).number();
  }

  text(name: string, otherwise?: string): string {
    return otherwise !== undefined && !this.has(name) ? otherwise : this.read(name).text();
  }

  truth(name: string, otherwise: boolean): boolean {
    return this.has(name) ? this.read(name).truth() : otherwise;
  }

  /** Where it is written. */
  span(name: string): SourceSpan | null {
    return this.#js.memberSpan(this.object, name);
  }

  /** Names of the settings that are given; Unknown where that is not known. */
  names(): readonly string[] | Unknown {
    if (isNullish(this.object)) return [];
    const entries = this.#js.ownEntries(this.object);
    return entries instanceof Unknown ? entries : entries.map(([name]) => name);
  }

  /** What makes the settings that are not found unknown; null where all are known. */
  get rest(): Unknown | null {
    if (this.object instanceof Unknown) return this.object;
    return this.object instanceof PyDict ? this.object.taint : null;
  }
}

/** One call of a native function. */
export class ScriptCall {
  readonly js: ScriptRuntime;
  readonly name: string;
  /** `this`. */
  readonly self: Value;
  readonly args: readonly Value[];
  constructor(js: ScriptRuntime, name: string, self: Value, args: readonly Value[]) {
    this.js = js;
    this.name = name;
    this.self = self;
    this.args = args;
  }

  get rt(): Runtime {
    return this.js.rt;
  }

  /** `UNDEFINED` where it was not given. */
  arg(index: number): Value {
    return orUndefined(this.args[index]);
  }

  read(index: number): Reader {
    return new Reader(this.js, `argument ${index + 1} of ${this.name}`, this.arg(index));
  }

  given(index: number): boolean {
    return !isNullish(this.arg(index));
  }

  known(index: number): Exclude<Value, Unknown | Indexed> {
    return this.read(index).known();
  }

  int(index: number, otherwise?: number): number {
    return otherwise !== undefined && !this.given(index) ? otherwise : this.read(index).int();
  }

  number(index: number, otherwise?: number): number {
    return otherwise !== undefined && !this.given(index) ? otherwise : this.read(index).number();
  }

  text(index: number, otherwise?: string): string {
    return otherwise !== undefined && !this.given(index) ? otherwise : this.read(index).text();
  }

  truth(index: number, otherwise: boolean): boolean {
    return this.given(index) ? this.read(index).truth() : otherwise;
  }

  elements(index: number): readonly Value[] {
    return this.read(index).elements();
  }

  ints(index: number): readonly number[] {
    return this.read(index).ints();
  }

  options(index: number): Options {
    return new Options(this.js, this.name, this.arg(index));
  }
}

export type ScriptBody = (call: ScriptCall) => Value;

/** A function without `this`. */
export function scriptFunction(name: string, body: ScriptBody): NativeFunction {
  return new NativeFunction(name, (rt, args) =>
    answered(rt, args, (js) => body(new ScriptCall(js, name, UNDEFINED, args.positional))),
  );
}

/** A method: `call.self` is `this`. */
export function scriptMethod(name: string, body: ScriptBody): NativeFunction {
  return new NativeFunction(
    name,
    (rt, args) =>
      answered(rt, args, (js) => {
        const [self = UNDEFINED, ...rest] = args.positional;
        return body(new ScriptCall(js, name, self, rest));
      }),
    true,
  );
}

/** An accessor without a setter: `model.layers`. */
export function scriptGetter(name: string, body: ScriptBody): readonly [string, PyProperty] {
  return [name, new PyProperty(scriptMethod(name, body), null)];
}

function answered(rt: Runtime, args: CallArgs, run: (js: ScriptRuntime) => Value): Value {
  if (args.unknownSpread !== null) return args.unknownSpread;
  try {
    return run(scriptOf(rt));
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
}

/** A library's object with named members (`tf`, `tf.layers`). A member that there is not is undefined. */
export class Namespace extends HostObject {
  readonly name: string;
  readonly #members: (js: ScriptRuntime, name: string) => Value | undefined;
  readonly #found = new Map<string, Value>();
  constructor(name: string, members: (js: ScriptRuntime, name: string) => Value | undefined) {
    super();
    this.name = name;
    this.#members = members;
  }

  override pyClass(rt: Runtime): PyClass {
    return scriptOf(rt).builtinClass('Object');
  }

  /** Asked for once; the same value is given from then on. */
  override getAttribute(rt: Runtime, name: string): Value | undefined {
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const value = this.#members(scriptOf(rt), name);
    if (value !== undefined && !(value instanceof Unknown)) this.#found.set(name, value);
    return value;
  }
}

/** Whether members that an object does not show may be there all the same. */
export function isOpen(object: Value): boolean {
  return object instanceof Unknown || (object instanceof PyDict && object.taint instanceof UnknownRest);
}
