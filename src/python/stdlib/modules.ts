/** The modelled part of Python's standard library, and the loggers and progress bars of every script. */
import type { LibraryModule } from '../ports.ts';
import { builtinNames } from '../builtins/install.ts';
import { frameFunctions } from '../runtime/frameFunctions.ts';
import { abc } from './abc.ts';
import { argparse } from './argparse.ts';
import { collections } from './collections.ts';
import { collectionsAbc } from './collectionsAbc.ts';
import { contextlib } from './contextlib.ts';
import { copyModule } from './copy.ts';
import { dataclasses } from './dataclasses.ts';
import { enumModule } from './enum.ts';
import { fnmatch } from './fnmatch.ts';
import { functools } from './functools.ts';
import { glob } from './glob.ts';
import { importlibModules } from './importlib.ts';
import { inspect } from './inspect.ts';
import { itertools } from './itertools.ts';
import { json } from './json.ts';
import { cmath, math } from './math.ts';
import { libraryModule } from './module.ts';
import { operator } from './operatorModule.ts';
import { orderingModules } from './ordering.ts';
import { osModules } from './os.ts';
import { pathlib } from './pathlib.ts';
import { pkgutil } from './pkgutil.ts';
import { progressModules } from './progress.ts';
import { random } from './random.ts';
import { rationalModules } from './rationals.ts';
import { re } from './re.ts';
import { multiprocessing } from './processes.ts';
import { serviceModules } from './services.ts';
import { sys } from './sys.ts';
import { textModules } from './texts.ts';
import { timeModules } from './time.ts';
import { types } from './types.ts';
import { typingModules } from './typing.ts';
import { urlModules } from './urls.ts';
import unmodelled from './unmodelled.json' with { type: 'json' };

export const stdlibModules: readonly LibraryModule[] = [
  libraryModule('builtins', (rt) => [...builtinNames(rt), ...frameFunctions]),
  math,
  cmath,
  operator,
  itertools,
  functools,
  collections,
  collectionsAbc,
  copyModule,
  abc,
  argparse,
  contextlib,
  sys,
  ...osModules,
  pathlib,
  glob,
  re,
  json,
  enumModule,
  dataclasses,
  types,
  ...typingModules,
  inspect,
  ...importlibModules,
  ...textModules,
  ...timeModules,
  random,
  ...orderingModules,
  ...rationalModules,
  ...serviceModules,
  ...progressModules,
  ...urlModules,
  fnmatch,
  pkgutil,
  multiprocessing,
  ...unmodelled.modules.map((name) => libraryModule(name, [])),
];
