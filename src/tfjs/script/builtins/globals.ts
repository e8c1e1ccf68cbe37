/** Global functions and objects besides the classes. */
import { PyDict, PyList, PySingleton } from '../../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../../python/runtime/values.ts';
import { HostObject } from '../../../python/runtime/host.ts';
import type { Runtime } from '../../../python/runtime/api.ts';
import { Namespace, scriptFunction, type ScriptCall } from '../native.ts';
import { environmentValue } from '../page.ts';
import { isObject } from '../conversions.ts';
import { UNDEFINED } from '../values.ts';
import { scriptOf } from '../api.ts';
import { known, textArg } from './helpers.ts';

/** Anything of a library without effect: its members and calls are inert again. */
export class InertObject extends HostObject {
  override pyClass(rt: Runtime): PyClass {
    return scriptOf(rt).builtinClass('Object');
  }
  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return name.startsWith('@@') || name === 'then' || name === 'default' ? undefined : this;
  }
  override setAttribute(): boolean {
    return true;
  }
  override call(): Value {
    return this;
  }
  override isEquivalent(other: HostObject): boolean {
    return other instanceof InertObject;
  }
}

const nothing = (name: string): NativeFunction => scriptFunction(name, () => UNDEFINED);

/** `console`: whatever it is asked for, it prints. */
const CONSOLE = new Namespace('console', (_js, name) => nothing(name));

/** A function that the page calls later. */
function later(name: string): NativeFunction {
  return scriptFunction(name, (call) => {
    call.js.callLater(call.arg(0), call.args.slice(2));
    return call.js.unknown('the number of a timer');
  });
}

function cloned(call: ScriptCall, value: Value, depth: number): Value {
  if (depth > 100 || !isObject(value)) return value;
  if (value instanceof PyList) {
    return value.taint === null
      ? call.js.list(value.items.map((item) => cloned(call, item, depth + 1)))
      : value;
  }
  if (!(value instanceof PyDict) || value.taint !== null) return value;
  const entries = known(call.js.ownEntries(value));
  return call.js.object(entries.map(([name, member]) => [name, cloned(call, member, depth + 1)] as const));
}

export const GLOBAL_FUNCTIONS: readonly NativeFunction[] = [
  later('setTimeout'),
  later('setInterval'),
  later('setImmediate'),
  later('requestAnimationFrame'),
  later('requestIdleCallback'),
  later('queueMicrotask'),
  ...['clearTimeout', 'clearInterval', 'clearImmediate', 'cancelAnimationFrame'].map(nothing),
  scriptFunction('structuredClone', (call) => cloned(call, call.arg(0), 0)),
  scriptFunction('encodeURIComponent', (call) => encodeURIComponent(textArg(call, 0))),
  scriptFunction('encodeURI', (call) => encodeURI(textArg(call, 0))),
  scriptFunction('decodeURIComponent', (call) => decoded(call, decodeURIComponent)),
  scriptFunction('decodeURI', (call) => decoded(call, decodeURI)),
];

function decoded(call: ScriptCall, decode: (text: string) => string): Value {
  try {
    return decode(textArg(call, 0));
  } catch {
    throw call.js.error('URIError', 'URI malformed');
  }
}

const WELL_KNOWN = ['iterator', 'asyncIterator', 'hasInstance', 'toPrimitive', 'toStringTag', 'species'];

export const SYMBOL_STATICS: readonly (NativeFunction | readonly [string, Value])[] = [
  ...WELL_KNOWN.map((name): [string, Value] => [name, new PySingleton(`Symbol.${name}`)]),
  scriptFunction('for', (call) => sharedSymbol(call.rt, textArg(call, 0))),
];

const shared = new WeakMap<Runtime, Map<string, PySingleton>>();

function sharedSymbol(rt: Runtime, name: string): PySingleton {
  const symbols = shared.get(rt) ?? new Map<string, PySingleton>();
  shared.set(rt, symbols);
  const symbol = symbols.get(name) ?? new PySingleton(`for:${name}`);
  symbols.set(name, symbol);
  return symbol;
}

/** `process`: no arguments were given, and the environment is not known. */
function processMember(uri: string, name: string): ((rt: Runtime) => Value) | undefined {
  switch (name) {
    case 'argv':
      return (rt) => scriptOf(rt).list(['node', uri]);
    case 'env':
      return (rt) => environmentValue('process.env', rt.here());
    case 'exit':
      return () =>
        scriptFunction('exit', ({ rt }) => {
          throw rt.error('SystemExit', 'process.exit()');
        });
    case 'platform':
    case 'memoryUsage':
    case 'version':
    case 'versions':
    case 'hrtime':
    case 'pid':
    case 'uptime':
      return (rt) => environmentValue(`process.${name}`, rt.here());
    case 'cwd':
      return () => scriptFunction('cwd', () => '.');
    case 'on':
    case 'once':
      return () =>
        scriptFunction(name, (call) => {
          call.js.callLater(call.arg(1), []);
          return UNDEFINED;
        });
    case 'stdout':
    case 'stderr':
      return () => new InertObject();
    case 'nextTick':
      return () => later(name);
    default:
      return undefined;
  }
}

export function processObject(uri: string): Namespace {
  return new Namespace('process', (js, name) => processMember(uri, name)?.(js.rt));
}

/** Made for one run: what a program changes of them stays with it. */
export function globalObjects(): readonly (readonly [string, Value])[] {
  return [
    ['console', CONSOLE],
    ['process', processObject('script')],
  ];
}
