/** `argparse`. The command line of the program is not known: it is taken to be empty. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { native, nativeClass, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { nextSerial } from '../runtime/journal.ts';
import type { Sequence } from '../runtime/journal.ts';
import { PyClass, PyDict, PyList, PyObject, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { dictGet, dictItems, dictSet } from '../builtins/hash.ts';
import { callable, elementsOf, perRuntime, tuple } from '../builtins/natives.ts';
import {
  PARSER,
  REMAINDER,
  SUPPRESS,
  absentValue,
  actionClass,
  argumentOf,
  booleanOptional,
  flagsOf,
  makeAction,
  markAction,
  textsOf,
} from './argparseActions.ts';
import type { Argument } from './argparseActions.ts';
import { parseCommandLine } from './argparseCommandLine.ts';
import { libraryModule } from './module.ts';
import { attributesEqual, attributesRepr } from './types.ts';

const STATE = '__parser_state__';

/** What a parser has been told, shared with its groups. */
class ParserState extends HostObject {
  readonly actions: Sequence<PyObject> = { serial: nextSerial(), items: [] };
  readonly defaults = new PyDict();
  argumentDefault: Value = null;
  allowsAbbreviations = true;
  /** An argument could not be told: attributes that are not found are unknown. */
  unknown: Unknown | null = null;

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  arguments(rt: Runtime): Argument[] {
    return this.actions.items.map((action) => argumentOf(rt, action));
  }
}

function stateOf(rt: Runtime, self: Value): ParserState {
  const state = self instanceof PyObject ? self.attrs.get(STATE) : undefined;
  if (state instanceof ParserState) return state;
  throw rt.error('TypeError', 'the parser was not initialised');
}

export const namespaceClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'Namespace',
    [rt.builtinClass('object')],
    [
      ['__wattlens_overrides__', true],
      [
        '__init__',
        nativeMethod('__init__(self, /, **kwargs)', (inner, args) => {
          for (const [name, value] of args.extra) inner.setAttribute(args.value('self'), name, value);
          return null;
        }),
      ],
      [
        '__repr__',
        nativeMethod('__repr__(self)', (inner, args) =>
          attributesRepr(inner, args.value('self'), 'Namespace'),
        ),
      ],
      ['__eq__', nativeMethod('__eq__(self, other)', attributesEqual)],
      [
        '__contains__',
        nativeMethod('__contains__(self, key)', (_rt, args) => {
          const self = args.value('self');
          return self instanceof PyObject && self.attrs.has(args.string('key'));
        }),
      ],
    ],
  ),
);

function initialize(rt: Runtime, args: Args): null {
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  const state = new ParserState();
  rt.journal.mapSet(self.attrs, STATE, state);
  state.argumentDefault = args.value('argument_default');
  state.allowsAbbreviations = args.bool('allow_abbrev');
  rt.setAttribute(self, 'description', args.value('description'));
  rt.setAttribute(self, 'prog', args.value('prog'));
  for (const parent of args.elements('parents')) {
    const inherited = stateOf(rt, parent);
    for (const action of inherited.actions.items) rt.journal.push(state.actions, action);
    for (const [name, value] of dictItems(inherited.defaults)) dictSet(rt, state.defaults, name, value);
  }
  return null;
}

function addArgument(rt: Runtime, args: Args): Value {
  const state = stateOf(rt, args.known('self'));
  const flags = flagsOf(rt, args.rest);
  if (flags instanceof Unknown) {
    rt.journal.setField(state, 'unknown', flags);
    return flags;
  }
  const action = makeAction(rt, flags, args.extra, state.argumentDefault);
  const { dest, options } = argumentOf(rt, action);
  const preset = dictGet(rt, state.defaults, dest);
  if (preset !== undefined) rt.setAttribute(action, 'default', preset);
  // `conflict_handler='resolve'`: the later definition of an option wins.
  const kept = state.actions.items.filter((other) => {
    const taken = argumentOf(rt, other).options;
    return taken.length === 0 || !taken.every((option) => options.includes(option));
  });
  rt.journal.replaceItems(state.actions, [...kept, action]);
  return action;
}

/** Groups only order the help: what is added to them is added to the parser. */
function group(rt: Runtime, args: Args): Value {
  const created = rt.createObject(groupClass(rt));
  rt.journal.mapSet(created.attrs, STATE, stateOf(rt, args.known('self')));
  return created;
}

function setDefaults(rt: Runtime, args: Args): null {
  const state = stateOf(rt, args.known('self'));
  for (const [name, value] of args.extra) {
    dictSet(rt, state.defaults, name, value);
    for (const action of state.actions.items) {
      if (argumentOf(rt, action).dest === name) rt.setAttribute(action, 'default', value);
    }
  }
  return null;
}

function getDefault(rt: Runtime, args: Args): Value {
  const state = stateOf(rt, args.known('self'));
  const name = args.string('dest');
  const argument = state.arguments(rt).find((one) => one.dest === name && one.default !== null);
  return argument?.default ?? dictGet(rt, state.defaults, name) ?? null;
}

/** The sub-commands by name, kept in the action that `add_subparsers` makes. */
function addSubparsers(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  const state = stateOf(rt, self);
  const dest = args.extra.get('dest');
  const action = rt.createObject(actionClass(rt));
  markAction(action, 'parsers');
  const choices = new PyDict();
  const attributes: readonly (readonly [string, Value])[] = [
    ['option_strings', new PyList([])],
    ['dest', typeof dest === 'string' ? dest : SUPPRESS],
    ['nargs', PARSER],
    ['default', typeof dest === 'string' ? null : SUPPRESS],
    ['choices', choices],
    ['required', args.extra.get('required') ?? false],
    ['add_parser', addParser(rt.classOf(self), choices)],
    ['add_argument_group', callable('add_argument_group', () => action)],
  ];
  for (const [name, value] of attributes) action.attrs.set(name, value);
  rt.journal.push(state.actions, action);
  return action;
}

function addParser(cls: PyClass, choices: PyDict): NativeFunction {
  return native('add_parser(name, **options)', (rt, args) => {
    const options = new Map(args.extra);
    const aliases = options.get('aliases');
    options.delete('help');
    options.delete('aliases');
    const parser = rt.call(cls, [], options);
    dictSet(rt, choices, args.value('name'), parser);
    for (const alias of aliases === undefined ? [] : elementsOf(rt, aliases)) {
      dictSet(rt, choices, alias, parser);
    }
    return parser;
  });
}

interface Parsed {
  readonly namespace: Value;
  readonly extras: readonly string[];
}

function parse(rt: Runtime, self: Value, line: Value, given: Value): Parsed {
  const state = stateOf(rt, self);
  const tokens = line === null ? [] : textsOf(rt, line);
  const namespace = given === null ? rt.createObject(namespaceFor(rt, state, tokens)) : given;
  const known = tokens instanceof Unknown ? [] : tokens;
  const presets = known.length === 0 ? 'absent' : 'preset';
  const args = state.arguments(rt);
  for (const argument of args) preset(rt, namespace, argument, presets);
  for (const [name, value] of dictItems(state.defaults)) {
    if (typeof name === 'string' && rt.findAttribute(namespace, name) === undefined) {
      rt.setAttribute(namespace, name, value);
    }
  }
  if (known.length === 0) {
    if (!(tokens instanceof Unknown)) assumeSubcommand(rt, args, namespace);
    return { namespace, extras: [] };
  }
  const { extras, seen } = parseCommandLine(rt, known, {
    arguments: args,
    allowsAbbreviations: state.allowsAbbreviations,
    set: (dest, value) => {
      rt.setAttribute(namespace, dest, value);
    },
    get: (dest) => rt.findAttribute(namespace, dest) ?? null,
    custom: (argument, value, option) => {
      rt.call(argument.object, [self, namespace, value, option]);
    },
    subcommand: (argument, name, rest) => subcommand(rt, argument, name, rest, namespace),
    error: (message) => usageError(rt, message),
  });
  for (const argument of args) {
    if (seen.has(argument.object)) continue;
    if (argument.isRequired) throw usageError(rt, `the following arguments are required: ${argument.dest}`);
    preset(rt, namespace, argument, 'absent');
  }
  return { namespace, extras };
}

/** A program with sub-commands is taken to be given the one that trains. */
function assumeSubcommand(rt: Runtime, args: readonly Argument[], namespace: Value): void {
  const argument = args.find(({ kind }) => kind === 'parsers');
  if (argument === undefined || !(argument.choices instanceof PyDict)) return;
  for (const [name, parser] of dictItems(argument.choices)) {
    if (typeof name !== 'string' || !TRAINS.test(name)) continue;
    rt.recorder.assume(`the sub-command '${name}' is taken to be given`, rt.here());
    if (argument.dest !== SUPPRESS) rt.setAttribute(namespace, argument.dest, name);
    parse(rt, parser, null, namespace);
    return;
  }
}

const TRAINS = /^(?:re)?(?:train|fit|pre-?train|fine-?tune)/i;

/** Without the command line, which attributes a sub-command adds is unknown. */
function namespaceFor(rt: Runtime, state: ParserState, tokens: readonly string[] | Unknown): PyClass {
  const base = namespaceClass(rt);
  const hasCommands = state.arguments(rt).some((argument) => argument.kind === 'parsers');
  let unknown = tokens instanceof Unknown ? tokens : state.unknown;
  if (unknown === null && hasCommands && tokens instanceof Array && tokens.length === 0) {
    unknown = rt.unknown('which sub-command is given on the command line');
  }
  return unknown === null ? base : new PyClass({ name: base.name, bases: [base], unknownBase: unknown });
}

/**
 * Sets an attribute to its default, unless the namespace already has it. While a command line is
 * read, defaults stand as they are; texts among them are converted only if the argument is absent.
 */
function preset(rt: Runtime, namespace: Value, argument: Argument, phase: 'preset' | 'absent'): void {
  const { dest, default: value } = argument;
  if (dest === SUPPRESS || argument.kind === 'help' || argument.kind === 'version') return;
  const current = namespace instanceof PyObject ? namespace.attrs.get(dest) : undefined;
  if (phase === 'preset') {
    if (current === undefined && value !== SUPPRESS) rt.setAttribute(namespace, dest, value);
    return;
  }
  if (current !== undefined && current !== value) return;
  const absent = absentValue(rt, argument);
  if (absent !== undefined) rt.setAttribute(namespace, dest, absent);
}

function subcommand(
  rt: Runtime,
  argument: Argument,
  name: string,
  rest: readonly string[],
  namespace: Value,
): readonly string[] {
  const parser = argument.choices instanceof PyDict ? dictGet(rt, argument.choices, name) : undefined;
  if (parser === undefined) throw usageError(rt, `invalid choice: '${name}'`);
  if (argument.dest !== SUPPRESS) rt.setAttribute(namespace, argument.dest, name);
  return parse(rt, parser, new PyList([...rest]), namespace).extras;
}

function usageError(rt: Runtime, message: string): Error {
  return rt.error('SystemExit', message);
}

function parseArguments(rt: Runtime, args: Args): Value {
  const { namespace, extras } = parse(rt, args.known('self'), args.value('args'), args.value('namespace'));
  if (extras.length > 0) throw usageError(rt, `unrecognized arguments: ${extras.join(' ')}`);
  return namespace;
}

const containerMembers: readonly NativeFunction[] = [
  nativeMethod('add_argument(self, *flags, **options)', addArgument),
  nativeMethod('add_argument_group(self, *args, **kwargs)', group),
  nativeMethod('add_mutually_exclusive_group(self, *args, **kwargs)', group),
  nativeMethod('set_defaults(self, **kwargs)', setDefaults),
  nativeMethod('get_default(self, dest)', getDefault),
];

const parserMembers: readonly NativeFunction[] = [
  nativeMethod(
    '__init__(self, prog=None, usage=None, description=None, epilog=None, parents=(), formatter_class=None, ' +
      "prefix_chars='-', fromfile_prefix_chars=None, argument_default=None, conflict_handler='error', " +
      'add_help=True, allow_abbrev=True, exit_on_error=True)',
    initialize,
  ),
  ...containerMembers,
  nativeMethod('add_subparsers(self, **kwargs)', addSubparsers),
  ...['parse_args', 'parse_intermixed_args'].map((name) =>
    nativeMethod(`${name}(self, args=None, namespace=None)`, parseArguments),
  ),
  ...['parse_known_args', 'parse_known_intermixed_args'].map((name) =>
    nativeMethod(`${name}(self, args=None, namespace=None)`, (rt, args) => {
      const parsed = parse(rt, args.known('self'), args.value('args'), args.value('namespace'));
      return tuple(parsed.namespace, new PyList([...parsed.extras]));
    }),
  ),
  nativeMethod('error(self, message)', (rt, args) => {
    throw usageError(rt, args.string('message'));
  }),
  nativeMethod("exit(self, status=0, message='')", (rt) => {
    throw usageError(rt, '0');
  }),
  ...['print_help', 'print_usage', 'register'].map((name) =>
    nativeMethod(`${name}(self, *args)`, () => null),
  ),
  ...['format_help', 'format_usage'].map((name) =>
    nativeMethod(`${name}(self)`, (rt) => rt.unknown('the help text of a command line')),
  ),
];

const groupClass = perRuntime((rt: Runtime) =>
  nativeClass('_ArgumentGroup', [rt.builtinClass('object')], containerMembers),
);
const parserClass = perRuntime((rt: Runtime) =>
  nativeClass('ArgumentParser', [rt.builtinClass('object')], parserMembers),
);

const FORMATTERS = [
  'HelpFormatter',
  'ArgumentDefaultsHelpFormatter',
  'RawDescriptionHelpFormatter',
  'RawTextHelpFormatter',
  'MetavarTypeHelpFormatter',
];

export const argparse = libraryModule('argparse', (rt) => {
  const action = actionClass(rt);
  const object = rt.builtinClass('object');
  const exception = rt.builtinClass('Exception');
  return [
    parserClass(rt),
    namespaceClass(rt),
    action,
    booleanOptional(rt),
    nativeClass(
      'FileType',
      [object],
      [
        nativeMethod('__init__(self, *args, **kwargs)', () => null),
        nativeMethod('__call__(self, string)', (inner) => inner.unknown('a file named on the command line')),
      ],
    ),
    nativeClass('ArgumentError', [exception], []),
    nativeClass('ArgumentTypeError', [exception], []),
    ...FORMATTERS.map((name) => nativeClass(name, [object], [])),
    ['SUPPRESS', SUPPRESS],
    ['REMAINDER', REMAINDER],
    ['PARSER', PARSER],
    ['OPTIONAL', '?'],
    ['ZERO_OR_MORE', '*'],
    ['ONE_OR_MORE', '+'],
  ];
});
