/** `from module import *`. */
import type { Interpreter } from '../runtime/interpreter.ts';
import { assignName, moduleScope } from '../runtime/scopes.ts';
import { PyList, PyTuple, Unknown } from '../runtime/values.ts';
import type { PyModule, Scope } from '../runtime/values.ts';

export class StarImports {
  readonly #it: Interpreter;
  /** Scopes that got names from what is unknown: any name may come from there. */
  readonly #lost = new WeakMap<Scope, Unknown>();

  constructor(it: Interpreter) {
    this.#it = it;
  }

  /** What may have given the scope any name; null where nothing may. */
  lostNames(scope: Scope): Unknown | null {
    return this.#lost.get(moduleScope(scope)) ?? null;
  }

  /** @param module that has run */
  into(scope: Scope, module: PyModule | Unknown): void {
    const it = this.#it;
    if (module instanceof Unknown) {
      this.#lost.set(moduleScope(scope), module);
      return;
    }
    const incomplete = it.incompleteModules.get(module.name);
    if (incomplete !== undefined) this.#lost.set(moduleScope(scope), incomplete);
    const listed = it.findAttribute(module, '__all__');
    const listedItems = listed instanceof PyList || listed instanceof PyTuple ? listed.items : null;
    const names =
      listedItems?.filter((item): item is string => typeof item === 'string') ??
      [...module.vars.keys()].filter((name) => !name.startsWith('_'));
    for (const name of names) {
      const value = it.findAttribute(module, name);
      if (value !== undefined) assignName(it, scope, name, value);
    }
  }
}
