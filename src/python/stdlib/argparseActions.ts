/** Arguments of an `argparse` parser: what `add_argument` makes of its keywords. */
import { noteAbsentOption } from '../builtins/absentOptions.ts';
import type { Runtime } from '../runtime/api.ts';
import { nativeClass, nativeMethod } from '../runtime/native.ts';
import { PyClass, PyList, PyObject, Unknown } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { perRuntime } from '../builtins/natives.ts';

/** `argparse.SUPPRESS`: the attribute is left out unless the argument is given. */
export const SUPPRESS = '==SUPPRESS==';
export const REMAINDER = '...';
export const PARSER = 'A...';

/** What users' own actions call by `super().__init__(…)`. */
const initializeAction = nativeMethod(
  '__init__(self, option_strings, dest, nargs=None, const=None, default=None, type=None, choices=None, ' +
    'required=False, help=None, metavar=None)',
  (rt, args) => {
    for (const name of [
      'option_strings',
      'dest',
      'nargs',
      'const',
      'default',
      'type',
      'choices',
      'required',
      'help',
      'metavar',
    ]) {
      rt.setAttribute(args.value('self'), name, args.value(name));
    }
    return null;
  },
);

export const actionClass = perRuntime((rt: Runtime) =>
  nativeClass('Action', [rt.builtinClass('object')], [initializeAction]),
);

/** `argparse.BooleanOptionalAction`: `--x` and `--no-x`. */
export const booleanOptional = perRuntime((rt: Runtime) =>
  nativeClass('BooleanOptionalAction', [actionClass(rt)], []),
);

export type ActionKind =
  | 'store'
  | 'store_const'
  | 'store_true'
  | 'store_false'
  | 'append'
  | 'append_const'
  | 'extend'
  | 'count'
  | 'help'
  | 'version'
  | 'boolean'
  | 'parsers'
  | 'custom';

const KINDS: ReadonlySet<string> = new Set<ActionKind>([
  'store',
  'store_const',
  'store_true',
  'store_false',
  'append',
  'append_const',
  'extend',
  'count',
  'help',
  'version',
]);

function isKind(name: string): name is ActionKind {
  return KINDS.has(name);
}

/** An argument as it stands now: Python code may have changed the action's attributes. */
export interface Argument {
  readonly object: PyObject;
  readonly kind: ActionKind;
  readonly options: readonly string[];
  readonly dest: string;
  readonly nargs: Value;
  readonly constant: Value;
  readonly default: Value;
  readonly type: Value;
  readonly choices: Value;
  readonly isRequired: boolean;
}

const kinds = new WeakMap<PyObject, ActionKind>();

export function argumentOf(rt: Runtime, object: PyObject): Argument {
  const read = (name: string): Value => object.attrs.get(name) ?? null;
  const dest = read('dest');
  const options = read('option_strings');
  return {
    object,
    kind: kinds.get(object) ?? 'custom',
    options: options instanceof PyList ? options.items.map(String) : [],
    dest: typeof dest === 'string' ? dest : '',
    nargs: read('nargs'),
    constant: read('const'),
    default: read('default'),
    type: read('type'),
    choices: read('choices'),
    isRequired: rt.truth(read('required')) === true,
  };
}

/** Creates the action for `add_argument(*flags, **given)`. */
export function makeAction(
  rt: Runtime,
  flags: readonly string[],
  given: ReadonlyMap<string, Value>,
  parserDefault: Value,
): PyObject {
  const chosen = given.get('action') ?? 'store';
  const isOptional = flags.some((flag) => flag.startsWith('-'));
  const kind = kindOf(rt, chosen);
  const options = isOptional ? optionStrings(flags, kind) : [];
  const dest = destination(rt, flags, given, isOptional);
  if (kind === 'custom' && chosen instanceof PyClass) {
    const custom = customAction(rt, chosen, options, dest, given);
    if (custom !== null) return custom;
  }
  const object = rt.createObject(actionClass(rt));
  kinds.set(object, kind);
  const nargs = given.get('nargs') ?? (TAKES_NOTHING.has(kind) ? 0 : null);
  const isRequired =
    given.get('required') ?? (!isOptional && nargs !== '?' && nargs !== '*' && nargs !== REMAINDER);
  const attributes: readonly (readonly [string, Value])[] = [
    ['option_strings', new PyList([...options])],
    ['dest', dest],
    ['nargs', nargs],
    ['const', given.get('const') ?? CONSTANTS.get(kind) ?? null],
    ['default', defaultOf(kind, given, parserDefault)],
    ['type', given.get('type') ?? null],
    ['choices', given.get('choices') ?? null],
    ['required', isRequired],
    ['help', given.get('help') ?? null],
    ['metavar', given.get('metavar') ?? null],
  ];
  for (const [name, value] of attributes) object.attrs.set(name, value);
  return object;
}

const TAKES_NOTHING: ReadonlySet<ActionKind> = new Set([
  'store_const',
  'store_true',
  'store_false',
  'append_const',
  'count',
  'help',
  'version',
  'boolean',
]);

const CONSTANTS: ReadonlyMap<ActionKind, Value> = new Map([
  ['store_true', true],
  ['store_false', false],
]);

function defaultOf(kind: ActionKind, given: ReadonlyMap<string, Value>, parserDefault: Value): Value {
  const value = given.get('default');
  if (value !== undefined) return value;
  if (kind === 'store_true') return false;
  if (kind === 'store_false') return true;
  return kind === 'help' || kind === 'version' ? SUPPRESS : parserDefault;
}

function kindOf(rt: Runtime, chosen: Value): ActionKind {
  if (typeof chosen === 'string') {
    if (isKind(chosen)) return chosen;
    throw rt.error('ValueError', `unknown action "${chosen}"`);
  }
  return chosen instanceof PyClass && chosen.isSubclassOf(booleanOptional(rt)) ? 'boolean' : 'custom';
}

function optionStrings(flags: readonly string[], kind: ActionKind): readonly string[] {
  if (kind !== 'boolean') return flags;
  return flags.flatMap((flag) => (flag.startsWith('--') ? [flag, `--no-${flag.slice(2)}`] : [flag]));
}

function destination(
  rt: Runtime,
  flags: readonly string[],
  given: ReadonlyMap<string, Value>,
  isOptional: boolean,
): string {
  const dest = given.get('dest');
  if (typeof dest === 'string') return dest;
  if (!isOptional) return flags[0] ?? '';
  const named = flags.find((flag) => flag.startsWith('--')) ?? flags[0] ?? '';
  const stripped = named.replace(/^-+/, '');
  if (stripped === '') throw rt.error('ValueError', `dest= is required for options like ${named}`);
  return stripped.replaceAll('-', '_');
}

/** An instance of the user's own Action class; null where its construction cannot be followed. */
function customAction(
  rt: Runtime,
  cls: PyClass,
  options: readonly string[],
  dest: string,
  given: ReadonlyMap<string, Value>,
): PyObject | null {
  const keywords = new Map(given);
  keywords.delete('action');
  keywords.set('option_strings', new PyList([...options]));
  keywords.set('dest', dest);
  const object = rt.call(cls, [], keywords);
  if (!(object instanceof PyObject)) return null;
  kinds.set(object, 'custom');
  return object;
}

export function markAction(object: PyObject, kind: ActionKind): void {
  kinds.set(object, kind);
}

/** One text converted by the argument's `type`. */
export function convert(rt: Runtime, argument: Argument, text: Value): Value {
  return argument.type === null || typeof text !== 'string' ? text : rt.call(argument.type, [text]);
}

/** What the attribute is when the argument is not on the command line; undefined leaves it out. */
export function absentValue(rt: Runtime, argument: Argument): Value | undefined {
  const { default: value, kind, isRequired, options, dest, nargs } = argument;
  if (value === SUPPRESS) return undefined;
  const name = options.find((option) => option.startsWith('--')) ?? options[0] ?? dest;
  if (isRequired && value === null) return rt.unknown(`command line argument ${name} has no default`);
  if (isRequired) {
    rt.recorder.assume(`the required command line argument ${name} has its default`, rt.here());
  }
  if (value === null && options.length > 0) noteAbsentOption(rt, name);
  if (value === null && options.length === 0 && nargs === '*' && kind === 'store') return new PyList([]);
  return convert(rt, argument, value);
}

/** The choices as Python code gave them; null: everything goes. */
export function allows(rt: Runtime, argument: Argument, value: Value): boolean {
  if (argument.choices === null || value instanceof Unknown) return true;
  if (argument.choices instanceof Unknown) return true;
  return rt.truth(rt.compare('in', value, argument.choices)) !== false;
}

export function flagsOf(rt: Runtime, values: readonly Value[]): readonly string[] | Unknown {
  const flags: string[] = [];
  for (const value of values) {
    if (value instanceof Unknown) return value;
    if (typeof value !== 'string') throw rt.error('TypeError', 'option names must be strings');
    flags.push(value);
  }
  return flags;
}

export function textsOf(rt: Runtime, value: Value): readonly string[] | Unknown {
  const elements = rt.elements(value);
  return elements instanceof Unknown ? elements : flagsOf(rt, elements);
}
