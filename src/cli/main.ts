/** The `wattlens` command. */
import { isatty } from 'node:tty';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { isMainThread, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { createAnalyser } from '../footprint/create.ts';
import { runCompiled } from '../launch/compiled.ts';
import type { TypeScript } from '../tfjs/syntax/context.ts';
import { runCli } from './program.ts';
import { lineAnswerer } from './requests.ts';
import { answerFromThread, type ThreadData } from './requestThreads.ts';

/** Beside the bundle, or in the source tree. */
function wasmFolder(entry: string): string {
  const folder = path.dirname(realpathSync(entry));
  const bundled = path.join(folder, 'wasm');
  return existsSync(bundled) ? bundled : path.join(folder, '..', '..', 'grammars');
}

/** Beside the bundle, or where it is installed for the source tree. */
function loadCompiler(entry: string): Promise<TypeScript> {
  const folder = path.dirname(realpathSync(entry));
  const bundled = path.join(folder, 'script-compiler.js');
  const load = createRequire(path.join(folder, 'package.json'));
  const compiler: unknown = existsSync(bundled) ? runCompiled(bundled) : load('typescript');
  return Promise.resolve(compiler as TypeScript);
}

/** That of the manifest of the extension, which lies above. */
function version(entry: string): string | undefined {
  const manifest = v.object({ name: v.literal('wattlens'), version: v.string() });
  for (
    let folder = path.dirname(realpathSync(entry));
    folder !== path.dirname(folder);
    folder = path.dirname(folder)
  ) {
    const file = path.join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const parsed = v.safeParse(manifest, JSON.parse(readFileSync(file, 'utf8')));
    if (parsed.success) return parsed.output.version;
  }
  return undefined;
}

function analyser() {
  const folder = wasmFolder(process.argv[1] ?? '.');
  return createAnalyser({
    parserRuntime: readFileSync(path.join(folder, 'web-tree-sitter.wasm')),
    pythonGrammar: readFileSync(path.join(folder, 'tree-sitter-python.wasm')),
    loadCompiler: () => loadCompiler(process.argv[1] ?? '.'),
  });
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** What further threads run. The loader of TypeScript sources is not in them. */
function threadProgram(entry: string): string | null {
  return entry.endsWith('.ts') ? null : entry;
}

function run(): Promise<number> {
  return runCli(
    process.argv.slice(2),
    {
      cwd: process.cwd(),
      variables: process.env,
      colours: isatty(1) && process.env['NO_COLOR'] === undefined,
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    },
    analyser,
    version(process.argv[1] ?? '.'),
    threadProgram(process.argv[1] ?? '.ts'),
  );
}

async function answerAsThread(): Promise<void> {
  const { options, cwd } = workerData as ThreadData;
  await answerFromThread(lineAnswerer(options, cwd, await analyser()));
}

if (isMainThread) {
  void run().then((code) => {
    process.exitCode = code;
  });
} else void answerAsThread();
