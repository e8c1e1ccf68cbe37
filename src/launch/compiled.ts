/**
 * Starts a bundle from the machine code of an earlier run. To compile three megabytes of JavaScript takes longer than
 * to analyse a model, and it comes out the same every time.
 */
import envPaths from 'env-paths';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import vm from 'node:vm';

/** Compiled bundles that are kept: of a few versions of Wattlens and of Node. */
const MOST_KEPT = 8;

/** Where compiled bundles lie; null: they are not wanted. Set `WATTLENS_COMPILE_CACHE` to a folder, or to nothing. */
function cacheFolder(): string | null {
  const wanted = process.env['WATTLENS_COMPILE_CACHE'];
  if (wanted === '') return null;
  return wanted ?? path.join(envPaths('wattlens', { suffix: '' }).cache, 'compiled');
}

/** Runs a CommonJS bundle as `require` would, and returns what it exports. Whatever is wrong with the cache, it runs. */
export function runCompiled(bundle: string): unknown {
  const load = createRequire(bundle);
  const folder = cacheFolder();
  if (folder === null) {
    return load(bundle);
  }
  const kept = path.join(folder, nameOf(bundle));
  const cachedData = readIfThere(kept);
  const script = new vm.Script(Module.wrap(readFileSync(bundle, 'utf8')), {
    filename: bundle,
    ...(cachedData === null ? {} : { cachedData }),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (cachedData === null || script.cachedDataRejected === true) {
    // at the end, when the functions that a run needs are compiled as well
    process.once('exit', () => {
      keep(kept, script.createCachedData());
    });
  }
  const run = script.runInThisContext() as Wrapped;
  const module = { exports: {} };
  run(module.exports, load, module, bundle, path.dirname(bundle));
  return module.exports;
}

type Wrapped = (
  exports: object,
  load: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string,
) => void;

/** V8 itself refuses what another version or another text was compiled to; the name keeps them from taking turns. */
function nameOf(bundle: string): string {
  const { size, mtimeMs } = statSync(bundle);
  const { name } = path.parse(bundle);
  return `${name}-${size}-${Math.round(mtimeMs)}-${process.version}-${process.versions.v8}-${process.arch}.bin`;
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    // the first run, or no permission
    return null;
  }
}

function keep(file: string, data: Buffer): void {
  try {
    const folder = path.dirname(file);
    mkdirSync(folder, { recursive: true });
    const staging = `${file}.${process.pid}`;
    writeFileSync(staging, data);
    renameSync(staging, file);
    for (const old of oldest(folder)) rmSync(old, { force: true });
  } catch {
    // a full or read-only disk: the next run compiles again
  }
}

function oldest(folder: string): string[] {
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  const byAge = files.map((file) => ({ file, time: statSync(file).mtimeMs })).sort((a, b) => b.time - a.time);
  return byAge.slice(MOST_KEPT).map(({ file }) => file);
}
