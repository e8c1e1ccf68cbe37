/** What the standard library has but is not modelled: it may be called, and what it gives is unknown. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { PyClass, PyFunction } from '../runtime/values.ts';
import type { CallArgs, Unknown, Value } from '../runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import { callable, perRuntime, tuple } from '../builtins/natives.ts';

const opaqueClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: 'opaque', bases: [rt.builtinClass('object')] }),
);

/**
 * A name of a module. Unlike a call of something wholly unknown, calling it leaves its arguments as
 * they are: the standard library changes no models.
 */
export class Opaque extends HostObject {
  readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
  }

  override pyClass(rt: Runtime): PyClass {
    return opaqueClass(rt);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name === '__mro_entries__') return callable(name, () => tuple(this.#base(rt)));
    if (name === '__instancecheck__') return callable(name, () => this.#unknown(rt));
    if (name === '__name__') return this.path.slice(this.path.lastIndexOf('.') + 1);
    return name.startsWith('__') ? undefined : new Opaque(`${this.path}.${name}`);
  }

  #base(rt: Runtime): PyClass {
    const name = this.path.slice(this.path.lastIndexOf('.') + 1);
    return new PyClass({ name, bases: [rt.builtinClass('object')], unknownBase: this.#unknown(rt) });
  }

  /** A function or class given alone is being decorated: it stays what it is. */
  override call(rt: Runtime, args: CallArgs): Value {
    const [only] = args.positional;
    const decorates = args.positional.length === 1 && (only instanceof PyFunction || only instanceof PyClass);
    return decorates ? only : rt.unknown(`what ${this.path}() gives`);
  }

  override getItem(rt: Runtime): Value {
    return this.#unknown(rt);
  }

  override binary(rt: Runtime, _op: BinaryOperator, _other: Value): Value {
    return this.#unknown(rt);
  }

  override compare(rt: Runtime, _op: CompareOperator, _other: Value): Value {
    return this.#unknown(rt);
  }

  override truth(rt: Runtime): Unknown {
    return this.#unknown(rt);
  }

  override length(rt: Runtime): Unknown {
    return this.#unknown(rt);
  }

  override iterate(rt: Runtime): Unknown {
    return this.#unknown(rt);
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof Opaque && other.path === this.path;
  }

  override repr(): string {
    return `<${this.path}>`;
  }

  #unknown(rt: Runtime): Unknown {
    return rt.unknown(`${this.path} is not modelled`);
  }
}
