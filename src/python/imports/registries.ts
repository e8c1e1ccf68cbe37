/**
 * Registries of installed packages: containers that the modules of a package enter themselves into when they are
 * imported. The `__init__` that imports them all has been put off, so who asks such a container for a name makes the
 * modules run that mention it.
 */
import type { ImportFromStmt, ParsedModule, Stmt } from '../syntax/ast.ts';
import type { Interpreter } from '../runtime/interpreter.ts';
import { moduleScope } from '../runtime/scopes.ts';
import { PyClass, PyObject } from '../runtime/values.ts';
import type { PyDict, PyModule, PySet } from '../runtime/values.ts';

/** A module of a package that has not run. */
export interface UnreadModule {
  readonly name: string;
  readonly text: string;
  readonly parse: () => ParsedModule;
  readonly isPackage: boolean;
  readonly run: () => void;
}

export interface PutOffPackage {
  readonly module: PyModule;
  readonly parsed: ParsedModule;
  /** Runs its `__init__`. */
  readonly run: () => void;
}

/** What the importer has put off. */
export interface PutOff {
  /** The packages around a module of which the `__init__` has not run, the nearest first. */
  packagesAround(moduleName: string): readonly PutOffPackage[];
  /** What a relative import of a package's `__init__` names; null for what has run or is not there. */
  unread(packageName: string, from: ImportFromStmt): readonly UnreadModule[];
}

type Container = PyDict | PySet;

export class Registries {
  readonly #it: Interpreter;
  readonly #putOff: PutOff;
  readonly #known = new WeakMap<Container, boolean>();

  constructor(it: Interpreter, putOff: PutOff) {
    this.#it = it;
    this.#putOff = putOff;
  }

  /**
   * A container has no `key`, or is about to be listed (`key` null): runs the modules that may still enter
   * something there. Returns whether any did run.
   */
  complete(container: Container, key: string | null): boolean {
    const { origin } = this.#it.frame;
    if (origin.isUserCode || origin.uri === '' || this.#it.importer.isRunningInstalled) return false;
    const packages = this.#putOff.packagesAround(origin.moduleName);
    if (packages.length === 0 || !this.#isRegistry(container)) return false;
    if (key !== null) {
      const unread = packages.flatMap(({ module, parsed }) => this.#unread(module.name, parsed));
      const mentioning = unread.filter(({ text }) => mentions(text, key));
      for (const module of mentioning) module.run();
      if (mentioning.length > 0) return true;
      // What has run already mentions it: it is entered elsewhere, or not at all.
      if (unread.length === 0) return false;
    }
    for (const { run } of packages) run();
    return true;
  }

  #unread(packageName: string, init: ParsedModule): UnreadModule[] {
    const found: UnreadModule[] = [];
    for (const from of relativeImports(init.statements.map(({ node }) => node))) {
      for (const module of this.#putOff.unread(packageName, from)) {
        found.push(module);
        if (module.isPackage) found.push(...this.#unread(module.name, module.parse()));
      }
    }
    return found;
  }

  /** Held by the running module, or by a class or an object that a module of the same package holds. */
  #isRegistry(container: Container): boolean {
    let known = this.#known.get(container);
    if (known === undefined) {
      known = this.#isHeldByModule(container);
      this.#known.set(container, known);
    }
    return known;
  }

  #isHeldByModule(container: Container): boolean {
    const { scope, origin, self } = this.#it.frame;
    for (const value of moduleScope(scope).vars.values()) {
      if (value === container) return true;
      if (value instanceof PyClass && [...value.dict.values()].includes(container)) return true;
    }
    if (!(self instanceof PyObject) || ![...self.attrs.values()].includes(container)) return false;
    const [top = ''] = origin.moduleName.split('.');
    for (const [name, module] of this.#it.modules) {
      if (name.startsWith(top) && [...module.vars.values()].includes(self)) return true;
    }
    return false;
  }
}

function mentions(text: string, key: string): boolean {
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + key.length])) return true;
  }
  return false;
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}

function relativeImports(body: readonly Stmt[]): ImportFromStmt[] {
  return body.flatMap((node) => {
    switch (node.kind) {
      case 'ImportFrom':
        return node.level > 0 ? [node] : [];
      case 'Try':
        return relativeImports([...node.body, ...node.otherwise]);
      case 'If':
        return relativeImports([...node.then, ...node.otherwise]);
      default:
        return [];
    }
  });
}
