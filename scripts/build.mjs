// @ts-check
/**
 * Bundles everything into dist/.
 *
 *   node scripts/build.mjs [--production] [--strict] [--tests] [--watch]
 *
 * --production minifies and leaves the source maps out; --strict fails when an entry does not exist or the catalogue
 * breaks its schemas; --tests bundles the suites that run inside VS Code instead of the product; --watch rebuilds on
 * every change.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { context } from 'esbuild';
import { tsImport } from 'tsx/esm/api';
import { hostSuites, testBundles } from './bundles/host-tests.mjs';
import { noNodeModules } from './bundles/no-node-modules.mjs';
import { notices } from './bundles/notices.mjs';
import { ROOT } from './setup/paths.mjs';

/** @typedef {import('./bundles/host-tests.mjs').Bundle} Bundle */

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');
const watch = flags.has('--watch');

const WASM = ['tree-sitter-python.wasm', 'web-tree-sitter.wasm'];

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'cjs',
  target: 'es2022',
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  // its ES module asks import.meta.url for its own place, which a CommonJS bundle does not have
  alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' },
};
/** @type {import('esbuild').BuildOptions} */
const forNode = { ...common, platform: 'node' };
/** @type {import('esbuild').BuildOptions} */
const forWeb = { ...common, platform: 'browser', plugins: [noNodeModules] };

/** @type {readonly Bundle[]} */
const BUNDLES = [
  {
    out: 'extension-node.cjs',
    entry: 'src/extension/node.ts',
    options: { ...forNode, external: ['vscode'] },
  },
  { out: 'extension-web.js', entry: 'src/extension/web.ts', options: { ...forWeb, external: ['vscode'] } },
  { out: 'server-node.cjs', entry: 'src/launch/server.ts', options: forNode },
  { out: 'server-program.cjs', entry: 'src/server/node.ts', options: forNode },
  // a classic worker's script: the host cannot start module workers
  { out: 'server-web.js', entry: 'src/server/worker.ts', options: { ...forWeb, format: 'iife' } },
  {
    out: 'cli.cjs',
    entry: 'src/launch/cli.ts',
    options: { ...forNode, banner: { js: '#!/usr/bin/env node' } },
  },
  { out: 'cli-program.cjs', entry: 'src/cli/main.ts', options: forNode },
  // read when the first script that uses TensorFlow.js is analysed, by the servers and the command alike
  {
    out: 'script-compiler.js',
    entry: 'node_modules/typescript/lib/typescript.js',
    options: {
      ...forWeb,
      format: 'iife',
      globalName: 'wattlensScriptCompiler',
      footer: { js: "if (typeof module === 'object') module.exports = wattlensScriptCompiler;" },
      // only its parser is used: it needs no file system
      define: { 'process.browser': 'true' },
      minify: true,
      sourcemap: false,
    },
  },
  { out: 'webview.js', entry: 'src/webview/main.ts', options: { ...forWeb, format: 'iife' } },
];

function copyWasm() {
  const folder = path.join(ROOT, 'dist/wasm');
  mkdirSync(folder, { recursive: true });
  for (const file of WASM) copyFileSync(path.join(ROOT, 'grammars', file), path.join(folder, file));
}

/**
 * Writes what is left of other characters as escapes: esbuild does so but for regular expressions. V8 keeps the text of
 * a program, in twice the memory as soon as one character of it needs two bytes.
 *
 * @param {string} file
 */
function toAscii(file) {
  const text = readFileSync(file, 'utf8');
  const ascii = text.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (ascii !== text) writeFileSync(file, ascii);
}

let underWay = 0;
/**
 * Says in the two lines that .vscode/tasks.json waits for when the first bundle begins and the last one ends.
 *
 * @type {import('esbuild').Plugin}
 */
const announce = {
  name: 'announce',
  setup(build) {
    build.onStart(() => {
      if (underWay++ === 0) console.log('[watch] build started');
    });
    build.onEnd(() => {
      if (--underWay === 0) console.log('[watch] build finished');
    });
  },
};

/**
 * @param {Bundle} bundle
 * @returns {Promise<import('esbuild').Metafile | undefined>}
 */
async function make({ out, entry, options }) {
  const outfile = path.join('dist', out);
  const built = await context({
    ...options,
    // a suite's entry is generated, not a file
    ...(options.stdin ? {} : { entryPoints: [entry] }),
    outfile,
    plugins: [...(options.plugins ?? []), ...(watch ? [announce] : [])],
  });
  if (watch) {
    await built.watch();
    return undefined;
  }
  const { metafile } = await built.rebuild().finally(() => built.dispose());
  if (outfile.endsWith('.cjs')) toAscii(path.join(ROOT, outfile));
  if (out === 'cli.cjs') chmodSync(path.join(ROOT, outfile), 0o755);
  console.log(`dist/${out}  ${Math.round(statSync(path.join(ROOT, outfile)).size / 1024)} KiB`);
  return metafile;
}

const tests = flags.has('--tests');
const wanted = tests ? testBundles({ forNode, forWeb }) : BUNDLES;
const missing = wanted.filter(({ entry }) => !existsSync(path.join(ROOT, entry)));
const present = wanted.filter((bundle) => !missing.includes(bundle));

if (tests) hostSuites(ROOT);
else copyWasm();
const results = await Promise.allSettled(present.map(make));
for (const { out, entry } of missing) console.warn(`dist/${out}  not built: there is no ${entry} yet`);

/** @type {import('esbuild').Metafile[]} */
const metafiles = [];
for (const [i, result] of results.entries()) {
  if (result.status === 'rejected') console.error(`dist/${present[i]?.out}  failed`);
  else if (result.value) metafiles.push(result.value);
}
if (!watch && !tests) {
  writeFileSync(
    path.join(ROOT, 'dist/THIRD-PARTY-NOTICES.txt'),
    notices(ROOT, metafiles, ['tree-sitter-python', 'web-tree-sitter']),
  );
}
if (results.some(({ status }) => status === 'rejected')) process.exitCode = 1;
if (flags.has('--strict')) {
  const { catalogProblems } = await tsImport('./catalog/problems.ts', import.meta.url);
  /** @type {string[]} */
  const problems = catalogProblems();
  for (const problem of problems) console.error(`the catalogue: ${problem}`);
  if (missing.length || problems.length) process.exitCode = 1;
}
