/** Names and their values. A block has its own; `let`, `const` and classes are there before they may be used. */
import { Store } from '../../python/runtime/journal.ts';
import { PySingleton } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';

/** A name whose declaration has not been reached yet. */
export const UNINITIALISED = new PySingleton('uninitialised');

export class JsScope {
  readonly kind: 'global' | 'module' | 'function' | 'block';
  readonly vars: Store<string, Value>;
  readonly parent: JsScope | null;
  /** Names that cannot be assigned to. */
  constants: Set<string> | null = null;
  /** Names imported from other modules: they follow what these export. */
  imports: Map<string, () => Value> | null = null;
  constructor(kind: JsScope['kind'], parent: JsScope | null, vars: Store<string, Value> = new Store()) {
    this.kind = kind;
    this.parent = parent;
    this.vars = vars;
  }

  /** The innermost scope that has the name. */
  find(name: string): JsScope | null {
    if (this.has(name)) return this;
    let scope = this.parent;
    while (scope?.has(name) === false) scope = scope.parent;
    return scope;
  }

  has(name: string): boolean {
    return this.vars.has(name) || this.imports?.has(name) === true;
  }

  /** The value of a name that it has; undefined where it has none. */
  get(name: string): Value | undefined {
    const own = this.vars.get(name);
    return own === undefined ? this.imports?.get(name)?.() : own;
  }

  /** A name that is not to be used before its declaration is reached. */
  declareLexical(name: string, isConst: boolean): void {
    this.vars.set(name, UNINITIALISED);
    if (isConst) (this.constants ??= new Set()).add(name);
  }
}
