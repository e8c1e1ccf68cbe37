/** Packages whose calls have no effect on models: loggers, progress displays, plotting. */
import type { LibraryModule } from '../ports.ts';
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import type { HostIteration } from '../runtime/host.ts';
import { PyClass, PyFunction, PyModule } from '../runtime/values.ts';
import type { CallArgs, Unknown, Value } from '../runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import { callable, perRuntime, tuple } from '../builtins/natives.ts';
import list from './inert.json' with { type: 'json' };

export const inertPackages: ReadonlySet<string> = new Set(list.packages);

const inertClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: 'inert', bases: [rt.builtinClass('object')] }),
);

/** Anything of an inert library: its attributes and calls are inert again. */
export class Inert extends HostObject {
  readonly #path: string;

  constructor(path: string) {
    super();
    this.#path = path;
  }

  /** How the program came to it: `lightning.callbacks.EarlyStopping()`. */
  get path(): string {
    return this.#path;
  }

  override pyClass(rt: Runtime): PyClass {
    return inertClass(rt);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case '__enter__':
        return callable(name, () => this);
      case '__exit__':
        return callable(name, () => null);
      case '__mro_entries__':
        return callable(name, () => tuple());
      case '__name__':
        return this.#path.slice(this.#path.lastIndexOf('.') + 1);
      default:
        return name.startsWith('__') ? undefined : new Inert(`${this.#path}.${name}`);
    }
  }

  override setAttribute(): boolean {
    return true;
  }

  /** A function or class given alone is being decorated: it stays what it is. */
  override call(_rt: Runtime, args: CallArgs): Value {
    const [only] = args.positional;
    const decorates = args.positional.length === 1 && (only instanceof PyFunction || only instanceof PyClass);
    return decorates ? only : new Inert(`${this.#path}()`);
  }

  override getItem(): Value {
    return new Inert(`${this.#path}[]`);
  }

  override setItem(): boolean {
    return true;
  }

  override binary(rt: Runtime, _op: BinaryOperator, _other: Value): Value {
    return this.#unknown(rt);
  }

  override compare(rt: Runtime, _op: CompareOperator, _other: Value): Value {
    return this.#unknown(rt);
  }

  override truth(rt: Runtime): boolean | Unknown {
    return this.#unknown(rt);
  }

  override length(rt: Runtime): Unknown {
    return this.#unknown(rt);
  }

  override iterate(rt: Runtime): HostIteration {
    return {
      kind: 'host-iteration',
      count: this.#unknown(rt),
      element: () => new Inert(`${this.#path}[]`),
      source: { kind: 'host', detail: this },
    };
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof Inert;
  }

  override repr(): string {
    return `<${this.#path}>`;
  }

  #unknown(rt: Runtime): Unknown {
    return rt.unknown(`${this.#path} is not followed`);
  }
}

/** A module all of whose members are inert. */
export function inertModule(name: string): LibraryModule {
  return {
    name,
    precedence: 'framework',
    create: () =>
      new PyModule(name, null, undefined, (_rt, member) =>
        member.startsWith('__') ? undefined : new Inert(`${name}.${member}`),
      ),
  };
}
