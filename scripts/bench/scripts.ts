/** Scripts of TensorFlow.js: the first lens, an analysis that is warm, TensorFlow.js itself, and what is loaded when. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { discoverScript } from '../../src/discover/scripts.ts';
import { tensorflowLibraries } from '../../src/tfjs/library/libraries.ts';
import { createScriptParser } from '../../src/tfjs/syntax/parser.ts';
import { ROOT } from '../setup/paths.mjs';
import { median, runChild } from './child.ts';
import { Client } from './lsp.ts';

const COLD_STARTS = 5;
const WARM = 40;
const FOLDER = path.join(ROOT, 'test/corpus/tfjs');
const PROGRAM = path.join(FOLDER, 'mnist/index.js');

/** What each process loads, and when. */
const FILES: readonly (readonly [string, string])[] = [
  ['extension-node.cjs', 'the extension, when a file of a language that may hold models is opened'],
  ['server-program.cjs', 'the server, with the first file that holds models'],
  ['cli-program.cjs', 'the command'],
  ['script-compiler.js', 'with the first script that names TensorFlow.js; never for Python'],
];

/** The same model, built and counted by TensorFlow.js: `import`, build, `countParams`. */
const TENSORFLOW = `
const tf = require('@tensorflow/tfjs');
const model = tf.sequential();
model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], kernelSize: 3, filters: 16, activation: 'relu' }));
model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
model.add(tf.layers.conv2d({ kernelSize: 3, filters: 32, activation: 'relu' }));
model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
model.add(tf.layers.conv2d({ kernelSize: 3, filters: 32, activation: 'relu' }));
model.add(tf.layers.flatten({}));
model.add(tf.layers.dense({ units: 64, activation: 'relu' }));
model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
console.log(model.countParams());
`;

export async function benchScripts(): Promise<void> {
  for (const [name, when] of FILES) {
    const kib = Math.round(statSync(path.join(ROOT, 'dist', name)).size / 1024);
    console.log(`  ${name.padEnd(20)} ${`${kib} KiB`.padStart(9)}  ${when}`);
  }
  const warm = warmAnalysis();
  console.log(`  mnist, warm: ${warm.toFixed(1)} ms`);
  const lenses = [];
  for (let i = 0; i < COLD_STARTS; i++) lenses.push(await firstLens());
  const cold = median(lenses);
  console.log(`  mnist, from the start of the server to the first lens: ${cold.toFixed(0)} ms`);
  const folder = process.env['WATTLENS_TFJS'];
  if (folder === undefined) {
    console.log('  TensorFlow.js is not timed: name a folder that it is installed in in WATTLENS_TFJS.');
    return;
  }
  const theirs = [];
  for (let i = 0; i < COLD_STARTS; i++) {
    const script = `process.chdir(${JSON.stringify(folder)});${TENSORFLOW}`;
    const env = { NODE_PATH: path.join(folder, 'node_modules') };
    theirs.push((await runChild(process.execPath, ['-e', script], env)).milliseconds);
  }
  const milliseconds = median(theirs);
  const ratio = (milliseconds / cold).toPrecision(2);
  console.log(
    `  TensorFlow.js, import, build, countParams: ${milliseconds.toFixed(0)} ms, ${ratio} times as long`,
  );
}

/** Without the cache of results: the run of the program and of its model. */
function warmAnalysis(): number {
  const parser = createScriptParser(ts);
  const files = new Map<string, string | null>();
  const get = (uri: string): string | null => {
    let text = files.get(uri);
    if (text === undefined) files.set(uri, (text = readOrNull(uri)));
    return text;
  };
  const uri = pathToFileURL(PROGRAM).href;
  const request = { uri, text: readFileSync(PROGRAM, 'utf8'), files: { get }, searchPath: [] };
  const times = Array.from({ length: WARM }, () => {
    const begin = performance.now();
    discoverScript(request, { parser, libraries: tensorflowLibraries });
    return performance.now() - begin;
  });
  return median(times.slice(WARM / 2));
}

function readOrNull(uri: string): string | null {
  try {
    return readFileSync(fileURLToPath(uri), 'utf8');
  } catch {
    // imports are looked for in several places
    return null;
  }
}

async function firstLens(): Promise<number> {
  const uri = pathToFileURL(PROGRAM).href;
  const begin = performance.now();
  const client = await Client.start(pathToFileURL(FOLDER).href);
  try {
    await client.open(uri, readFileSync(PROGRAM, 'utf8'));
    const [first] = await client.lenses(uri);
    if (first === undefined) throw new Error(`${uri} got no lens`);
    await client.resolve(first);
    return performance.now() - begin;
  } finally {
    await client.stop();
  }
}
