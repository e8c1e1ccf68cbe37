/**
 * gin: arguments of functions bound in files.
 * https://github.com/google/gin-config/blob/master/docs/index.md
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native } from '../../python/runtime/native.ts';
import {
  NativeFunction,
  PyClass,
  PyFunction,
  PyList,
  PyTuple,
  Unknown,
} from '../../python/runtime/values.ts';
import type { CallArgs, Value } from '../../python/runtime/values.ts';
import { fileText } from '../../python/builtins/files.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { Store } from '../../python/runtime/journal.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { lazyModule } from '../module.ts';
import { parseYaml } from './yamlText.ts';

/** Values by `function.parameter`, and macros by name. */
const bindingsOf = perRuntime((_rt: Runtime) => new Store<string, Value>());
const configurables = perRuntime((_rt: Runtime) => new Store<string, Value>());
/** Why some bindings are not known. */
const LOST = '__lost__';

function literal(rt: Runtime, text: string): Value {
  const bare = text.trim();
  if (bare === 'None') return null;
  const [, macro] = /^%([\w.]+)$/.exec(bare) ?? [];
  if (macro !== undefined) return bindingsOf(rt).get(macro) ?? rt.unknown(`the macro ${bare} of gin`);
  const [, name, called] = /^@(?:[\w.]+\/)*([\w.]+)(\(\))?$/.exec(bare) ?? [];
  if (name !== undefined) {
    const found = configurables(rt).get(name.split('.').at(-1) ?? name);
    if (found === undefined) return rt.unknown(`${bare} of gin`);
    return called === undefined ? found : rt.call(found, []);
  }
  if (bare.startsWith('(')) {
    const list = parseYaml(rt, `[${bare.slice(1, -1)}]`, { exponents: true })?.[0];
    return list instanceof PyList ? new PyTuple(list.items) : rt.unknown(bare);
  }
  return parseYaml(rt, bare, { exponents: true })?.[0] ?? rt.unknown(bare);
}

function parse(rt: Runtime, text: string): void {
  // Brackets go on over lines.
  const joined = text.replaceAll(/#[^\n]*/g, '').replaceAll(/\\\n/g, ' ');
  const statements: string[] = [];
  let depth = 0;
  let statement = '';
  for (const line of joined.split('\n')) {
    statement += ` ${line.trim()}`;
    for (const char of line) depth += '([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0;
    if (depth > 0) continue;
    if (statement.trim() !== '') statements.push(statement.trim());
    statement = '';
  }
  for (const one of statements) {
    const [, included] = /^include\s+['"](.+)['"]$/.exec(one) ?? [];
    if (included !== undefined) parseFile(rt, included);
    const [, target = '', value = ''] = /^([\w./]+)\s*=\s*(.*)$/s.exec(one) ?? [];
    if (target === '') continue;
    const path = (target.split('/').at(-1) ?? target).split('.');
    const key = path.slice(-2).join('.');
    rt.journal.mapSet<string, Value>(bindingsOf(rt), key, literal(rt, value));
  }
}

function parseFile(rt: Runtime, path: Value): void {
  const text = typeof path === 'string' ? fileText(rt, path) : undefined;
  if (typeof text === 'string') {
    parse(rt, text);
    return;
  }
  const lost = path instanceof Unknown ? path : rt.unknown('a file of gin that is not in the workspace');
  rt.journal.mapSet<string, Value>(bindingsOf(rt), LOST, lost);
}

/** The arguments that the call leaves out and that are bound. */
function bound(rt: Runtime, name: string, fn: PyFunction, args: CallArgs, skip: number): Map<string, Value> {
  const keywords = new Map(args.keywords);
  const positional = new Set(fn.params.slice(skip, skip + args.positional.length).map((param) => param.name));
  const lost = bindingsOf(rt).get(LOST);
  for (const param of fn.params.slice(skip)) {
    if (keywords.has(param.name) || positional.has(param.name)) continue;
    const value = bindingsOf(rt).get(`${name}.${param.name}`);
    if (value !== undefined) keywords.set(param.name, value);
    else if (lost !== undefined && (param.kind === 'normal' || param.kind === 'keyword-only')) {
      keywords.set(param.name, lost);
    }
  }
  return keywords;
}

function configurable(rt: Runtime, target: Value, given: string | null): Value {
  if (target instanceof PyFunction) {
    const name = given ?? target.name;
    const made = new NativeFunction(target.name, (inner, args) =>
      inner.callWith(target, { ...args, keywords: bound(inner, name, target, args, 0) }),
    );
    rt.journal.mapSet<string, Value>(configurables(rt), name, made);
    return made;
  }
  if (target instanceof PyClass) {
    const name = given ?? target.name;
    const init = rt.findInClass(target, '__init__');
    if (init instanceof PyFunction) {
      const made = new NativeFunction(
        '__init__',
        (inner, args) => {
          const own = { ...args, positional: args.positional.slice(1) };
          return inner.callWith(init, { ...args, keywords: bound(inner, name, init, own, 1) });
        },
        true,
      );
      rt.journal.mapSet<string, Value>(target.dict, '__init__', made);
    }
    rt.journal.mapSet<string, Value>(configurables(rt), name, target);
  }
  return target;
}

const decorator = (name: string) =>
  callable(name, (rt, [first = null], keywords) => {
    if (first instanceof PyFunction || first instanceof PyClass) return configurable(rt, first, null);
    const given = typeof first === 'string' ? first : (keywords.get('name') ?? null);
    return callable('decorator', (inner, [target = null]) =>
      configurable(inner, target, typeof given === 'string' ? given : null),
    );
  });

export const ginModules: readonly LibraryModule[] = ['gin', 'gin.config'].map((name) =>
  lazyModule({
    name,
    precedence: 'framework',
    members: {
      configurable: () => decorator('configurable'),
      register: () => decorator('register'),
      external_configurable: native('external_configurable(target, name=None, **options)', (rt, args) => {
        const given = args.value('name');
        return configurable(rt, args.value('target'), typeof given === 'string' ? given : null);
      }),
      parse_config_file: native('parse_config_file(config_file, *args, **options)', (rt, args) => {
        parseFile(rt, args.value('config_file'));
        return null;
      }),
      parse_config: native('parse_config(bindings, *args, **options)', (rt, args) => {
        const given = args.known('bindings');
        const texts = typeof given === 'string' ? [given] : args.elements('bindings');
        for (const text of texts) if (typeof text === 'string') parse(rt, text);
        return null;
      }),
      parse_config_files_and_bindings: native(
        'parse_config_files_and_bindings(config_files=None, bindings=None, *args, **options)',
        (rt, args) => {
          const [files, bindings] = [args.known('config_files'), args.known('bindings')];
          if (files instanceof PyList) for (const file of files.items) parseFile(rt, file);
          else if (files !== null) parseFile(rt, files);
          if (bindings instanceof PyList) {
            for (const text of bindings.items) if (typeof text === 'string') parse(rt, text);
          }
          return null;
        },
      ),
      bind_parameter: native('bind_parameter(binding_key, value)', (rt, args) => {
        rt.journal.mapSet<string, Value>(bindingsOf(rt), args.string('binding_key'), args.value('value'));
        return null;
      }),
      query_parameter: native(
        'query_parameter(binding_key)',
        (rt, args) =>
          bindingsOf(rt).get(args.string('binding_key')) ?? rt.unknown('a parameter that gin does not bind'),
      ),
      REQUIRED: () => new Inert('gin.REQUIRED'),
    },
    inert: 'all',
  }),
);
