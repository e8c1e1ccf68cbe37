/** The modelled part of Python's standard library. */
import type { LibraryModule } from '../ports.ts';

export const stdlibModules: readonly LibraryModule[] = [];
