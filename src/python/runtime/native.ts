/** How natives are written: a signature as text, and a body over bound, typed arguments. */
import type { Runtime } from './api.ts';
import { HostObject } from './host.ts';
import { Store } from './journal.ts';
import { UnknownInput } from './signals.ts';
import { parseSignature, type Signature } from './signature.ts';
import {
  ClassMethod,
  Indexed,
  NativeFunction,
  PyClass,
  PyFloat,
  PyList,
  PyTuple,
  Unknown,
} from './values.ts';
import type { CallArgs, Value } from './values.ts';

/** The arguments of a native call, bound to the names of its signature. */
export class Args {
  readonly #rt: Runtime;
  readonly #name: string;
  readonly #values: ReadonlyMap<string, Value>;
  readonly #given: ReadonlySet<string>;
  /** What `*args` collected. */
  readonly rest: readonly Value[];
  /** What `**kwargs` collected. */
  readonly extra: ReadonlyMap<string, Value>;

  constructor(
    rt: Runtime,
    name: string,
    values: ReadonlyMap<string, Value>,
    given: ReadonlySet<string>,
    rest: readonly Value[],
    extra: ReadonlyMap<string, Value>,
  ) {
    this.#rt = rt;
    this.#name = name;
    this.#values = values;
    this.#given = given;
    this.rest = rest;
    this.extra = extra;
  }

  /** The argument or its default, possibly Unknown. */
  value(name: string): Value {
    const value = this.#values.get(name);
    if (value === undefined) throw new TypeError(`${this.#name} has no parameter ${name}`);
    return value;
  }

  /** As `value`, but an Unknown ends the call with that Unknown. */
  known(name: string): Exclude<Value, Unknown | Indexed> {
    return settled(this.value(name));
  }

  /** Whether the caller passed it. */
  given(name: string): boolean {
    return this.#given.has(name);
  }

  int(name: string): number {
    const value = this.known(name);
    const number = asInteger(value);
    if (number === undefined) throw this.#mismatch(name, 'int', value);
    return number;
  }

  intOrNone(name: string): number | null {
    return this.known(name) === null ? null : this.int(name);
  }

  /** Any real number, as a JavaScript number. */
  number(name: string): number {
    const value = this.known(name);
    const number = asNumber(value);
    if (number === undefined) throw this.#mismatch(name, 'float', value);
    return number;
  }

  numberOrNone(name: string): number | null {
    return this.known(name) === null ? null : this.number(name);
  }

  /** Truth value, as `if` takes it. */
  bool(name: string): boolean {
    const truth = this.#rt.truth(this.value(name));
    if (truth instanceof Unknown) throw new UnknownInput(truth);
    return truth;
  }

  string(name: string): string {
    const value = this.known(name);
    const text = asString(value);
    if (text === undefined) throw this.#mismatch(name, 'str', value);
    return text;
  }

  stringOrNone(name: string): string | null {
    return this.known(name) === null ? null : this.string(name);
  }

  /** An int or a sequence of ints; `length` repeats a single int (PyTorch's `_ntuple`). */
  ints(name: string, length?: number): readonly number[] {
    const value = this.known(name);
    const single = asInteger(value);
    if (single !== undefined) return new Array<number>(length ?? 1).fill(single);
    const numbers = this.elements(name).map((item) => {
      const number = asInteger(settled(item));
      if (number === undefined) throw this.#mismatch(name, 'int or tuple of ints', value);
      return number;
    });
    if (length !== undefined && numbers.length === 1) {
      return new Array<number>(length).fill(numbers[0] ?? 0);
    }
    return numbers;
  }

  /** The elements of an iterable argument. */
  elements(name: string): readonly Value[] {
    const elements = this.#rt.elements(this.value(name));
    if (elements instanceof Unknown) throw new UnknownInput(elements);
    return elements;
  }

  #mismatch(name: string, wanted: string, value: Value): Error {
    return this.#rt.error(
      'TypeError',
      `${this.#name}(): argument '${name}' must be ${wanted}, not ${this.#rt.typeName(value)}`,
    );
  }
}

/** Strips a loop dependence, and ends the native call on Unknown. */
export function settled(value: Value): Exclude<Value, Unknown | Indexed> {
  if (value instanceof Unknown) throw new UnknownInput(value);
  return value instanceof Indexed ? value.escape() : value;
}

export function asInteger(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'indexed') return asInteger(value.escape());
  return value.kind === 'object' && value.payload !== undefined ? asInteger(value.payload) : undefined;
}

export function asNumber(value: Value): number | undefined {
  if (value instanceof PyFloat) return value.value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Indexed) return asNumber(value.escape());
  return asInteger(value);
}

export function asString(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || value.kind !== 'object') return undefined;
  return typeof value.payload === 'string' ? value.payload : undefined;
}

type Body = (rt: Runtime, args: Args) => Value;

/** A free function. */
export function native(signature: string, body: Body): NativeFunction {
  return withSignature(signature, body, false);
}

/** A method: its signature names the receiver first (`forward(self, input)`). */
export function nativeMethod(signature: string, body: Body): NativeFunction {
  return withSignature(signature, body, true);
}

/** There are thousands of signatures, of which a program needs a few: each is read when it is first needed. */
function withSignature(signature: string, body: Body, isMethod: boolean): NativeFunction {
  const name = signature.slice(0, signature.indexOf('(')).trim();
  let known: Signature | null = null;
  const read = (): Signature => (known ??= parseSignature(signature));
  return new NativeFunction(
    name,
    (rt, args) => invoke(rt, read(), args, body),
    isMethod,
    () => read().params,
  );
}

export function nativeClassMethod(signature: string, body: Body): ClassMethod {
  return new ClassMethod(nativeMethod(signature, body));
}

/** A class implemented in TypeScript; `members` are natives, properties or plain values. */
export function nativeClass(
  name: string,
  bases: readonly PyClass[],
  members: Iterable<readonly [string, Value]> | readonly NativeFunction[],
): PyClass {
  const dict = new Store<string, Value>();
  for (const member of members) {
    if (member instanceof NativeFunction) dict.set(member.name, member);
    else dict.set(member[0], member[1]);
  }
  return new PyClass({ name, bases, dict });
}

function invoke(rt: Runtime, spec: Signature, args: CallArgs, body: Body): Value {
  try {
    return body(rt, bind(rt, spec, args));
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
}

/** Binds like Python; a keyword that the signature does not know is recorded as an assumption. */
function bind(rt: Runtime, spec: Signature, args: CallArgs): Args {
  if (args.unknownSpread !== null) throw new UnknownInput(args.unknownSpread);
  const values = new Map<string, Value>();
  const given = new Set<string>();
  let rest: readonly Value[] = [];
  let extra: Map<string, Value> | null = null;
  let next = 0;
  for (const param of spec.params) {
    switch (param.kind) {
      case 'positional-only':
      case 'normal': {
        const positional = args.positional[next];
        if (next < args.positional.length && positional !== undefined) {
          next += 1;
          if (param.kind === 'normal' && args.keywords.has(param.name)) {
            throw rt.error('TypeError', `${spec.name}() got multiple values for argument '${param.name}'`);
          }
          values.set(param.name, positional);
          given.add(param.name);
          break;
        }
        bindKeyword(rt, spec, param, args, values, given);
        break;
      }
      case 'keyword-only':
        bindKeyword(rt, spec, param, args, values, given);
        break;
      case 'var-positional':
        rest = args.positional.slice(next);
        next = args.positional.length;
        break;
      case 'var-keyword':
        extra = new Map();
        break;
    }
  }
  if (next < args.positional.length) {
    throw rt.error(
      'TypeError',
      `${spec.name}() takes ${next} positional arguments but ${args.positional.length} were given`,
    );
  }
  for (const [name, value] of args.keywords) {
    if (given.has(name)) continue;
    if (extra !== null) extra.set(name, value);
    else if (rt.catchesTypeErrors()) {
      // Asking is what the `try` is for.
      throw rt.error('TypeError', `${spec.name}() got an unexpected keyword argument '${name}'`);
    } else {
      rt.recorder.assume(`the argument ${name} of ${spec.name}() has no effect on the counts`, rt.here());
    }
  }
  return new Args(rt, spec.name, values, given, rest, extra ?? new Map());
}

function bindKeyword(
  rt: Runtime,
  spec: Signature,
  param: Signature['params'][number],
  args: CallArgs,
  values: Map<string, Value>,
  given: Set<string>,
): void {
  const keyword = param.kind === 'positional-only' ? undefined : args.keywords.get(param.name);
  if (keyword !== undefined) {
    values.set(param.name, keyword);
    given.add(param.name);
  } else if (param.default !== undefined) {
    values.set(param.name, param.default);
  } else {
    throw rt.error('TypeError', `${spec.name}() missing 1 required positional argument: '${param.name}'`);
  }
}

/** Whether a value can be told apart as a sequence literal by natives. */
export function isSequence(value: Value): value is PyList | PyTuple {
  return value instanceof PyList || value instanceof PyTuple;
}

export function isHost(value: Value): value is HostObject {
  return value instanceof HostObject;
}
