/**
 * Packages that read the command line. A script is analysed as it runs without arguments: options have their defaults,
 * and what has to be given is unknown.
 */
import { PyDict, PyList } from '../../../python/runtime/values.ts';
import type { Value, Unknown } from '../../../python/runtime/values.ts';
import type { ScriptRuntime } from '../api.ts';
import { known } from '../builtins/helpers.ts';
import { Namespace, scriptFunction, type ScriptCall } from '../native.ts';
import { fromNumber } from '../numbers.ts';
import { environmentValue } from '../page.ts';
import { isNullish, JsClass, UNDEFINED, orUndefined } from '../values.ts';

/** Null: it is none of these packages. */
export function commandLinePackage(js: ScriptRuntime, specifier: string): Value | null {
  switch (specifier) {
    case 'argparse':
      return js.object([['ArgumentParser', constructor(js, 'ArgumentParser', argumentParser)]]);
    case 'commander':
      return commander(js);
    case 'yargs':
    case 'yargs/yargs':
      return yargs(js);
    case 'yargs/helpers':
      return js.object([['hideBin', scriptFunction('hideBin', (call) => call.arg(0))]]);
    case 'minimist':
      return scriptFunction('minimist', (call) => minimist(call));
    default:
      return null;
  }
}

/** What `new` or a plain call makes of it. */
function constructor(js: ScriptRuntime, name: string, create: (js: ScriptRuntime) => Value): JsClass {
  return new JsClass({
    name,
    bases: [js.builtinClass('Object')],
    construction: { create: (runtime) => create(runtime), call: (runtime) => create(runtime) },
  });
}

function given(call: ScriptCall, name: string): Unknown {
  return environmentValue(`the argument ${name} of the command line`, call.rt.here());
}

// --- argparse -----------------------------------------------------------------------------------

function argumentParser(js: ScriptRuntime): Value {
  const parsed = js.object([]);
  const add = (call: ScriptCall): Value => {
    const settings = orUndefined(call.args.at(-1));
    const names = call.args.flatMap((arg) => {
      if (typeof arg === 'string') return [arg];
      return arg instanceof PyList ? arg.items.filter((one) => typeof one === 'string') : [];
    });
    addArgument(call, parsed, names, settings instanceof PyDict ? settings : call.js.object([]));
    return UNDEFINED;
  };
  const parser: Value = new Namespace('ArgumentParser', (_js, name) => {
    switch (name) {
      case 'addArgument':
      case 'add_argument':
        return scriptFunction(name, add);
      case 'parseArgs':
      case 'parse_args':
        return scriptFunction(name, () => parsed);
      case 'parseKnownArgs':
      case 'parse_known_args':
        return scriptFunction(name, (call) => call.js.list([parsed, call.js.list([])]));
      case 'addArgumentGroup':
      case 'add_argument_group':
      case 'addMutuallyExclusiveGroup':
      case 'add_mutually_exclusive_group':
        return scriptFunction(name, () => parser);
      case 'setDefaults':
      case 'set_defaults':
        return scriptFunction(name, (call) => {
          for (const [key, value] of known(call.js.ownEntries(call.arg(0)))) {
            call.js.setMember(parsed, key, value);
          }
          return UNDEFINED;
        });
      case 'addSubparsers':
      case 'add_subparsers':
        return scriptFunction(name, (call) => given(call, 'that names a command'));
      default:
        return undefined;
    }
  });
  return parser;
}

function addArgument(call: ScriptCall, parsed: Value, names: readonly string[], settings: Value): void {
  const { js } = call;
  const setting = (...keys: string[]): Value => {
    for (const key of keys) {
      const value = js.getMember(settings, key);
      if (!isNullish(value)) return value;
    }
    return UNDEFINED;
  };
  const long = names.find((name) => name.startsWith('--')) ?? names[0] ?? '';
  const own = setting('dest');
  const dest = typeof own === 'string' ? own : long.replace(/^-+/, '').replaceAll('-', '_');
  const otherwise = setting('defaultValue', 'default');
  const action = setting('action');
  let value: Value;
  if (otherwise !== UNDEFINED) value = typed(otherwise, setting('type'));
  else if (action === 'storeTrue' || action === 'store_true') value = false;
  else if (action === 'storeFalse' || action === 'store_false') value = true;
  else if (!long.startsWith('-') || js.truth(setting('required')) === true) value = given(call, long);
  else value = null;
  js.setMember(parsed, dest, value);
}

/** A default that is a text is read as the type that is wanted. */
function typed(value: Value, type: Value): Value {
  if (typeof value !== 'string') return value;
  if (type === 'int') return fromNumber(Number.parseInt(value, 10));
  return type === 'float' ? fromNumber(Number.parseFloat(value)) : value;
}

// --- commander ----------------------------------------------------------------------------------

function commander(js: ScriptRuntime): Value {
  const Command = constructor(js, 'Command', command);
  return js.object([
    ['Command', Command],
    ['program', command(js)],
    ['default', command(js)],
  ]);
}

function command(js: ScriptRuntime): Value {
  const options = js.object([]);
  const state = js.object([]);
  const self: Value = new Namespace('Command', (runtime, name) => {
    switch (name) {
      case 'option':
      case 'requiredOption':
        return scriptFunction(name, (call) => {
          addOption(call, options, name === 'requiredOption');
          return self;
        });
      case 'argument':
        return scriptFunction(name, () => self);
      case 'action':
        return scriptFunction(name, (call) => {
          call.js.setMember(state, 'action', call.arg(0));
          return self;
        });
      case 'command':
        return scriptFunction(name, (call) => command(call.js));
      case 'parse':
      case 'parseAsync':
        return scriptFunction(name, (call) => {
          const action = call.js.getMember(state, 'action');
          if (call.js.isCallable(action)) call.js.call(action, UNDEFINED, [options, self]);
          return self;
        });
      case 'opts':
        return scriptFunction(name, () => options);
      case 'args':
        return runtime.list([]);
      case 'name':
      case 'version':
      case 'description':
      case 'usage':
      case 'helpOption':
      case 'allowUnknownOption':
      case 'addHelpText':
        return scriptFunction(name, () => self);
      default: {
        // Before version 7 options were members of the command.
        const value = runtime.getMember(options, name);
        return value === UNDEFINED ? undefined : value;
      }
    }
  });
  return self;
}

function addOption(call: ScriptCall, options: Value, isRequired: boolean): void {
  const flags = call.text(0);
  const long = /--(no-)?([\w-]+)/.exec(flags);
  const key = (long?.[2] ?? flags).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const isParsed = call.js.isCallable(call.arg(2));
  const otherwise = isParsed ? call.arg(3) : call.arg(2);
  let value = otherwise;
  if (long?.[1] !== undefined) value = true;
  else if (otherwise === UNDEFINED && isRequired) value = given(call, `--${key}`);
  call.js.setMember(options, key, value);
}

// --- yargs and minimist -------------------------------------------------------------------------

function yargs(js: ScriptRuntime): Value {
  const options = js.object([['_', js.list([])]]);
  const chain: JsClass = constructor(js, 'yargs', () => chain);
  const chained = (name: string, body: (call: ScriptCall) => void): void => {
    chain.statics.set(
      name,
      scriptFunction(name, (call) => {
        body(call);
        return chain;
      }),
    );
  };
  const addOne = (call: ScriptCall, name: string, settings: Value): void => {
    if (!(settings instanceof PyDict)) return;
    const { js: runtime } = call;
    const otherwise = runtime.getMember(settings, 'default');
    const isRequired = [runtime.getMember(settings, 'demandOption'), runtime.getMember(settings, 'required')];
    const mustBe = isRequired.some((one) => one !== UNDEFINED && runtime.truth(one) === true);
    const value = otherwise === UNDEFINED && mustBe ? given(call, `--${name}`) : otherwise;
    const camel = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    for (const key of new Set([name, camel])) runtime.setMember(options, key, value);
  };
  const addMany = (call: ScriptCall): void => {
    const first = call.arg(0);
    if (typeof first === 'string') addOne(call, first, call.arg(1));
    else if (first instanceof PyDict) {
      for (const [name, settings] of known(call.js.ownEntries(first))) addOne(call, name, settings);
    }
  };
  chained('option', addMany);
  chained('options', addMany);
  chained('default', (call) => {
    const first = call.arg(0);
    const entries =
      typeof first === 'string' ? [[first, call.arg(1)] as const] : known(call.js.ownEntries(first));
    for (const [name, value] of entries) call.js.setMember(options, name, value);
  });
  for (const name of [
    'usage',
    'help',
    'alias',
    'describe',
    'number',
    'string',
    'boolean',
    'demandOption',
    'example',
    'strict',
    'version',
    'epilog',
    'wrap',
    'command',
    'scriptName',
  ]) {
    chained(name, () => undefined);
  }
  for (const name of ['parse', 'parseSync', 'parseAsync']) {
    chain.statics.set(
      name,
      scriptFunction(name, () => options),
    );
  }
  chain.statics.set('argv', options);
  return chain;
}

function minimist(call: ScriptCall): Value {
  const { js } = call;
  const settings = call.arg(1);
  const defaults = isNullish(settings) ? UNDEFINED : js.getMember(settings, 'default');
  const entries = isNullish(defaults) ? [] : known(js.ownEntries(defaults));
  return js.object([['_', js.list([])], ...entries]);
}
