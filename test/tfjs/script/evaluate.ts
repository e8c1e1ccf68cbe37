/** Runs scripts for tests: what they print with `out(…)`, and what they record. */
import ts from 'typescript';
import type { BudgetLimits } from '../../../src/python/ports.ts';
import {
  Indexed,
  PyDict,
  PyFloat,
  PyList,
  PySingleton,
  Unknown,
} from '../../../src/python/runtime/values.ts';
import type { Value } from '../../../src/python/runtime/values.ts';
import { scriptFunction } from '../../../src/tfjs/script/native.ts';
import { textKey } from '../../../src/tfjs/script/numbers.ts';
import { ScriptRun } from '../../../src/tfjs/script/run.ts';
import { UNDEFINED } from '../../../src/tfjs/script/values.ts';
import type { ScriptLibraries, ScriptModule } from '../../../src/tfjs/script/api.ts';
import { createScriptParser } from '../../../src/tfjs/syntax/parser.ts';
import { Trace } from '../../../src/trace/trace.ts';

export const parser = createScriptParser(ts);

export interface Ran {
  readonly run: ScriptRun;
  readonly trace: Trace;
  /** What each `out(…)` printed. */
  readonly printed: readonly string[];
}

/** As `show` below prints it on the other side. */
export function showValue(value: Value): string {
  if (value instanceof Unknown) return `unknown: ${value.reason}`;
  if (value === UNDEFINED) return 'undefined';
  if (value instanceof PyFloat) return Object.is(value.value, -0) ? '-0' : String(value.value);
  if (value instanceof Indexed) return showValue(value.value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof PyList) {
    return value.taint === null
      ? `[${value.items.map(showValue).join(', ')}]`
      : `unknown: ${value.taint.reason}`;
  }
  if (value instanceof PyDict) {
    const members = [...value.entries]
      .filter(([key]) => !textKey(key).startsWith('@@'))
      .map(([key, member]) => `${textKey(key)}: ${showValue(member)}`)
      .sort();
    return `{${[...members, ...(value.taint === null ? [] : ['...unknown'])].join(', ')}}`;
  }
  if (value instanceof PySingleton) return 'symbol';
  return `<${value.kind}>`;
}

export interface RunOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly uri?: string;
  readonly modules?: Readonly<Record<string, Value>>;
  readonly globals?: Readonly<Record<string, Value>>;
  readonly inert?: readonly string[];
  readonly limits?: BudgetLimits;
  readonly explore?: boolean;
}

export function runScript(text: string, options: RunOptions = {}): Ran {
  const printed: string[] = [];
  const out = scriptFunction('out', (call) => {
    printed.push(call.args.map(showValue).join(' '));
    return UNDEFINED;
  });
  const asModule = (name: string, value: Value | undefined): ScriptModule | null =>
    value === undefined ? null : { name, create: () => value };
  const libraries: ScriptLibraries = {
    module: (name) => asModule(name, options.modules?.[name]),
    global: (name) => asModule(name, name === 'out' ? out : options.globals?.[name]),
    isInert: (name) => options.inert?.includes(name) === true,
  };
  const trace = new Trace();
  const run = new ScriptRun({
    recorder: trace,
    files: { get: (uri) => options.files?.[uri] ?? null },
    libraries,
    parser,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  run.main(options.uri ?? 'file:///work/main.ts', text);
  if (options.explore === true) run.explore();
  return { run, trace, printed };
}

/** What a script prints. */
export function print(text: string, options: RunOptions = {}): readonly string[] {
  return runScript(text, options).printed;
}
