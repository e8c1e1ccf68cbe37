/** One run of a script or page: what it records, and what it defines. */
import type { BudgetLimits, FileSnapshot, LibraryRegistry, Recorder } from '../../python/ports.ts';
import { Interpreter } from '../../python/runtime/interpreter.ts';
import { PyModule } from '../../python/runtime/values.ts';
import type { CodeOrigin, Value } from '../../python/runtime/values.ts';
import type { Range } from '../../units/span.ts';
import type { ParsedScript, Place } from '../syntax/ast.ts';
import type { ScriptParser } from '../syntax/parser.ts';
import type { ScriptLibraries } from './api.ts';
import { callHandlers, callUncalled, within } from './explore.ts';
import { evaluate } from './expressions.ts';
import { JsFrame } from './frame.ts';
import { Modules } from './modules.ts';
import { folderOf, joinUri, candidates } from './paths.ts';
import type { JsScope } from './scope.ts';
import { Script } from './script.ts';
import { JsClass, JsFunction } from './values.ts';
import { NeedsFiles } from '../../python/ports.ts';

export interface ScriptRunOptions {
  readonly recorder: Recorder;
  readonly files: FileSnapshot;
  readonly libraries: ScriptLibraries;
  readonly parser: ScriptParser;
  readonly limits?: BudgetLimits;
  readonly isCancelled?: () => boolean;
}

/** A function at the top level of the main file. */
export interface ScriptFunction {
  readonly name: string;
  /** Its name. */
  readonly range: Range;
  /** All of it. */
  readonly body: Range;
  readonly value: JsFunction;
  /** Whether it can be called without arguments. */
  readonly isCallableAlone: boolean;
  /** Whether the program called it by itself. */
  readonly wasCalled: boolean;
  readonly isExported: boolean;
}

const NO_LIBRARIES: LibraryRegistry = { find: () => null, isInert: () => false };
const MAIN = '__main__';

export class ScriptRun {
  readonly rt: Interpreter;
  readonly script: Script;
  readonly #parser: ScriptParser;
  readonly #files: FileSnapshot;
  #parsed: ParsedScript | null = null;
  #scope: JsScope | null = null;
  #exported: ReadonlySet<string> = new Set();

  constructor({ recorder, files, libraries, parser, limits, isCancelled }: ScriptRunOptions) {
    this.rt = new Interpreter({
      recorder,
      files,
      libraries: NO_LIBRARIES,
      parse: (uri) => ({ uri, statements: [], pragmas: [], errors: [], docstring: null }),
      searchPath: [],
      ...(limits === undefined ? {} : { limits }),
      ...(isCancelled === undefined ? {} : { isCancelled }),
    });
    this.#parser = parser;
    this.#files = files;
    this.script = new Script(this.rt, libraries, (js) => new Modules(js, files, parser));
  }

  /** Null before `main`. */
  get parsed(): ParsedScript | null {
    return this.#parsed;
  }

  /** Files that were read, the main one among them. */
  get dependencies(): ReadonlySet<string> {
    return this.script.modules.dependencies;
  }

  /** Runs the file, or the scripts of a page in their order. Throws `NeedsFiles`, `Cancelled`, `BudgetExceeded`. */
  main(uri: string, text: string): void {
    const parsed = this.#parser.parse(uri, text);
    this.#parsed = parsed;
    const { modules } = this.script;
    modules.dependencies.add(uri);
    const origin: CodeOrigin = { uri, moduleName: MAIN, isUserCode: true };
    const isFile =
      parsed.parts.length === 1 && parsed.parts[0]?.kind === 'inline' && parsed.parts[0].unit.isModule;
    const [only] = parsed.parts;
    if (isFile && only?.kind === 'inline') {
      this.#exported = new Set(only.unit.exports.map(({ local }) => local));
      const loaded = modules.runModule(uri, only.unit, origin);
      this.#scope = loaded.scope;
      return;
    }
    this.#page(parsed, origin);
  }

  #page(parsed: ParsedScript, origin: CodeOrigin): void {
    const { modules, globals } = this.script;
    this.#scope = globals;
    this.rt.modules.set(MAIN, new PyModule(MAIN, origin.uri, globals.vars));
    // Modules are deferred: they run when the scripts of the page are through.
    const deferred: (() => void)[] = [];
    for (const part of parsed.parts) {
      if (part.kind === 'handler') continue;
      if (part.kind === 'inline') {
        const run = (): void => {
          if (part.unit.isModule) {
            this.#scope = modules.runModule(`${origin.uri}#script`, part.unit, origin).scope;
          } else modules.runUnit(part.unit, globals, origin, null);
        };
        if (part.unit.isModule) deferred.push(run);
        else run();
        continue;
      }
      const found = this.#pageFile(origin.uri, part.src);
      if (found === null) continue;
      const run = (): void => {
        this.#runPageFile(found.uri, found.text, part.isModule);
      };
      if (part.isModule) deferred.push(run);
      else run();
    }
    for (const run of deferred) run();
  }

  /** A script of the workspace; null for one from elsewhere. */
  #pageFile(page: string, src: string): { readonly uri: string; readonly text: string } | null {
    if (/^(?:[a-z][a-z+.-]*:)?\/\//i.test(src) || src === '') return null;
    const missing: string[] = [];
    for (const uri of candidates(joinUri(folderOf(page), src.replace(/[?#].*$/, '').replace(/^\//, './')))) {
      const text = this.#files.get(uri);
      if (text === undefined) missing.push(uri);
      else if (text !== null && missing.length === 0) return { uri, text };
    }
    if (missing.length > 0) throw new NeedsFiles(missing);
    return null;
  }

  #runPageFile(uri: string, text: string, isModule: boolean): void {
    const { modules, globals } = this.script;
    modules.dependencies.add(uri);
    const [part] = this.#parser.parse(uri, text).parts;
    if (part?.kind !== 'inline') return;
    const origin: CodeOrigin = { uri, moduleName: uri, isUserCode: true };
    const imports =
      part.unit.exports.length > 0 || part.unit.block.statements.some(({ kind }) => kind === 'Import');
    if (isModule || imports) modules.runModule(uri, part.unit, origin);
    else modules.runUnit(part.unit, globals, origin, null);
  }

  /** Calls what only the page would call: handlers, exported functions and those that nobody calls. */
  explore(): void {
    callHandlers(this.script);
    this.#runAttributes();
    callUncalled(
      this.script,
      this.functions().map(({ value }) => value),
    );
  }

  /** What attributes like `onclick` run, each once. */
  #runAttributes(): void {
    const { modules, globals } = this.script;
    const uri = this.#parsed?.uri ?? '';
    for (const part of this.#parsed?.parts ?? []) {
      if (part.kind !== 'handler') continue;
      const origin: CodeOrigin = { uri, moduleName: MAIN, isUserCode: true };
      within(this.script, () => {
        modules.runUnit(part.unit, globals, origin, null);
      });
      callHandlers(this.script);
    }
  }

  functions(): readonly ScriptFunction[] {
    return this.#definitions().flatMap(([name, value]) => {
      if (!(value instanceof JsFunction)) return [];
      const { node } = value;
      return [
        {
          name,
          range: rangeOf(node.nameAt),
          body: rangeOf(node.at),
          value,
          isCallableAlone: node.params.every((param) => param.default !== null),
          wasCalled: this.script.wasCalled(node),
          isExported: this.#exported.has(name),
        },
      ];
    });
  }

  classes(): readonly JsClass[] {
    return this.#definitions().flatMap(([, value]) => (value instanceof JsClass ? [value] : []));
  }

  /** The functions and classes of the main file. */
  #definitions(): readonly (readonly [string, Value])[] {
    const uri = this.#parsed?.uri;
    return [...(this.#scope?.vars ?? [])].filter(
      ([, value]) =>
        (value instanceof JsFunction && value.origin.uri === uri) ||
        (value instanceof JsClass && value.definition?.origin.uri === uri),
    );
  }

  /** The value of an expression in the scope of the main file. */
  evaluate(text: string): Value {
    const uri = 'expression:.ts';
    const [part] = this.#parser.parse(uri, `(${text}\n)`).parts;
    const [statement] = part?.kind === 'inline' ? part.unit.block.statements : [];
    if (statement?.kind !== 'ExprStmt') {
      throw this.script.error('SyntaxError', `'${text}' is not an expression`);
    }
    const scope = this.#scope ?? this.script.globals;
    const frame = new JsFrame(scope, { uri: this.#parsed?.uri ?? uri, moduleName: MAIN, isUserCode: true });
    return this.rt.inFrame(frame, () => evaluate(this.script, statement.value));
  }
}

function rangeOf({ line, character, endLine, endCharacter }: Place): Range {
  return { start: { line, character }, end: { line: endLine, character: endCharacter } };
}
