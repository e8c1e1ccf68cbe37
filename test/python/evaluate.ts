/** Runs Python text in the evaluator, for tests. */
import { readFileSync } from 'node:fs';
import type { BudgetLimits, FileSnapshot, LibraryModule, LibraryRegistry } from '../../src/python/ports.ts';
import { Interpreter } from '../../src/python/runtime/interpreter.ts';
import type { PyModule, Value } from '../../src/python/runtime/values.ts';
import { createParser, type PythonParser } from '../../src/python/syntax/parser.ts';
import { stdlibModules } from '../../src/python/stdlib/modules.ts';
import { Trace } from '../../src/trace/trace.ts';

const wasm = (file: string): Uint8Array => readFileSync(new URL(`../../grammars/${file}`, import.meta.url));

export const parser: PythonParser = await createParser(
  wasm('web-tree-sitter.wasm'),
  wasm('tree-sitter-python.wasm'),
);

export interface RunOptions {
  /** Other files, by path under `file:///w/`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where else files are: installed packages. */
  readonly elsewhere?: FileSnapshot;
  readonly libraries?: readonly LibraryModule[];
  readonly inert?: readonly string[];
  readonly searchPath?: readonly string[];
  readonly limits?: BudgetLimits;
  readonly name?: string;
}

export interface Run {
  readonly it: Interpreter;
  readonly trace: Trace;
  readonly module: PyModule;
  /** A name of the module. */
  readonly get: (name: string) => Value;
}

export function registryOf(
  modules: readonly LibraryModule[],
  inert: readonly string[] = [],
): LibraryRegistry {
  const byName = new Map(modules.map((module) => [module.name, module]));
  return {
    find: (name) => byName.get(name) ?? null,
    isInert: (name) => inert.includes(name),
  };
}

/** Runs `text` as `file:///w/main.py`. */
export function run(text: string, options: RunOptions = {}): Run {
  const trace = new Trace();
  const files = new Map(
    Object.entries(options.files ?? {}).map(([path, content]) => [`file:///w/${path}`, content]),
  );
  const it = new Interpreter({
    recorder: trace,
    files: { get: (uri) => files.get(uri) ?? options.elsewhere?.get(uri) ?? null },
    libraries: registryOf([...stdlibModules, ...(options.libraries ?? [])], options.inert),
    parse: (uri, source) => parser.parse(uri, source),
    searchPath: options.searchPath ?? [],
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const module = it.importer.runMain('file:///w/main.py', text, options.name ?? 'main');
  return {
    it,
    trace,
    module,
    get: (name) => {
      const value = module.vars.get(name);
      if (value === undefined) throw new Error(`${name} is not bound`);
      return value;
    },
  };
}

/** `repr(result)` after running `text`; an Unknown reads `<unknown: reason>`. */
export function evaluate(text: string, options: RunOptions = {}): string {
  const { it, get } = run(text, options);
  const result = get('result');
  const repr = it.repr(result);
  return typeof repr === 'string' ? repr : `<unknown: ${repr.reason}>`;
}
