/** The modelled part of Python's standard library, and the progress bars that everyone uses. */
import type { LibraryModule } from '../ports.ts';
import { builtinNames } from '../builtins/install.ts';
import { abc } from './abc.ts';
import { argparse } from './argparse.ts';
import { collections } from './collections.ts';
import { collectionsAbc } from './collectionsAbc.ts';
import { contextlib } from './contextlib.ts';
import { copyModule } from './copy.ts';
import { dataclasses } from './dataclasses.ts';
import { enumModule } from './enum.ts';
import { functools } from './functools.ts';
import { itertools } from './itertools.ts';
import { cmath, math } from './math.ts';
import { libraryModule } from './module.ts';
import { operator } from './operatorModule.ts';
import { osModules } from './os.ts';
import { progressModules } from './progress.ts';
import { sys } from './sys.ts';
import { types } from './types.ts';
import { typingModules } from './typing.ts';

export const stdlibModules: readonly LibraryModule[] = [
  libraryModule('builtins', builtinNames, { others: 'missing' }),
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
  enumModule,
  dataclasses,
  types,
  ...typingModules,
  ...progressModules,
];
