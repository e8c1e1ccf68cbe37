/** Modules that talk: `logging`, `warnings`, and others whose functions have no effect on models. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../runtime/native.ts';
import { PyClass } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { callable, perRuntime } from '../builtins/natives.ts';
import { Inert } from './inert.ts';
import { libraryModule } from './module.ts';
import type { Member } from './module.ts';

const LEVELS: Readonly<Record<string, number>> = {
  NOTSET: 0,
  DEBUG: 10,
  INFO: 20,
  WARNING: 30,
  WARN: 30,
  ERROR: 40,
  CRITICAL: 50,
  FATAL: 50,
};

const SAYINGS = ['debug', 'info', 'warning', 'warn', 'error', 'critical', 'exception', 'log', 'fatal'];

function silent(names: readonly string[]): NativeFunction[] {
  return names.map((name) => native(`${name}(*args, **kwargs)`, () => null));
}

/** Loggers and handlers can be subclassed; what they say goes nowhere. */
const loggerClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'Logger',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **kwargs)', () => null),
      ...SAYINGS.map((name) => nativeMethod(`${name}(self, *args, **kwargs)`, () => null)),
      nativeMethod('__getattr__(self, name)', (_inner, args) => {
        const name = args.string('name');
        return name.startsWith('__') ? new Inert('logging') : new Inert(`logging.Logger.${name}`);
      }),
    ],
  ),
);

const HANDLERS = [
  'Handler',
  'StreamHandler',
  'FileHandler',
  'NullHandler',
  'Formatter',
  'Filter',
  'LoggerAdapter',
];

function loggingMembers(rt: Runtime): readonly Member[] {
  const logger = loggerClass(rt);
  return [
    ...Object.entries(LEVELS),
    ...silent([
      ...SAYINGS,
      'basicConfig',
      'disable',
      'shutdown',
      'captureWarnings',
      'addLevelName',
      'setLoggerClass',
    ]),
    native('getLogger(name=None)', (inner) => inner.createObject(logger)),
    logger,
    ...HANDLERS.map((name) => new PyClass({ name, bases: [logger] })),
    ['root', rt.createObject(logger)],
  ];
}

const warnings = libraryModule('warnings', [
  ...silent(['warn', 'warn_explicit', 'filterwarnings', 'simplefilter', 'resetwarnings', 'showwarning']),
  native('catch_warnings(*args, **kwargs)', () => new Inert('warnings.catch_warnings')),
]);

/** Whole modules in which nothing matters to a model. */
const SILENT_MODULES: Readonly<Record<string, readonly string[]>> = {
  gc: ['collect', 'enable', 'disable', 'freeze', 'set_threshold'],
  signal: ['signal', 'alarm', 'siginterrupt', 'raise_signal'],
  atexit: ['unregister'],
  traceback: ['print_exc', 'print_stack', 'print_exception', 'print_tb'],
  faulthandler: ['enable', 'disable', 'dump_traceback'],
  pickle: ['dump'],
  marshal: ['dump'],
  shutil: ['copy', 'copy2', 'copyfile', 'copytree', 'rmtree', 'move'],
  locale: ['setlocale'],
  readline: ['parse_and_bind'],
  pdb: ['set_trace', 'post_mortem'],
  webbrowser: ['open'],
  tracemalloc: ['start', 'stop'],
};

const silentModules = Object.entries(SILENT_MODULES).map(([name, functions]) =>
  libraryModule(name, silent(functions)),
);

/** Threads are not run: what they do beside the program is not followed, and that is said. */
const threading = libraryModule('threading', (rt) => [
  nativeClass(
    'Thread',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, *args, **kwargs)', () => null),
      nativeMethod('start(self)', (inner) => {
        inner.recorder.assume('what runs in another thread has no effect on the models', inner.here());
        return null;
      }),
      ...['join', 'setDaemon'].map((name) => nativeMethod(`${name}(self, *args)`, () => null)),
    ],
  ),
  ...[
    'Lock',
    'RLock',
    'Event',
    'Condition',
    'Semaphore',
    'BoundedSemaphore',
    'Barrier',
    'Timer',
    'local',
  ].map((name) => native(`${name}(*args, **kwargs)`, () => new Inert(`threading.${name}`))),
]);

/** A weak reference is as good as a strong one here. */
const weakref = libraryModule('weakref', (rt) => [
  native('ref(object, callback=None)', (_inner, args) => callable('ref', () => args.value('object'))),
  native('proxy(object, callback=None)', (_inner, args) => args.value('object')),
  native('finalize(*args, **kwargs)', () => new Inert('weakref.finalize')),
  ...['WeakKeyDictionary', 'WeakValueDictionary'].map((name): readonly [string, Value] => [
    name,
    nativeClass(name, [rt.builtinClass('dict')], []),
  ]),
  nativeClass('WeakSet', [rt.builtinClass('set')], []),
]);

/** Coroutines run to their end where they are awaited: evaluating one gives its result. */
const asyncio = libraryModule('asyncio', [
  native('run(main, **options)', (_rt, args) => args.value('main')),
  native('create_task(coro, **options)', (_rt, args) => args.value('coro')),
  native('ensure_future(coro, **options)', (_rt, args) => args.value('coro')),
  native('wait_for(coro, timeout)', (_rt, args) => args.value('coro')),
  native('sleep(delay, result=None)', (_rt, args) => args.value('result')),
]);

export const serviceModules = [
  libraryModule('logging', loggingMembers),
  libraryModule('logging.handlers', loggingMembers),
  libraryModule('logging.config', silent(['dictConfig', 'fileConfig'])),
  warnings,
  ...silentModules,
  threading,
  weakref,
  asyncio,
];
