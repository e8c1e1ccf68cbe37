/** Libraries that make a command line of dataclasses: tyro, simple-parsing, pyrallis, draccus, Tap. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyFunction, PyObject } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictItems } from '../../python/builtins/hash.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { lazyModule } from '../module.ts';
import { setAttributes } from '../trainers/fitting.ts';
import { calledFromCommandLine, instanceFromDefaults, onTheCommandLine } from './commandLine.ts';

/** The default that the caller hands over, or one made of defaults. */
function made(rt: Runtime, cls: Value, given: Value): Value {
  if (given !== null) return given;
  return cls instanceof PyClass ? instanceFromDefaults(rt, cls) : calledFromCommandLine(rt, cls);
}

/** https://brentyi.github.io/tyro/ */
const tyro = lazyModule({
  name: 'tyro',
  precedence: 'framework',
  members: {
    cli: native('cli(f, *, default=None, **options)', (rt, args) =>
      made(rt, args.value('f'), args.value('default')),
    ),
  },
  inert: 'all',
});

const argumentParser = perRuntime((rt: Runtime): PyClass => {
  const parser = rt.getAttribute(rt.importModule('argparse'), 'ArgumentParser');
  return nativeClass('ArgumentParser', parser instanceof PyClass ? [parser] : [], [
    nativeMethod('add_arguments(self, dataclass, dest, *, default=None, **options)', (inner, args) => {
      const value = made(inner, args.value('dataclass'), args.value('default'));
      const set = inner.getAttribute(args.value('self'), 'set_defaults');
      return inner.call(set, [], new Map([[args.string('dest'), value]]));
    }),
  ]);
});

/** https://github.com/lebrice/SimpleParsing */
const simpleParsing = lazyModule({
  name: 'simple_parsing',
  precedence: 'framework',
  members: {
    ArgumentParser: argumentParser,
    parse: native('parse(config_class, *args, default=None, **options)', (rt, args) =>
      made(rt, args.value('config_class'), args.value('default')),
    ),
    field: (rt) => rt.getAttribute(rt.importModule('dataclasses'), 'field'),
    choice: native('choice(*options, default=None, **more)', (_rt, args) => args.value('default')),
  },
  inert: ['Serializable', 'subgroups', 'ArgumentGenerationMode', 'NestedMode'],
});

/** `@wrap()`: the first parameter is annotated with the class of the settings. */
function wrapped(fn: Value): Value {
  return callable('wrapper', (rt, positional) => {
    if (positional.length > 0 || !(fn instanceof PyFunction)) return rt.call(fn, positional);
    const annotations = rt.findAttribute(fn, '__annotations__');
    const [first] = annotations instanceof PyDict ? dictItems(annotations) : [];
    const cls = first?.[1];
    return rt.call(fn, [
      cls instanceof PyClass ? instanceFromDefaults(rt, cls) : onTheCommandLine(rt, 'a configuration'),
    ]);
  });
}

const wrapping = ['pyrallis', 'draccus'].map((name) =>
  lazyModule({
    name,
    precedence: 'framework',
    members: {
      wrap: native('wrap(*args, **options)', () => callable('decorator', (_rt, [fn = null]) => wrapped(fn))),
      parse: native('parse(config_class, config_path=None, args=None, **options)', (rt, args) =>
        args.value('config_path') === null
          ? made(rt, args.value('config_class'), null)
          : rt.unknown('settings from a file'),
      ),
    },
    inert: 'all',
  }),
);

/** `class Arguments(Tap)`: annotations of the class are the arguments. */
const tapClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'Tap',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **options)', () => null),
      ...['configure', 'process_args', 'add_argument', 'save'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, () => null),
      ),
      nativeMethod('parse_args(self, *args, **options)', (inner, args) => {
        const self = args.known('self');
        if (!(self instanceof PyObject)) return self;
        for (const cls of self.cls.mro) {
          const annotations = cls.dict.get('__annotations__');
          for (const [name] of annotations instanceof PyDict ? dictItems(annotations) : []) {
            if (typeof name !== 'string' || inner.findInClass(self.cls, name) !== undefined) continue;
            setAttributes(inner, self, [[name, onTheCommandLine(inner, name)]]);
          }
        }
        inner.callMethod(self, 'process_args');
        return self;
      }),
    ],
  ),
);

export const dataclassCliModules: readonly LibraryModule[] = [
  tyro,
  simpleParsing,
  ...wrapping,
  lazyModule({ name: 'tap', precedence: 'unless-own', members: { Tap: tapClass } }),
];
