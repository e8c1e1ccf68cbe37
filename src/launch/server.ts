/** The language server as a process of its own: starts the program that lies beside it. */
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runCompiled } from './compiled.ts';

// Most of what an analysis makes is garbage at its end: a heap that grows by halves keeps a multiple of what lives.
// Before anything is compiled: V8 takes no compiled code that was made under other flags.
setFlagsFromString('--heap-growing-percent=20');

runCompiled(path.join(__dirname, 'server-program.cjs'));
