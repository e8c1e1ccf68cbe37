/**
 * click: decorators make a command of a function.
 * https://click.palletsprojects.com/en/stable/api/
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native, nativeClass } from '../../python/runtime/native.ts';
import {
  BoundMethod,
  ELLIPSIS,
  PyClass,
  PyFunction,
  PyList,
  PyTuple,
  Unknown,
} from '../../python/runtime/values.ts';
import type { CallArgs, Value } from '../../python/runtime/values.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { nextSerial } from '../../python/runtime/journal.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { lazyModule, type Member } from '../module.ts';
import { chosenCommand, onTheCommandLine } from './commandLine.ts';

/** Where a function keeps the options that decorators gave it. */
const OPTIONS = '__click_params__';
const WITH_CONTEXT = '__click_context__';

type Attributes = ReadonlyMap<string, Value>;

/** One option or argument. */
class Option extends HostObject {
  readonly name: string;
  readonly isArgument: boolean;
  readonly attributes: Attributes;
  readonly isPair: boolean;

  constructor(declarations: readonly string[], isArgument: boolean, attributes: Attributes) {
    super();
    this.name = nameOf(declarations);
    this.isArgument = isArgument;
    this.attributes = attributes;
    this.isPair = declarations.some((text) => text.includes('/'));
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  #is(name: string): boolean {
    return this.attributes.get(name) === true;
  }

  /** What the command gets for it where the command line is empty. */
  value(rt: Runtime): Value {
    const given = this.attributes.get('default');
    const isMultiple = this.#is('multiple') || this.attributes.get('nargs') === -1;
    if (given === undefined || given === ELLIPSIS) {
      const isRequired =
        this.#is('required') || (this.isArgument && this.attributes.get('required') !== false);
      if (isRequired || this.#is('prompt') || typeof this.attributes.get('prompt') === 'string') {
        return onTheCommandLine(rt, this.name);
      }
      if (isMultiple) return new PyTuple([]);
      if (this.#is('count')) return 0;
      return this.isPair || this.#is('is_flag') ? false : null;
    }
    const value = given instanceof PyFunction ? rt.call(given, []) : given;
    if (isMultiple && value instanceof PyList) return new PyTuple(value.items);
    const type = this.attributes.get('type');
    const converts = value !== null && type instanceof PyClass && !(value instanceof Unknown);
    return converts ? rt.call(type, [value]) : value;
  }
}

/** `--batch-size`, `-b`: the longest name with dashes, unless one without dashes is given. */
function nameOf(declarations: readonly string[]): string {
  const own = declarations.find((text) => /^[A-Za-z_]\w*$/.test(text));
  if (own !== undefined) return own.toLowerCase();
  const [longest = ''] = declarations
    .map((text) => text.split('/')[0]?.trim() ?? '')
    .sort((a, b) => b.replace(/[^-]*$/, '').length - a.replace(/[^-]*$/, '').length || b.length - a.length);
  return longest.replace(/^-+/, '').replaceAll('-', '_').toLowerCase();
}

class Command extends HostObject {
  readonly name: string;
  readonly callback: Value;
  readonly isGroup: boolean;
  readonly children = { serial: nextSerial(), items: [] as Command[] };

  constructor(name: string, callback: Value, isGroup: boolean) {
    super();
    this.name = name;
    this.callback = callback;
    this.isGroup = isGroup;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  options(rt: Runtime): readonly Option[] {
    const held = this.callback instanceof PyFunction ? this.callback.attrs.get(OPTIONS) : undefined;
    const items = held === undefined ? [] : rt.elements(held);
    return items instanceof Unknown ? [] : items.filter((item) => item instanceof Option);
  }

  override call(rt: Runtime, args: CallArgs): Value {
    const [line = null] = args.positional;
    if (line !== null) return rt.unknown('a command line that the program gives itself');
    return this.run(rt, args.keywords);
  }

  run(rt: Runtime, given: ReadonlyMap<string, Value>): Value {
    const { callback } = this;
    const keywords = new Map<string, Value>();
    for (const option of this.options(rt)) {
      keywords.set(option.name, given.get(option.name) ?? option.value(rt));
    }
    const wantsContext = callback instanceof PyFunction && callback.attrs.has(WITH_CONTEXT);
    const result =
      callback === null
        ? null
        : rt.call(callback, wantsContext ? [new Inert('click.Context')] : [], keywords);
    if (!this.isGroup) return result;
    const child = chosenCommand(rt, new Map(this.children.items.map((one) => [one.name, one])));
    return child === null ? result : child.run(rt, new Map());
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'callback':
        return this.callback;
      case 'name':
        return this.name;
      case 'main':
      case 'invoke':
        return callable(name, (rt) => this.run(rt, new Map()));
      case 'command':
      case 'group':
        return callable(name, (rt, positional, keywords) =>
          decorator(positional, keywords, name === 'group', (made) => {
            rt.journal.push(this.children, made);
          }),
        );
      case 'add_command':
        return callable(name, (rt, [command = null, other = null]) => {
          if (command instanceof Command) {
            const renamed = typeof other === 'string' ? other : command.name;
            const child = new Command(renamed, command.callback, command.isGroup);
            for (const one of command.children.items) rt.journal.push(child.children, one);
            rt.journal.push(this.children, child);
          }
          return null;
        });
      default:
        return name.startsWith('__') ? undefined : new Inert(`click.Command.${name}`);
    }
  }
}

/** `@command`, `@command()` and `@command('name')`. */
function decorator(
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  isGroup: boolean,
  made: (command: Command) => void = () => undefined,
): Value {
  const [first = null] = positional;
  const given = typeof first === 'string' ? first : keywords.get('name');
  const make = (fn: Value): Command => {
    const own = fn instanceof PyFunction ? fn.name : '';
    const command = new Command(
      typeof given === 'string' ? given : own.toLowerCase().replaceAll('_', '-'),
      fn,
      isGroup,
    );
    made(command);
    return command;
  };
  if (first instanceof PyFunction || first instanceof BoundMethod) return make(first);
  return callable('decorator', (_rt, [fn = null]) => make(fn));
}

/** Adds to the function's options; on a command, to those of its function. */
function adding(isArgument: boolean): Value {
  return callable(isArgument ? 'argument' : 'option', (_outer, declarations, attributes) => {
    const texts = declarations.filter((one) => typeof one === 'string');
    const option = new Option(texts, isArgument, attributes);
    return callable('decorator', (rt, [fn = null]) => {
      const target = fn instanceof Command ? fn.callback : fn;
      if (!(target instanceof PyFunction)) return fn;
      const held = target.attrs.get(OPTIONS);
      const before = held instanceof PyList ? held.items : [];
      rt.journal.mapSet<string, Value>(target.attrs, OPTIONS, new PyList([...before, option]));
      return fn;
    });
  });
}

const contextual = (name: string): Member =>
  native(`${name}(fn)`, (rt, args) => {
    const fn = args.value('fn');
    if (fn instanceof PyFunction) rt.journal.mapSet<string, Value>(fn.attrs, WITH_CONTEXT, true);
    return fn;
  });

/** Types are only names here, but the plain ones convert. */
const TYPES: Readonly<Record<string, string>> = { INT: 'int', FLOAT: 'float', STRING: 'str', BOOL: 'bool' };

const members: Readonly<Record<string, Member>> = {
  command: () => callable('command', (_rt, positional, keywords) => decorator(positional, keywords, false)),
  group: () => callable('group', (_rt, positional, keywords) => decorator(positional, keywords, true)),
  option: () => adding(false),
  argument: () => adding(true),
  pass_context: contextual('pass_context'),
  pass_obj: contextual('pass_obj'),
  echo: native('echo(*args, **options)', () => null),
  secho: native('secho(*args, **options)', () => null),
  prompt: native('prompt(text, *args, **options)', (rt) => rt.unknown('what is typed at a prompt')),
  confirm: native('confirm(text, *args, **options)', (rt) => rt.unknown('what is typed at a prompt')),
  ...Object.fromEntries(
    Object.entries(TYPES).map(([name, type]): [string, Member] => [name, (rt) => rt.builtinClass(type)]),
  ),
  ClickException: perRuntime((rt: Runtime) =>
    nativeClass('ClickException', [rt.builtinClass('Exception')], []),
  ),
  BadParameter: perRuntime((rt: Runtime) => nativeClass('BadParameter', [rt.builtinClass('Exception')], [])),
  UsageError: perRuntime((rt: Runtime) => nativeClass('UsageError', [rt.builtinClass('Exception')], [])),
};

export const clickModules: readonly LibraryModule[] = ['click', 'rich_click', 'asyncclick'].map((name) =>
  lazyModule({ name, precedence: 'framework', members, inert: 'all' }),
);
