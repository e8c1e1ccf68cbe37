/** `importlib`: imports go through the runtime. */
import type { Runtime } from '../runtime/api.ts';
import { native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { Unknown } from '../runtime/values.ts';
import type { Value, PyModule } from '../runtime/values.ts';
import { perRuntime } from '../builtins/natives.ts';
import { Inert } from './inert.ts';
import { libraryModule } from './module.ts';
import { parseListing } from '../imports/listing.ts';
import { NeedsFiles } from '../ports.ts';

/** `import_module('.resnet', package='models')`. */
function importModule(rt: Runtime, args: Args): Value {
  const name = args.string('name');
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  if (dots === 0) return rt.importModule(name);
  const base = args.string('package').split('.');
  const parents = base.slice(0, base.length - (dots - 1));
  return rt.importModule([...parents, name.slice(dots)].filter((part) => part !== '').join('.'));
}

/**
 * What libraries do without, and ask for: there only where the environment or the program has it. Of the other modules
 * that are modelled (the standard library, PyTorch, NumPy) a library can be sure.
 */
const OPTIONAL = new Set(
  `accelerate datasets einops evaluate flax hyperopt jax keras keras_tuner lightning optuna pandas PIL pytorch_lightning ray
  sklearn tensorflow timm torchaudio torchtext torchvision transformers`.split(/\s+/),
);

/** Whether a package is there: modelled, found on the search path, or not to be told. */
function findSpec(rt: Runtime, args: Args): Value {
  const name = args.string('name');
  const isThere = isInstalled(rt, name);
  if (isThere instanceof Unknown) return isThere;
  return isThere ? new Inert(`${name}.__spec__`) : null;
}

/** Packages that came into being because someone asked whether they are there. */
const askedFor = perRuntime(() => new Set<string>());

function isInstalled(rt: Runtime, name: string): boolean | Unknown {
  const [top = name] = name.split('.');
  // A library that asks lies in the environment, and so does what it finds beside it.
  const isAskedByLibrary = rt.origin()?.isUserCode === false;
  if (rt.libraries.isInert(top)) return !isAskedByLibrary;
  const asked = askedFor(rt);
  const isImported = rt.modules.has(top) && !asked.has(top);
  if (!isImported) asked.add(top);
  const module = moduleOrNull(rt, name);
  if (module === null) return isAskedByLibrary ? false : rt.unknown(`whether ${name} is installed`);
  if (module.uri !== null || isImported || !isAskedByLibrary) return true;
  return rt.libraries.find(top)?.precedence === 'framework' && !OPTIONAL.has(top);
}

function moduleOrNull(rt: Runtime, name: string): PyModule | null {
  try {
    const module = rt.importModule(name);
    return module instanceof Unknown ? null : module;
  } catch (error) {
    if (error instanceof Error && 'exception' in error) return null;
    throw error;
  }
}

const SITE_PACKAGES = '/site-packages/';

/** What lies beside the package that asks says of itself; null: nothing of this name does. */
function versionBeside(rt: Runtime, name: string): string | null {
  const uri = rt.origin()?.uri ?? '';
  const at = uri.lastIndexOf(SITE_PACKAGES);
  if (at < 0) return null;
  const folder = uri.slice(0, at + SITE_PACKAGES.length);
  const text = rt.files.get(folder);
  if (text === undefined) throw new NeedsFiles([folder]);
  const normal = (text: string): string => text.toLowerCase().replaceAll(/[-_.]+/g, '-');
  for (const entry of text === null ? [] : parseListing(text).folders) {
    const [, project, stated] = /^(.+?)-(\d[^-]*)\.dist-info$/.exec(entry) ?? [];
    if (project !== undefined && normal(project) === normal(name)) return stated ?? null;
  }
  return null;
}

/** As the environment or the package itself states it. */
function version(rt: Runtime, args: Args): Value {
  const name = args.string('distribution_name');
  const installed = versionBeside(rt, name);
  if (installed !== null) return installed;
  const moduleName = name.toLowerCase().replaceAll('-', '_');
  const isThere = isInstalled(rt, moduleName);
  if (isThere === false) {
    throw rt.error('ModuleNotFoundError', `No package metadata was found for ${name}`);
  }
  const module = isThere === true ? moduleOrNull(rt, moduleName) : null;
  const stated = module === null ? undefined : rt.findAttribute(module, '__version__');
  return typeof stated === 'string' ? stated : rt.unknown(`the installed version of ${name}`);
}

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
      native('version(distribution_name)', version),
      native('distribution(name)', (inner) => inner.unknown('an installed distribution')),
      ['PackageNotFoundError', rt.builtinClass('ModuleNotFoundError')],
    ]),
  ),
  libraryModule('importlib.resources', []),
  libraryModule('importlib.machinery', []),
  libraryModule('importlib.abc', []),
];
