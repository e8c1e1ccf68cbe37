/** `importlib`: imports go through the runtime. */
import type { Runtime } from '../runtime/api.ts';
import { native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { Unknown } from '../runtime/values.ts';
import type { Value, PyModule } from '../runtime/values.ts';
import { Inert } from './inert.ts';
import { libraryModule } from './module.ts';

/** `import_module('.resnet', package='models')`. */
function importModule(rt: Runtime, args: Args): Value {
  const name = args.string('name');
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  if (dots === 0) return rt.importModule(name);
  const base = args.string('package').split('.');
  const parents = base.slice(0, base.length - (dots - 1));
  return rt.importModule([...parents, name.slice(dots)].filter((part) => part !== '').join('.'));
}

/** Whether a package is there: modelled, found on the search path, or not to be told. */
function findSpec(rt: Runtime, args: Args): Value {
  const name = args.string('name');
  const [top = name] = name.split('.');
  if (rt.libraries.isInert(top)) return new Inert(`${name}.__spec__`);
  let module: PyModule | Unknown;
  try {
    module = rt.importModule(name);
  } catch (error) {
    if (error instanceof Error && 'exception' in error) return rt.unknown(`whether ${name} is installed`);
    throw error;
  }
  return module instanceof Unknown
    ? rt.unknown(`whether ${name} is installed`)
    : new Inert(`${name}.__spec__`);
}

const version = native('version(distribution_name)', (rt, args) =>
  rt.unknown(`the installed version of ${args.string('distribution_name')}`),
);

export const importlibModules = [
  libraryModule('importlib', [
    native('import_module(name, package=None)', importModule),
    native('reload(module)', (_rt, args) => args.value('module')),
    native('invalidate_caches()', () => null),
    native('__import__(name, **options)', (rt, args) => rt.importModule(args.string('name'))),
  ]),
  libraryModule('importlib.util', [native('find_spec(name, package=None)', findSpec)]),
  ...['importlib.metadata', 'importlib_metadata'].map((name) =>
    libraryModule(name, (rt) => [
      version,
      native('distribution(name)', (inner) => inner.unknown('an installed distribution')),
      ['PackageNotFoundError', rt.builtinClass('ModuleNotFoundError')],
    ]),
  ),
  libraryModule('importlib.resources', []),
  libraryModule('importlib.machinery', []),
  libraryModule('importlib.abc', []),
];
