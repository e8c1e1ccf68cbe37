/** `import`: modelled libraries, the person's own files, and the source of installed packages. */
import type { ImportFromStmt, ImportStmt, ParsedModule } from '../syntax/ast.ts';
import type { Frame } from '../runtime/frame.ts';
import type { Interpreter } from '../runtime/interpreter.ts';
import { evaluate } from '../runtime/expressions.ts';
import { assignName } from '../runtime/scopes.ts';
import { PyModule, Unknown } from '../runtime/values.ts';
import type { CodeOrigin, Scope, Value } from '../runtime/values.ts';
import type { LibraryModule } from '../ports.ts';
import { bindingOf, importsOnDemand } from './lazyInit.ts';
import { Locator, type Located } from './locator.ts';
import { Registries, type PutOffPackage, type UnreadModule } from './registries.ts';
import { runAmended, runModule } from './runModule.ts';
import { packageAbove, SearchRoots } from './searchRoots.ts';
import { StarImports } from './starImports.ts';
import { folderOf, isInstalledPackage, joinUri } from './uris.ts';

/** The `__init__` of an installed package that has not been needed yet. */
interface PendingInit {
  readonly parsed: ParsedModule;
  readonly run: () => void;
}

export class Importer {
  readonly #it: Interpreter;
  readonly #roots: SearchRoots;
  readonly #locator: Locator;
  readonly #byUri = new Map<string, PyModule>();
  /** Folders of packages, by module. */
  readonly #folders = new Map<PyModule, string>();
  readonly #pendingInits = new Map<PyModule, PendingInit>();
  readonly #failed = new Map<string, Unknown>();
  readonly #stars: StarImports;
  /** Files that were read, for those who watch them. */
  readonly dependencies = new Set<string>();
  readonly registries: Registries;
  /** How many modules of installed packages are being run, one importing the other. */
  #runningInstalled = 0;

  constructor(it: Interpreter, searchPath: readonly string[]) {
    this.#it = it;
    this.#roots = new SearchRoots(it, searchPath);
    this.#stars = new StarImports(it);
    this.#locator = new Locator(it.files, (uri, text) => it.options.parse(uri, text));
    this.registries = new Registries(it, {
      packagesAround: (name) => this.#packagesAround(name),
      unread: (name, from) => this.#unread(name, from),
    });
  }

  execute(node: ImportStmt | ImportFromStmt, frame: Frame): void {
    if (node.kind === 'Import') {
      for (const { name, asName, at } of node.names) {
        frame.at = at;
        const module = this.#absolute(name, frame);
        const [top = name] = name.split('.');
        const bound =
          asName === null && name !== top ? this.#absolute(top, frame) : this.#asNamed(name, module);
        assignName(this.#it, frame.scope, asName ?? top, bound);
      }
      return;
    }
    frame.at = node.at;
    const module =
      node.level > 0
        ? this.#relative(node, frame)
        : (this.#namespaceWith(node, frame) ?? this.#absolute(node.module, frame));
    for (const { name, asName, at } of node.names) {
      frame.at = at;
      if (name === '*') this.#importAll(module, frame);
      else assignName(this.#it, frame.scope, asName ?? name, this.#member(module, name, frame));
    }
  }

  /** `import a.b.c as x` reads `c` off `a.b`, where a package may have bound it to something else. */
  #asNamed(name: string, module: PyModule | Unknown): Value {
    const dot = name.lastIndexOf('.');
    if (dot === -1 || module instanceof Unknown) return module;
    const parent = this.importModule(name.slice(0, dot));
    return parent instanceof Unknown
      ? module
      : (this.#it.findAttribute(parent, name.slice(dot + 1)) ?? module);
  }

  /** Runs the body of a `try`; where it catches import errors, a missing module raises one. */
  guardedBy<T>(guards: boolean, run: () => T): T {
    const { frame } = this.#it;
    if (guards) frame.importGuards += 1;
    try {
      return run();
    } finally {
      if (guards) frame.importGuards -= 1;
    }
  }

  importModule(name: string): PyModule | Unknown {
    return this.#absolute(name, this.#it.frame);
  }

  lostNames(scope: Scope): Unknown | null {
    return this.#stars.lostNames(scope);
  }

  /** `package.name` where `name` is a submodule; undefined if there is none. */
  submodule(module: PyModule, name: string): Value | undefined {
    const init = this.#pendingInits.get(module);
    if (init !== undefined) {
      const folder = this.#folders.get(module) ?? '';
      const binding = bindingOf(this.#locator.init(folder, init.parsed), name);
      if (binding.kind === 'literal') {
        const value = evaluate(this.#it, binding.value);
        this.#it.journal.mapSet(module.vars, name, value);
        return value;
      }
      if (binding.kind === 'member') {
        const source = this.#named(folder, binding.from, module.name);
        // `from package import part` in the package itself: there is nothing else that the name can be.
        if (source === module) return this.#findSubmodule(module, binding.name);
        if (source !== null) return this.#it.findAttribute(source, binding.name);
      }
      const found = binding.kind === 'none' ? this.#findSubmodule(module, name) : undefined;
      // What one that imports on demand does not state, it does not have.
      if (found !== undefined || (binding.kind === 'none' && importsOnDemand(init.parsed))) return found;
      this.#pendingInits.delete(module);
      init.run();
      return (
        module.vars.get(name) ??
        this.#findSubmodule(module, name) ??
        this.#it.incompleteModules.get(module.name)
      );
    }
    return this.#findSubmodule(module, name);
  }

  /** Runs the `__init__` of a package that was put off until a name of it is asked for. */
  complete(module: PyModule): void {
    const init = this.#pendingInits.get(module);
    if (init === undefined || importsOnDemand(init.parsed)) return;
    this.#pendingInits.delete(module);
    init.run();
  }

  #findSubmodule(module: PyModule, name: string): PyModule | undefined {
    const dotted = `${module.name}.${name}`;
    const library = this.#it.libraries.find(dotted);
    if (library !== null && (library.precedence === 'framework' || !this.#folders.has(module))) {
      return this.#fromLibrary(dotted);
    }
    const folder = this.#folders.get(module);
    if (folder === undefined) return undefined;
    const located = this.#locator.locate([folder], name);
    return located === null ? undefined : this.#load(located, dotted);
  }

  /** Runs the file that is being analysed. */
  runMain(uri: string, text: string, moduleName: string): PyModule {
    this.dependencies.add(uri);
    return this.#run({ uri, isPackage: uri.endsWith('/__init__.py') }, moduleName, text, true);
  }

  /** Runs another script as if it were started by itself; it leaves no module behind, but those that it imports. */
  runScript(uri: string, text: string): void {
    const main = this.#it.modules.get('__main__');
    this.dependencies.add(uri);
    try {
      this.#run({ uri, isPackage: false }, '__main__', text, true);
    } finally {
      this.#byUri.delete(uri);
      if (main !== undefined) this.#it.modules.set('__main__', main);
    }
  }

  #absolute(name: string, frame: Frame): PyModule | Unknown {
    const known = this.#it.modules.get(name) ?? this.#failed.get(name);
    if (known instanceof PyModule) return known;
    if (known !== undefined && frame.importGuards === 0) return known;
    const found = this.#find(name, frame);
    if (found !== undefined) {
      this.#it.modules.set(name, found);
      return found;
    }
    return this.#missing(name, frame);
  }

  #find(name: string, frame: Frame): PyModule | undefined {
    const { libraries } = this.#it;
    const library = libraries.find(name);
    if (library?.precedence === 'framework') return this.#fromLibrary(name);
    const parts = name.split('.');
    const [top = name, ...rest] = parts;
    if (rest.length === 0) {
      const roots = library?.precedence === 'unless-own' ? this.#roots.own(frame) : this.#roots.of(frame);
      const located = this.#locator.inPackages(roots, top);
      if (located !== null) return this.#load(located, name);
      return library === null ? undefined : this.#fromLibrary(name);
    }
    const inside = this.#insideNamespaces(parts, frame);
    if (inside !== undefined) return inside;
    const last = rest.at(-1) ?? '';
    const parent = this.#absolute(parts.slice(0, -1).join('.'), frame);
    // Its package has imported it, and may have bound its name to something else since.
    const imported = this.#it.modules.get(name);
    if (imported !== undefined) return imported;
    if (parent instanceof PyModule) {
      const sub = this.#findSubmodule(parent, last);
      if (sub !== undefined) {
        this.#it.journal.mapSet(parent.vars, last, sub);
        return sub;
      }
    }
    if (library !== null) return this.#fromLibrary(name);
    const beside = this.#besideLibrary(parts, frame);
    if (beside !== undefined && parent instanceof PyModule) {
      this.#it.journal.mapSet(parent.vars, last, beside);
    }
    return beside;
  }

  /** A part that nobody modelled, of a package that is modelled from outside: its source, where it is installed. */
  #besideLibrary(parts: readonly string[], frame: Frame): PyModule | undefined {
    const [top = ''] = parts;
    const library = this.#it.libraries.find(top);
    if (library?.precedence !== 'framework' || library.readsSource !== true) return undefined;
    const above = parts.slice(0, -1);
    const folders = this.#roots.ofParts(parts, frame).map((root) => above.reduce(joinUri, root));
    const located = this.#locator.locate(folders, parts.at(-1) ?? '');
    return located === null ? undefined : this.#load(located, parts.join('.'));
  }

  #fromLibrary(name: string): PyModule | undefined {
    const known = this.#it.modules.get(name);
    if (known !== undefined) return known;
    const library = this.#it.libraries.find(name);
    const module = this.#installed(library) ?? library?.create(this.#it);
    if (module !== undefined) this.#it.modules.set(name, module);
    return module;
  }

  /** The source of a part of a modelled package, if it is on the search path. */
  #installed(library: LibraryModule | null): PyModule | undefined {
    const name = library?.installedAs;
    if (name === undefined) return undefined;
    const parts = name.split('.');
    const last = parts.pop() ?? name;
    const located = this.#locator.locate(
      this.#roots.given.map((root) => parts.reduce(joinUri, root)),
      last,
    );
    return located === null ? undefined : this.#load(located, name);
  }

  #missing(name: string, frame: Frame): Unknown {
    const message = `No module named '${name}'`;
    if (frame.importGuards > 0) throw this.#it.error('ModuleNotFoundError', message);
    const unknown = this.#it.unknown(`the module '${name}' was not found`);
    this.#failed.set(name, unknown);
    return unknown;
  }

  #relative(node: ImportFromStmt, frame: Frame): PyModule | Unknown {
    let folder = folderOf(frame.origin.uri);
    for (let i = 1; i < node.level; i++) folder = folderOf(folder);
    const packageName = packageAbove(frame.origin, node.level);
    if (node.module === '') {
      const located = this.#locator.locate([folderOf(folder)], folder.slice(folder.lastIndexOf('/') + 1));
      if (located?.isPackage === true && folderOf(located.uri) === folder) {
        return this.#load(located, packageName);
      }
      return this.#namespace(folder, packageName);
    }
    let name = packageName;
    let module: PyModule | null = null;
    for (const part of node.module.split('.')) {
      name = name === '' ? part : `${name}.${part}`;
      const located = this.#locator.locate([folder], part);
      folder = joinUri(folder, part);
      // A folder on the way may do without an `__init__.py`; what it leads to is a file.
      module = located === null ? null : this.#load(located, name);
    }
    return module ?? this.#missing(`.${node.module}`, frame);
  }

  /** The module that an import names, in the `__init__` of the package in this folder. */
  #named(folder: string, from: ImportFromStmt, packageName: string): PyModule | null {
    if (from.level === 0) {
      const module = this.importModule(from.module);
      return module instanceof PyModule ? module : null;
    }
    const place = this.#locator.relative(folder, from, packageName);
    if (place === null) return null;
    const isModelled = this.#it.libraries.find(place.name)?.precedence === 'framework';
    return (isModelled ? this.#fromLibrary(place.name) : undefined) ?? this.#load(place.located, place.name);
  }

  /** `a.b.c` where a folder above `c` has no `__init__.py`; undefined where none is without, or `c` is not there. */
  #insideNamespaces(parts: readonly string[], frame: Frame): PyModule | undefined {
    const [top = ''] = parts;
    if (this.#it.libraries.find(top) !== null) return undefined;
    const above = parts.slice(0, -1);
    for (const root of this.#roots.ofParts(parts, frame)) {
      const folders = above.map((_, i) => above.slice(0, i + 1).reduce(joinUri, root));
      const inits = above.map((part, i) => this.#locator.locate([folders[i - 1] ?? root], part));
      if (inits[0]?.isPackage === false || !inits.includes(null)) {
        // An ordinary package or module of that name hides what follows on the path.
        if (inits[0] !== null) return undefined;
        continue;
      }
      const located = this.#locator.locate([folders.at(-1) ?? root], parts.at(-1) ?? '');
      if (located === null) continue;
      let parent: PyModule | null = null;
      for (const [i, part] of above.entries()) {
        const name = parts.slice(0, i + 1).join('.');
        const init = inits[i] ?? null;
        const module: PyModule =
          this.#it.modules.get(name) ??
          (init === null ? this.#namespace(folders[i] ?? root, name) : this.#load(init, name));
        this.#it.modules.set(name, module);
        if (parent !== null) this.#it.journal.mapSet(parent.vars, part, module);
        parent = module;
      }
      const module = this.#load(located, parts.join('.'));
      if (parent !== null) this.#it.journal.mapSet(parent.vars, parts.at(-1) ?? '', module);
      return module;
    }
    return undefined;
  }

  /** `from folder import module`, where the folder has no `__init__.py`. */
  #namespaceWith(node: ImportFromStmt, frame: Frame): PyModule | null {
    const [first] = node.names;
    if (node.level > 0 || first === undefined || first.name === '*') return null;
    const parts = node.module.split('.');
    if (this.#it.modules.has(node.module)) return null;
    const member = this.#insideNamespaces([...parts, first.name], frame);
    return member === undefined ? null : (this.#it.modules.get(node.module) ?? null);
  }

  /** A folder without `__init__.py`, or the folder of a script: its modules can be imported from it. */
  #namespace(folder: string, name: string): PyModule {
    const known = this.#byUri.get(folder);
    if (known !== undefined) return known;
    const module = new PyModule(name, folder);
    this.#byUri.set(folder, module);
    this.#folders.set(module, folder);
    return module;
  }

  /** A library that is known, in a checkout of its own repository: read as if it were installed. */
  #isLibrary(name: string): boolean {
    return this.#it.libraries.find(name.split('.', 1)[0] ?? name)?.precedence === 'facade';
  }

  #load(located: Located, name: string): PyModule {
    const known = this.#byUri.get(located.uri);
    if (known !== undefined) return known;
    const text = this.#it.files.get(located.uri);
    this.dependencies.add(located.uri);
    return this.#run(located, name, text ?? '', false);
  }

  #run(located: Located, name: string, text: string, isMain: boolean): PyModule {
    const it = this.#it;
    const module = new PyModule(name, located.uri);
    const origin: CodeOrigin = {
      uri: located.uri,
      moduleName: name,
      isUserCode: isMain || !(isInstalledPackage(located.uri) || this.#isLibrary(name)),
    };
    this.#byUri.set(located.uri, module);
    it.modules.set(name, module);
    if (located.isPackage) this.#folders.set(module, folderOf(located.uri));
    const parsed = it.options.parse(located.uri, text);
    const execute = (): void => {
      if (origin.isUserCode) runModule(it, module, origin, parsed);
      else this.#runInstalled(() => runAmended(it, module, origin, parsed));
    };
    // Installed packages import everything in their `__init__`: that is put off until it is needed.
    if (located.isPackage && !origin.isUserCode) this.#pendingInits.set(module, { parsed, run: execute });
    else execute();
    return module;
  }

  /** Whether a module of an installed package is being imported. */
  get isRunningInstalled(): boolean {
    return this.#runningInstalled > 0;
  }

  /** A module stays imported, whatever becomes of the branch that imported it. */
  #runInstalled(run: () => void): void {
    this.#runningInstalled += 1;
    try {
      this.#it.journal.unremembered(run);
    } finally {
      this.#runningInstalled -= 1;
    }
  }

  #packagesAround(moduleName: string): PutOffPackage[] {
    const found: PutOffPackage[] = [];
    for (let name = moduleName; name !== ''; name = name.slice(0, Math.max(name.lastIndexOf('.'), 0))) {
      const module = this.#it.modules.get(name);
      const init = module === undefined ? undefined : this.#pendingInits.get(module);
      // The `__init__` of one that imports on demand enters nothing anywhere.
      if (module === undefined || init === undefined || importsOnDemand(init.parsed)) continue;
      const run = (): void => {
        if (this.#pendingInits.delete(module)) init.run();
      };
      found.push({ module, parsed: init.parsed, run });
    }
    return found;
  }

  /** The modules that a relative import of a package's `__init__` would run. */
  #unread(packageName: string, from: ImportFromStmt): UnreadModule[] {
    const module = this.#it.modules.get(packageName);
    const folder = module === undefined ? undefined : this.#folders.get(module);
    if (folder === undefined || from.level !== 1) return [];
    const modules = from.module === '' ? from.names.map(({ name }) => name) : [from.module];
    return modules.flatMap((dotted) => {
      const parts = dotted.split('.');
      const last = parts.pop() ?? dotted;
      const located = this.#locator.locate([parts.reduce(joinUri, folder)], last);
      if (located === null || this.#byUri.has(located.uri)) return [];
      const text = this.#it.files.get(located.uri) ?? '';
      const name = `${packageName}.${dotted}`;
      return {
        name,
        text,
        parse: () => this.#it.options.parse(located.uri, text),
        isPackage: located.isPackage,
        run: () => void this.#load(located, name),
      };
    });
  }

  #member(module: PyModule | Unknown, name: string, frame: Frame): Value {
    if (module instanceof Unknown) return module;
    const found = this.#it.findAttribute(module, name);
    if (found !== undefined) return found;
    if (frame.importGuards > 0) {
      throw this.#it.error('ImportError', `cannot import name '${name}' from '${module.name}'`);
    }
    return this.#it.unknown(`the name '${name}' was not found in '${module.name}'`);
  }

  #importAll(module: PyModule | Unknown, frame: Frame): void {
    const init = module instanceof Unknown ? undefined : this.#pendingInits.get(module);
    if (module instanceof PyModule && init !== undefined) {
      this.#pendingInits.delete(module);
      init.run();
    }
    this.#stars.into(frame.scope, module);
  }
}
