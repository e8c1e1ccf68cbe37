/** `sys`: the interpreter that the program is taken to run on. */
import type { Runtime } from '../runtime/api.ts';
import { native } from '../runtime/native.ts';
import { PyList, PyTuple } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { exceptionOf, tuple } from '../builtins/natives.ts';
import { Inert } from './inert.ts';
import { LoadedModules } from './loadedModules.ts';
import { float, libraryModule } from './module.ts';
import { namedTupleMembers } from './namedTuples.ts';

/** A Python that the current frameworks support. */
const VERSION = [3, 11, 7, 'final', 0] as const;

function namedTupleValue(rt: Runtime, name: string, fields: Readonly<Record<string, Value>>): Value {
  const names = Object.keys(fields).map((field) => ({ name: field, default: undefined }));
  const cls = rt.createClass(name, [rt.builtinClass('tuple')], namedTupleMembers(rt, name, names));
  return rt.call(cls, Object.values(fields));
}

const functions: readonly NativeFunction[] = [
  native('exit(status=None, /)', (rt, args) => {
    throw exceptionOf(rt, rt.builtinClass('SystemExit'), [args.value('status')], 'exit');
  }),
  native('getsizeof(object, default=None)', (rt) => rt.unknown('the size of an object in memory')),
  native('getrecursionlimit()', () => 1000),
  native('getdefaultencoding()', () => 'utf-8'),
  native('getfilesystemencoding()', () => 'utf-8'),
  native('getrefcount(object)', (rt) => rt.unknown('how often an object is referred to')),
  native('intern(string)', (_rt, args) => args.value('string')),
  native('exc_info()', () => tuple(null, null, null)),
  native('_getframe(depth=0)', (rt) => rt.unknown('a frame of the interpreter')),
  native('is_finalizing()', () => false),
  ...['setrecursionlimit', 'settrace', 'setprofile', 'setswitchinterval', 'addaudithook'].map((name) =>
    native(`${name}(*args)`, () => null),
  ),
];

/** Open where a program is started, so that `if sys.stderr:` holds. */
class Stream extends Inert {
  override truth(): boolean {
    return true;
  }
}

function constants(rt: Runtime): readonly (readonly [string, Value])[] {
  const [major, minor, micro, releaselevel, serial] = VERSION;
  return [
    // The arguments of the command line are not known: none.
    ['argv', new PyList([''])],
    ['version_info', namedTupleValue(rt, 'version_info', { major, minor, micro, releaselevel, serial })],
    ['version', `${major}.${minor}.${micro}`],
    ['hexversion', 0x030b07f0],
    ['api_version', 1013],
    [
      'implementation',
      namedTupleValue(rt, 'implementation', { name: 'cpython', version: new PyTuple(VERSION) }),
    ],
    ['platform', 'linux'],
    ['byteorder', 'little'],
    ['maxsize', 2n ** 63n - 1n],
    ['maxunicode', 0x10ffff],
    [
      'float_info',
      namedTupleValue(rt, 'float_info', {
        max: float(Number.MAX_VALUE),
        min: float(2.2250738585072014e-308),
        epsilon: float(Number.EPSILON),
      }),
    ],
    ['path', new PyList([])],
    ['meta_path', new PyList([])],
    ['path_hooks', new PyList([])],
    ['warnoptions', new PyList([])],
    ['flags', new Inert('sys.flags')],
    ['executable', 'python'],
    ['prefix', '/usr'],
    ['base_prefix', '/usr'],
    ['dont_write_bytecode', false],
    ...['stdout', 'stderr', 'stdin', '__stdout__', '__stderr__'].map((name): [string, Value] => [
      name,
      new Stream(`sys.${name}`),
    ]),
    ['modules', new LoadedModules()],
  ];
}

export const sys = libraryModule('sys', (rt) => [...functions, ...constants(rt)]);
