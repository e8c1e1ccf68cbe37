/** Libraries that make a command line of a function's parameters: typer, Python Fire, absl's app, jsonargparse. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { nextSerial, Store } from '../../python/runtime/journal.ts';
import { native } from '../../python/runtime/native.ts';
import { ELLIPSIS, PyClass, PyFunction, PyList, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, Value } from '../../python/runtime/values.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { lazyModule, type Member } from '../module.ts';
import { calledFromCommandLine, chosenCommand, commandsOf, onTheCommandLine } from './commandLine.ts';

/** `typer.Option(3)` as a parameter's default. */
class TyperDefault extends HostObject {
  readonly value: Value;

  constructor(value: Value) {
    super();
    this.value = value;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }
}

function typerCall(rt: Runtime, fn: Value): Value {
  return calledFromCommandLine(rt, fn, new Map(), (value) => {
    if (!(value instanceof TyperDefault)) return undefined;
    if (value.value === ELLIPSIS) return onTheCommandLine(rt, 'a required parameter');
    return value.value instanceof PyFunction ? rt.call(value.value, []) : value.value;
  });
}

interface TyperCommand {
  readonly name: string;
  readonly run: (rt: Runtime) => Value;
}

/** https://typer.tiangolo.com */
class TyperApp extends HostObject {
  readonly #commands = { serial: nextSerial(), items: [] as TyperCommand[] };

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  run(rt: Runtime): Value {
    const commands = new Map(this.#commands.items.map((one) => [one.name, one]));
    return chosenCommand(rt, commands)?.run(rt) ?? null;
  }

  override call(rt: Runtime): Value {
    return this.run(rt);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'command':
        return callable(name, (_inner, [given = null]) =>
          callable('decorator', (rt, [fn = null]) => {
            const own = fn instanceof PyFunction ? fn.name : '';
            const command = typeof given === 'string' ? given : own;
            rt.journal.push(this.#commands, { name: command, run: (inner) => typerCall(inner, fn) });
            return fn;
          }),
        );
      case 'callback':
        return callable(name, () => callable('decorator', (_inner, [fn = null]) => fn));
      case 'add_typer':
        return callable(name, (rt, [app = null], keywords) => {
          const given = keywords.get('name');
          if (app instanceof TyperApp) {
            const command = typeof given === 'string' ? given : 'app';
            rt.journal.push(this.#commands, { name: command, run: (inner) => app.run(inner) });
          }
          return null;
        });
      default:
        return name.startsWith('__') ? undefined : new Inert(`typer.Typer.${name}`);
    }
  }
}

const parameter = (name: string) =>
  native(`${name}(default=..., *declarations, **options)`, (_rt, args) =>
    args.given('default') ? new TyperDefault(args.value('default')) : new TyperDefault(ELLIPSIS),
  );

const typer = lazyModule({
  name: 'typer',
  precedence: 'framework',
  members: {
    Typer: native('Typer(*args, **options)', () => new TyperApp()),
    Option: parameter('Option'),
    Argument: parameter('Argument'),
    run: native('run(function)', (rt, args) => typerCall(rt, args.value('function'))),
    prompt: native('prompt(*args, **options)', (rt) => rt.unknown('what is typed at a prompt')),
    confirm: native('confirm(*args, **options)', (rt) => rt.unknown('what is typed at a prompt')),
    Exit: (rt) => rt.builtinClass('SystemExit'),
    Abort: (rt) => rt.builtinClass('SystemExit'),
  },
  inert: 'all',
});

/** A function is called; of a class, an object or a dictionary, the command that trains. */
function component(rt: Runtime, value: Value): Value {
  if (value instanceof PyFunction) return calledFromCommandLine(rt, value);
  const made = value instanceof PyClass ? calledFromCommandLine(rt, value) : value;
  if (made instanceof Unknown) return made;
  const main = made === null ? rt.modules.get('__main__') : undefined;
  const command = chosenCommand(rt, commandsOf(rt, main ?? made));
  return command === null ? made : calledFromCommandLine(rt, command);
}

/** https://google.github.io/python-fire/ */
const fire = lazyModule({
  name: 'fire',
  precedence: 'framework',
  members: {
    Fire: native('Fire(component=None, command=None, *args, **options)', (rt, args) =>
      component(rt, args.value('component')),
    ),
  },
  inert: ['decorators', 'core'],
});

const jsonargparse = lazyModule({
  name: 'jsonargparse',
  precedence: 'framework',
  members: Object.fromEntries(
    ['CLI', 'auto_cli'].map((name) => [
      name,
      native(`${name}(components=None, *args, **options)`, (rt, args) => {
        const given = args.value('components');
        if (!(given instanceof PyList)) return component(rt, given);
        const named = new Map(
          given.items.flatMap((one): [string, Value][] =>
            one instanceof PyFunction || one instanceof PyClass ? [[one.name, one]] : [],
          ),
        );
        const chosen = chosenCommand(rt, named);
        return chosen === null ? rt.unknown('which command is run') : component(rt, chosen);
      }),
    ]),
  ),
});

/** `app.run(main)` calls it with the command line's texts. */
const appMembers: Readonly<Record<string, Member>> = {
  run: native('run(main=None, argv=None, **options)', (rt, args) => {
    const program = rt.modules.get('__main__');
    const own = program === undefined ? undefined : rt.findAttribute(program, 'main');
    const fn = args.value('main') ?? own ?? null;
    const takes = !(fn instanceof PyFunction) || fn.params.length > 0;
    return rt.call(fn, takes ? [new PyList(['main.py'])] : []);
  }),
  UsageError: (rt) => rt.builtinClass('Exception'),
};

/** What one flag is set to, by all who hold it. */
class Flags extends HostObject {
  readonly values = new Store<string, Value>();

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  set(rt: Runtime, name: string, value: Value): void {
    rt.journal.mapSet<string, Value>(this.values, name, value);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (this.values.has(name)) return this.values.get(name) ?? null;
    switch (name) {
      case 'is_parsed':
        return callable(name, () => true);
      case 'flag_values_dict':
        return callable(name, (inner) => inner.unknown('all flags'));
      case 'mark_as_parsed':
      case 'set_default':
      case 'append_flags_into_file':
      case 'unparse_flags':
        return callable(name, () => null);
      default:
        return name.startsWith('__')
          ? undefined
          : rt.unknown(`the flag ${name} is defined nowhere that is read`);
    }
  }

  override setAttribute(rt: Runtime, name: string, value: Value): boolean {
    this.set(rt, name, value);
    return true;
  }

  override getItem(_rt: Runtime, key: Value): Value | undefined {
    return typeof key === 'string' && this.values.has(key) ? new Holder(this, key) : undefined;
  }

  /** `FLAGS(sys.argv)`. */
  override call(_rt: Runtime, args: CallArgs): Value {
    return args.positional[0] ?? null;
  }
}

class Holder extends HostObject {
  readonly #flags: Flags;
  readonly #name: string;

  constructor(flags: Flags, name: string) {
    super();
    this.#flags = flags;
    this.#name = name;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === 'value' || name === 'default') return this.#flags.values.get(this.#name) ?? null;
    return name === 'name' ? this.#name : undefined;
  }
}

const flagsOf = perRuntime((_rt: Runtime) => new Flags());

const DEFINITIONS =
  `DEFINE_integer DEFINE_float DEFINE_string DEFINE_bool DEFINE_boolean DEFINE_enum DEFINE_list
  DEFINE_multi_string DEFINE_multi_integer DEFINE_multi_float DEFINE_multi_enum DEFINE_spaceseplist DEFINE_enum_class
  DEFINE_alias`.split(/\s+/);

/** https://abseil.io/docs/python/guides/flags */
const flagMembers: Readonly<Record<string, Member>> = {
  FLAGS: flagsOf,
  ...Object.fromEntries(
    DEFINITIONS.map((name) => [
      name,
      native(`${name}(name, default=None, *args, required=False, **options)`, (rt, args) => {
        const flags = flagsOf(rt);
        const flag = args.string('name');
        const value = args.value('required') === true ? onTheCommandLine(rt, flag) : args.value('default');
        flags.set(rt, flag, value);
        return new Holder(flags, flag);
      }),
    ]),
  ),
  mark_flag_as_required: native('mark_flag_as_required(flag_name, **options)', (rt, args) => {
    const name = args.value('flag_name');
    if (typeof name === 'string') flagsOf(rt).set(rt, name, onTheCommandLine(rt, name));
    return null;
  }),
  mark_flags_as_required: native('mark_flags_as_required(flag_names, **options)', (rt, args) => {
    for (const name of args.elements('flag_names')) {
      if (typeof name === 'string') flagsOf(rt).set(rt, name, onTheCommandLine(rt, name));
    }
    return null;
  }),
};

/** TensorFlow 1 has the same under its own names. */
const APPS = ['absl.app', 'tensorflow.app', 'tensorflow.compat.v1.app'];
const FLAGS = [
  'absl.flags',
  'tensorflow.flags',
  'tensorflow.app.flags',
  'tensorflow.compat.v1.flags',
  'tensorflow.compat.v1.app.flags',
];

export const functionCliModules: readonly LibraryModule[] = [
  typer,
  fire,
  jsonargparse,
  ...APPS.map((name) => lazyModule({ name, precedence: 'framework', members: appMembers })),
  ...FLAGS.map((name) => lazyModule({ name, precedence: 'framework', members: flagMembers, inert: 'all' })),
  lazyModule({ name: 'absl.logging', precedence: 'framework', members: {}, inert: 'all' }),
  lazyModule({ name: 'absl', precedence: 'framework', members: {} }),
];
