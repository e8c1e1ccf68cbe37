/** `import`, `export`, `require`: files by TypeScript's rules, modelled libraries, and what is not known. */
import { NeedsFiles, type FileSnapshot } from '../../python/ports.ts';
import { PyRaise } from '../../python/runtime/signals.ts';
import { Store } from '../../python/runtime/journal.ts';
import { PyModule, Unknown } from '../../python/runtime/values.ts';
import type { CodeOrigin, Value } from '../../python/runtime/values.ts';
import type { ScriptUnit, Stmt } from '../syntax/ast.ts';
import type { ScriptParser } from '../syntax/parser.ts';
import { InertObject, processObject } from './builtins/globals.ts';
import { fromJson } from './builtins/json.ts';
import { failureText, isThrown } from './errors.ts';
import { JsFrame } from './frame.ts';
import { scriptFunction } from './native.ts';
import { nodeModule } from './nodeModules.ts';
import { candidates, folderOf, isData, joinUri, packageOf } from './paths.ts';
import { JsScope, UNINITIALISED } from './scope.ts';
import type { Script } from './script.ts';
import { execute, hoist } from './statements.ts';
import { isNullish, ModuleNamespace, UNDEFINED, orUndefined } from './values.ts';

/** A file that was or is being run. */
interface LoadedModule {
  readonly namespace: ModuleNamespace;
  /** `module`, whose `exports` is what `require` gives. */
  readonly commonJs: Value;
  readonly initialExports: Value;
  readonly scope: JsScope;
  /** What could not be run to its end: what it lacks is unknown. */
  incomplete: Unknown | null;
}

export class Modules {
  readonly #js: Script;
  readonly #files: FileSnapshot;
  readonly #parser: ScriptParser;
  readonly #loaded = new Map<string, LoadedModule>();
  readonly #libraries = new Map<string, Value>();
  /** Files that were read, for those who watch them. */
  readonly dependencies = new Set<string>();

  constructor(js: Script, files: FileSnapshot, parser: ScriptParser) {
    this.#js = js;
    this.#files = files;
    this.#parser = parser;
  }

  // --- what an import names --------------------------------------------------------------------

  /** `import('…')` and `import * as`. */
  namespace(specifier: string, from: CodeOrigin): Value {
    const found = this.#resolve(specifier, from);
    return isLoaded(found) ? this.#asNamespace(found) : found;
  }

  /** `require('…')`. */
  required(specifier: string, from: CodeOrigin): Value {
    const found = this.#resolve(specifier, from);
    return isLoaded(found) ? this.#required(found) : found;
  }

  /** What `module.exports` holds; undefined where the module exports the other way. */
  #commonExports({ commonJs, initialExports, namespace }: LoadedModule): Value | undefined {
    const exports = this.#js.getMember(commonJs, 'exports');
    if (exports !== initialExports) return exports;
    const entries = this.#js.ownEntries(exports);
    const isUsed = entries instanceof Unknown || entries.length > 0;
    return isUsed || namespace.exports.size === 0 ? exports : undefined;
  }

  #required(found: LoadedModule): Value {
    const exports = this.#commonExports(found);
    return exports === undefined ? found.namespace : exports;
  }

  #asNamespace(found: LoadedModule): Value {
    return found.namespace.exports.size > 0 ? found.namespace : this.#required(found);
  }

  /** A name that a module exports. */
  #member(found: LoadedModule | Value, name: string, specifier: string): Value {
    const js = this.#js;
    if (isLoaded(found)) {
      const exported = found.namespace.exports.get(name)?.();
      if (exported !== undefined) return exported === UNINITIALISED ? UNDEFINED : exported;
      const exports = this.#commonExports(found);
      if (exports !== undefined && found.namespace.exports.size === 0) {
        if (name === 'default') return exports;
        const member = isNullish(exports) ? UNDEFINED : js.getMember(exports, name);
        if (member !== UNDEFINED) return member;
      }
      return found.incomplete ?? js.unknown(`'${specifier}' exports no ${name}`);
    }
    if (found instanceof Unknown) return found;
    const member = js.getMember(found, name);
    return name === 'default' && member === UNDEFINED ? found : member;
  }

  #resolve(specifier: string, from: CodeOrigin): LoadedModule | Value {
    const library = this.#library(specifier);
    if (library !== null) return library;
    const isPath = /^(?:\.{0,2}\/|\.{1,2}$|[a-z][a-z+.-]*:\/\/)/i.test(specifier);
    if (!isPath) return this.#js.unknown(`the package ${packageOf(specifier)} is not read`);
    const clean = specifier.replace(/[?#].*$/, '');
    const uri = this.#locate(joinUri(folderOf(from.uri), clean));
    if (uri === null) return this.#js.unknown(`there is no file ${specifier}`);
    return this.load(uri.uri, uri.text);
  }

  #library(specifier: string): Value | null {
    const known = this.#libraries.get(specifier);
    if (known !== undefined) return known;
    const js = this.#js;
    const { libraries } = js;
    const value =
      libraries.module(specifier)?.create(js) ??
      (libraries.isInert(specifier) || libraries.isInert(packageOf(specifier)) ? new InertObject() : null) ??
      nodeModule(js, specifier);
    if (value !== null) this.#libraries.set(specifier, value);
    return value;
  }

  /** The file that a path without or with another extension means. Throws `NeedsFiles`. */
  #locate(uri: string): { readonly uri: string; readonly text: string } | null {
    const missing: string[] = [];
    for (const candidate of candidates(uri)) {
      const text = this.#files.get(candidate);
      if (text === undefined) missing.push(candidate);
      else if (text !== null && missing.length === 0) return { uri: candidate, text };
    }
    if (missing.length > 0) throw new NeedsFiles(missing);
    return null;
  }

  meta(uri: string): Value {
    return this.#js.object([
      ['url', uri],
      ['env', this.#js.unknown('from the environment: import.meta.env')],
    ]);
  }

  // --- running files -----------------------------------------------------------------------------

  load(uri: string, text: string): LoadedModule | Value {
    const known = this.#loaded.get(uri);
    if (known !== undefined) return known;
    this.dependencies.add(uri);
    if (isData(uri)) return this.#data(uri, text);
    const parsed = this.#parser.parse(uri, text);
    const [part] = parsed.parts;
    if (part?.kind !== 'inline') return this.#js.unknown(`${uri} is no script`);
    return this.runModule(uri, part.unit, {
      uri,
      moduleName: uri,
      isUserCode: !uri.includes('/node_modules/'),
    });
  }

  #data(uri: string, text: string): Value {
    if (!uri.endsWith('.json')) return this.#js.unknown('the content of a file');
    try {
      const data: unknown = JSON.parse(text);
      return fromJson(this.#js, data);
    } catch {
      return this.#js.unknown(`${uri} is no JSON`);
    }
  }

  runModule(uri: string, unit: ScriptUnit, origin: CodeOrigin): LoadedModule {
    const js = this.#js;
    const vars = new Store<string, Value>();
    const exports = js.object([]);
    const commonJs = js.object([['exports', exports]]);
    const outside = new JsScope('block', js.globals);
    const scope = new JsScope('module', outside, vars);
    const loaded: LoadedModule = {
      namespace: new ModuleNamespace(uri, new Map()),
      commonJs,
      initialExports: exports,
      scope,
      incomplete: null,
    };
    this.#loaded.set(uri, loaded);
    for (const [name, value] of this.#commonJsNames(commonJs, exports, origin)) outside.vars.set(name, value);
    js.rt.modules.set(origin.moduleName, new PyModule(origin.moduleName, uri, vars));
    this.runUnit(unit, scope, origin, loaded);
    return loaded;
  }

  #commonJsNames(module: Value, exports: Value, origin: CodeOrigin): (readonly [string, Value])[] {
    const require = scriptFunction('require', (call) => this.required(call.text(0), origin));
    return [
      ['module', module],
      ['exports', exports],
      ['require', require],
      ['__filename', origin.uri],
      ['__dirname', folderOf(origin.uri)],
      ['process', processObject(origin.uri)],
    ];
  }

  /**
   * Runs it statement by statement. One that raises does not end it: what it would have bound is unknown, and the rest
   * is still read.
   */
  runUnit(unit: ScriptUnit, scope: JsScope, origin: CodeOrigin, loaded: LoadedModule | null): void {
    const js = this.#js;
    const frame = new JsFrame(scope, origin);
    js.rt.inFrame(frame, () => {
      for (const name of unit.vars) if (!scope.vars.has(name)) scope.vars.set(name, UNDEFINED);
      hoist(js, unit.block, scope);
      if (loaded !== null) this.#declareExports(unit, scope, loaded);
      for (const statement of unit.block.statements) {
        if (statement.kind === 'Import' || (statement.kind === 'Export' && statement.source !== null)) {
          this.#attempt(statement, scope, loaded, () => {
            this.#link(statement, scope, origin, loaded);
          });
        }
      }
      for (const statement of unit.block.statements) {
        const goesOn = this.#attempt(statement, scope, loaded, () => {
          execute(js, statement);
        });
        frame.names = scope;
        frame.pending = null;
        if (!goesOn) return;
      }
    });
  }

  /** Returns whether the program goes on. */
  #attempt(statement: Stmt, scope: JsScope, loaded: LoadedModule | null, run: () => void): boolean {
    const js = this.#js;
    js.frame.at = statement.at;
    try {
      run();
      return true;
    } catch (error) {
      if (error instanceof PyRaise && !isThrown(error)) return false;
      const unknown = new Unknown(failureText(error), js.frame.span(statement.at));
      js.recorder.incomplete(unknown);
      if (loaded !== null) loaded.incomplete ??= unknown;
      for (const [name, value] of scope.vars) {
        // What this statement would have declared is not to be waited for.
        if (value === UNINITIALISED && declares(statement, name)) {
          js.rt.journal.mapSet(scope.vars, name, unknown);
        }
      }
      return true;
    }
  }

  #declareExports(unit: ScriptUnit, scope: JsScope, { namespace }: LoadedModule): void {
    const add = (exported: string, local: string): void => {
      namespace.exports.set(exported, () => orUndefined(scope.get(local)));
    };
    for (const { local, exported } of unit.exports) add(exported, local);
    for (const statement of unit.block.statements) {
      if (statement.kind === 'ExportDefault') add('default', '*default*');
      if (statement.kind === 'Export' && statement.source === null) {
        for (const { local, exported } of statement.names) add(exported, local);
      }
    }
  }

  #link(
    statement: Extract<Stmt, { kind: 'Import' | 'Export' }>,
    scope: JsScope,
    origin: CodeOrigin,
    loaded: LoadedModule | null,
  ): void {
    const source = statement.source ?? '';
    const found = this.#resolve(source, origin);
    const read = (name: string): (() => Value) => {
      if (name === '*') return () => (isLoaded(found) ? this.#asNamespace(found) : found);
      if (name === '=') return () => (isLoaded(found) ? this.#required(found) : found);
      return remembered(() => this.#member(found, name, source));
    };
    if (statement.kind === 'Import') {
      scope.imports ??= new Map();
      for (const { imported, local } of statement.names) scope.imports.set(local, read(imported));
      return;
    }
    if (loaded === null) return;
    for (const { local, exported } of statement.names) loaded.namespace.exports.set(exported, read(local));
    if (!statement.star || !isLoaded(found)) return;
    for (const [name, value] of found.namespace.exports) {
      if (name !== 'default' && !loaded.namespace.exports.has(name)) {
        loaded.namespace.exports.set(name, value);
      }
    }
  }
}

function isLoaded(found: LoadedModule | Value): found is LoadedModule {
  return found instanceof Object && 'namespace' in found;
}

/** What is unknown is so from the line that asks first. */
function remembered(read: () => Value): () => Value {
  let unknown: Unknown | null = null;
  return () => {
    if (unknown !== null) return unknown;
    const value = read();
    if (value instanceof Unknown) unknown = value;
    return value;
  };
}

function declares(statement: Stmt, name: string): boolean {
  switch (statement.kind) {
    case 'Variable':
      return JSON.stringify(statement.declarations.map(({ target }) => target)).includes(`"name":"${name}"`);
    case 'ClassDeclaration':
      return statement.cls.name === name;
    case 'Enum':
      return statement.name === name;
    default:
      return false;
  }
}
