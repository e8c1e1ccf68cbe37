/** The `wattlens` command: starts the program that lies beside it. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runCompiled } from './compiled.ts';

runCompiled(path.join(path.dirname(realpathSync(process.argv[1] ?? '.')), 'cli-program.cjs'));
