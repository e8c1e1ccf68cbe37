/** The `wattlens` command. */
import { isatty } from 'node:tty';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createAnalyser } from '../footprint/create.ts';
import { runCli } from './program.ts';

/** Beside the bundle, or in the source tree. */
function wasmFolder(entry: string): string {
  const folder = path.dirname(realpathSync(entry));
  const bundled = path.join(folder, 'wasm');
  return existsSync(bundled) ? bundled : path.join(folder, '..', '..', 'grammars');
}

function analyser() {
  const folder = wasmFolder(process.argv[1] ?? '.');
  return createAnalyser({
    parserRuntime: readFileSync(path.join(folder, 'web-tree-sitter.wasm')),
    pythonGrammar: readFileSync(path.join(folder, 'tree-sitter-python.wasm')),
  });
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void runCli(
  process.argv.slice(2),
  {
    cwd: process.cwd(),
    variables: process.env,
    colours: isatty(1) && process.env['NO_COLOR'] === undefined,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  },
  analyser,
).then((code) => {
  process.exitCode = code;
});
