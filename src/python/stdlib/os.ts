/** `os` and `os.path`: paths are texts; the file system and the environment are unknown. */
import type { LibraryModule } from '../ports.ts';
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyDict, PyList, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { dictGet, dictSet } from '../builtins/hash.ts';
import { fileText, fileUri, pathText } from '../builtins/files.ts';
import { foldersBelow, isFolder, namesIn } from '../builtins/folders.ts';
import { knownOr, perRuntime, receiver, tuple } from '../builtins/natives.ts';
import { libraryModule } from './module.ts';
import type { Member } from './module.ts';
import { joinPaths, normalizePath, relativePath, splitExtension, splitPath } from './paths.ts';

function path(rt: Runtime, args: Args, name = 'path'): string {
  return knownOr(pathText(rt, args.value(name)));
}

/** The folder that the program runs in: taken to be that of the script. */
export function workingFolder(rt: Runtime): string | Unknown {
  const uri = fileUri(rt, '.');
  if (uri === null) return rt.unknown('the working folder');
  const { pathname } = new URL(uri);
  return decodeURIComponent(pathname).replace(/(?<=.)\/$/, '');
}

/** Whether the running code is that of an installed package. */
function isLibraryCode(rt: Runtime): boolean {
  return rt.origin()?.isUserCode === false;
}

export function absolutePath(rt: Runtime, text: string): string {
  return normalizePath(text.startsWith('/') ? text : joinPaths(knownOr(workingFolder(rt)), text));
}

/** Files of known kinds are looked for; whether anything else exists is unknown. */
export function fileExists(rt: Runtime, text: string): Value {
  return typeof fileText(rt, text) === 'string' ? true : notThere(rt, text);
}

export function folderExists(rt: Runtime, text: string): Value {
  return isFolder(rt, text) ? true : notThere(rt, text);
}

function notThere(rt: Runtime, text: string): Value {
  // Of the caches that a library keeps in the home folder, none is there.
  if (isLibraryCode(rt) && text.startsWith('~')) return false;
  // What is not there now is not expected to be there when it runs.
  return new Unknown(`whether ${text} exists where the program runs`, rt.here(), false);
}

const exists = (name: string, isThere: typeof fileExists): NativeFunction =>
  native(`${name}(path)`, (rt, args) => isThere(rt, path(rt, args)));

const unknownOf = (signature: string, what: string): NativeFunction =>
  native(signature, (rt) => rt.unknown(what));

/** Where there is no home folder, Python leaves the path as it is: so it does for libraries. */
function expandUser(rt: Runtime, text: string): Value {
  return text.startsWith('~') && !isLibraryCode(rt) ? rt.unknown('the home folder') : text;
}

const pathFunctions: readonly NativeFunction[] = [
  native('join(path, *paths)', (rt, args) =>
    joinPaths(path(rt, args), ...args.rest.map((part) => knownOr(pathText(rt, part)))),
  ),
  native('dirname(path)', (rt, args) => splitPath(path(rt, args))[0]),
  native('basename(path)', (rt, args) => splitPath(path(rt, args))[1]),
  native('split(path)', (rt, args) => tuple(...splitPath(path(rt, args)))),
  native('splitext(path)', (rt, args) => tuple(...splitExtension(path(rt, args)))),
  native('splitdrive(path)', (rt, args) => tuple('', path(rt, args))),
  native('normpath(path)', (rt, args) => normalizePath(path(rt, args))),
  native('normcase(path)', (rt, args) => path(rt, args)),
  native('abspath(path)', (rt, args) => absolutePath(rt, path(rt, args))),
  native('realpath(path, **options)', (rt, args) => absolutePath(rt, path(rt, args))),
  native('relpath(path, start=None)', (rt, args) => {
    const start = args.value('start') === null ? knownOr(workingFolder(rt)) : path(rt, args, 'start');
    return relativePath(absolutePath(rt, path(rt, args)), absolutePath(rt, start));
  }),
  native('isabs(path)', (rt, args) => path(rt, args).startsWith('/')),
  native('expanduser(path)', (rt, args) => expandUser(rt, path(rt, args))),
  native('expandvars(path)', (rt, args) => {
    const text = path(rt, args);
    return text.includes('$') ? rt.unknown('an environment variable') : text;
  }),
  native('commonprefix(paths)', (rt, args) => {
    const texts = args.elements('paths').map((one) => knownOr(pathText(rt, one)));
    const [first = ''] = texts;
    let length = first.length;
    for (const text of texts) while (!text.startsWith(first.slice(0, length))) length -= 1;
    return first.slice(0, length);
  }),
  ...['exists', 'isfile', 'islink', 'lexists', 'ismount'].map((name) => exists(name, fileExists)),
  exists('isdir', folderExists),
  unknownOf('getsize(path)', 'the size of a file'),
  unknownOf('getmtime(path)', 'the time of a file'),
  unknownOf('getctime(path)', 'the time of a file'),
];

const PATH_CONSTANTS: readonly Member[] = [
  ['sep', '/'],
  ['altsep', null],
  ['extsep', '.'],
  ['pathsep', ':'],
  ['curdir', '.'],
  ['pardir', '..'],
  ['devnull', '/dev/null'],
];

const pathModules: readonly LibraryModule[] = ['os.path', 'posixpath', 'ntpath'].map((name) =>
  libraryModule(name, [...pathFunctions, ...PATH_CONSTANTS]),
);

/** A library's own settings have their defaults. */
function notSet(rt: Runtime, name: string): void {
  if (isLibraryCode(rt)) return;
  rt.recorder.assume(`the environment variable ${name} is not set`, rt.here());
}

/** What a launcher of distributed programs (torchrun, accelerate) sets, as it is in a single process. */
const LAUNCHED: Readonly<Record<string, string>> = {
  RANK: '0',
  LOCAL_RANK: '0',
  GROUP_RANK: '0',
  NODE_RANK: '0',
  WORLD_SIZE: '1',
  LOCAL_WORLD_SIZE: '1',
  MASTER_ADDR: 'localhost',
  MASTER_PORT: '29500',
};

/** A variable that the program did not set itself is taken to be unset, and that is said. */
function variable(rt: Runtime, environment: PyDict, args: Args): Value {
  const key = args.string('key');
  const value = dictGet(rt, environment, key);
  if (value !== undefined) return value;
  notSet(rt, key);
  return args.value('default');
}

const environ = perRuntime((rt: Runtime): PyDict => {
  const environment = new PyDict();
  const self = (inner: Runtime, args: Args): PyDict => receiver(inner, args, PyDict, '_Environ');
  environment.cls = nativeClass(
    '_Environ',
    [rt.builtinClass('dict')],
    [
      ['__wattlens_overrides__', true],
      [
        'get',
        nativeMethod('get(self, key, default=None)', (inner, args) =>
          variable(inner, self(inner, args), args),
        ),
      ],
      [
        '__missing__',
        nativeMethod('__missing__(self, key)', (inner, args) => {
          const key = args.string('key');
          const launched = LAUNCHED[key];
          if (launched !== undefined) {
            inner.recorder.assume(`${key} is ${launched}, as in a single process`, inner.here());
            return launched;
          }
          notSet(inner, key);
          throw inner.error('KeyError', key);
        }),
      ],
      [
        '__contains__',
        nativeMethod('__contains__(self, key)', (inner, args) => {
          const found = dictGet(inner, self(inner, args), args.value('key')) !== undefined;
          if (!found) notSet(inner, args.string('key'));
          return found;
        }),
      ],
      [
        'setdefault',
        nativeMethod('setdefault(self, key, default=None)', (inner, args) => {
          const present = dictGet(inner, self(inner, args), args.value('key'));
          if (present !== undefined) return present;
          dictSet(inner, self(inner, args), args.value('key'), args.value('default'));
          return args.value('default');
        }),
      ],
    ],
  );
  return environment;
});

/** What the program itself set an environment variable to; undefined: nothing. */
export function environmentVariable(rt: Runtime, name: string): Value | undefined {
  return dictGet(rt, environ(rt), name);
}

/** Changes of the file system and the process: nothing that a model depends on. */
const INERT = [
  'makedirs',
  'mkdir',
  'remove',
  'unlink',
  'rmdir',
  'removedirs',
  'rename',
  'replace',
  'chdir',
  'chmod',
  'symlink',
  'utime',
  'putenv',
  'unsetenv',
  'umask',
  'nice',
  'kill',
  'truncate',
  'fsync',
  'close',
  'sched_setaffinity',
  'register_at_fork',
];

const UNKNOWN: Readonly<Record<string, string>> = {
  scandir: 'what a folder holds',
  cpu_count: 'how many CPUs there are where the program runs',
  sched_getaffinity: 'how many CPUs there are where the program runs',
  getpid: 'the process id',
  getppid: 'the process id',
  getlogin: 'who runs the program',
  uname: 'the machine that the program runs on',
  stat: 'the state of a file',
  access: 'the state of a file',
  popen: 'the output of a command',
  system: 'the result of a command',
  urandom: 'random bytes',
  getloadavg: 'the load of the machine',
};

function listOf(names: readonly string[] | Unknown): Value {
  return names instanceof Unknown ? names : new PyList([...names]);
}

const osFunctions: readonly NativeFunction[] = [
  native('getcwd()', workingFolder),
  native('fspath(path)', (rt, args) => pathText(rt, args.value('path'))),
  native('getenv(key, default=None)', (rt, args) => variable(rt, environ(rt), args)),
  native("listdir(path='.')", (rt, args) => listOf(namesIn(rt, path(rt, args)))),
  native('walk(top, topdown=True, onerror=None, followlinks=False)', (rt, args) => {
    const visited = foldersBelow(rt, path(rt, args, 'top'));
    if (visited instanceof Unknown) return visited;
    return new PyList(
      visited.map(({ folder, listing }) =>
        tuple(folder, new PyList([...listing.folders]), new PyList([...listing.files])),
      ),
    );
  }),
  native('_exit(status=0)', (rt) => {
    throw rt.error('SystemExit', '');
  }),
  ...INERT.map((name) => native(`${name}(*args, **kwargs)`, () => null)),
  ...Object.entries(UNKNOWN).map(([name, what]) => unknownOf(`${name}(*args, **kwargs)`, what)),
];

const os = libraryModule('os', (rt) => [
  ...osFunctions,
  ...PATH_CONSTANTS,
  ['environ', environ(rt)],
  ['name', 'posix'],
  ['linesep', '\n'],
  nativeClass('PathLike', [rt.builtinClass('object')], []),
  ['error', rt.builtinClass('OSError')],
]);

export const osModules: readonly LibraryModule[] = [os, ...pathModules];
