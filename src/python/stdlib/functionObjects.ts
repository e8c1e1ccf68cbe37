/** Functions made of functions: `partial`, and wrappers that keep state beside what they wrap. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { Store } from '../runtime/journal.ts';
import { NativeFunction, Unknown } from '../runtime/values.ts';
import type { CallArgs, PyClass, Value } from '../runtime/values.ts';
import { dictOf } from '../builtins/hash.ts';
import { tuple } from '../builtins/natives.ts';

/** `functools.partial`. */
export class Partial extends HostObject {
  readonly #cls: PyClass;
  readonly fn: Value;
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;

  constructor(cls: PyClass, fn: Value, args: readonly Value[], keywords: ReadonlyMap<string, Value>) {
    super();
    this.#cls = cls;
    // A partial of a partial is one partial, as in Python.
    this.fn = fn instanceof Partial ? fn.fn : fn;
    this.args = fn instanceof Partial ? [...fn.args, ...args] : args;
    this.keywords = fn instanceof Partial ? new Map([...fn.keywords, ...keywords]) : keywords;
  }

  override pyClass(): PyClass {
    return this.#cls;
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'func':
        return this.fn;
      case 'args':
        return tuple(...this.args);
      case 'keywords':
        return dictOf(rt, this.keywords);
      default:
        return undefined;
    }
  }

  override call(rt: Runtime, args: CallArgs): Value {
    return rt.callWith(this.fn, {
      positional: [...this.args, ...args.positional],
      keywords: new Map([...this.keywords, ...args.keywords]),
      unknownSpread: args.unknownSpread,
    });
  }

  override deepCopy(rt: Runtime): Value {
    const keywords = new Map(Array.from(this.keywords, ([name, value]) => [name, rt.deepCopy(value)]));
    return new Partial(
      this.#cls,
      this.fn,
      this.args.map((arg) => rt.deepCopy(arg)),
      keywords,
    );
  }

  override repr(rt: Runtime): string {
    const text = (value: Value): string => {
      const repr = rt.repr(value);
      return repr instanceof Unknown ? '?' : repr;
    };
    const named = Array.from(this.keywords, ([name, value]) => `${name}=${text(value)}`);
    return `functools.partial(${[text(this.fn), ...this.args.map(text), ...named].join(', ')})`;
  }
}

/**
 * A callable in place of a function: it has the function's attributes, binds to an instance as a
 * function does, and may have attributes of its own.
 */
export class WrappedFunction extends HostObject {
  readonly target: Value;
  readonly #run: (rt: Runtime, args: CallArgs) => Value;
  readonly #attributes: Store<string, Value>;

  constructor(
    target: Value,
    run: (rt: Runtime, args: CallArgs) => Value,
    attributes: Iterable<readonly [string, Value]> = [],
  ) {
    super();
    this.target = target;
    this.#run = run;
    this.#attributes = new Store(attributes);
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('function');
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    const own = this.#attributes.get(name);
    if (own !== undefined) return own;
    return name === '__wrapped__' ? this.target : rt.findAttribute(this.target, name);
  }

  override setAttribute(rt: Runtime, name: string, value: Value): boolean {
    rt.journal.mapSet(this.#attributes, name, value);
    return true;
  }

  override call(rt: Runtime, args: CallArgs): Value {
    return this.#run(rt, args);
  }

  override bindTo(_rt: Runtime, self: Value): Value {
    return new NativeFunction('wrapped', (rt, args) =>
      this.#run(rt, { ...args, positional: [self, ...args.positional] }),
    );
  }

  override repr(rt: Runtime): string {
    const text = rt.repr(this.target);
    return text instanceof Unknown ? '<function>' : text;
  }
}
