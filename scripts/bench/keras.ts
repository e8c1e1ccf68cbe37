/** Keras models: what a command and an editor wait for, beside Keras importing, building and counting the same. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { diskSnapshot } from '../../test/conformance/judge.ts';
import { parser } from '../../test/python/evaluate.ts';
import { fetchCorpus } from '../../test/conformance/corpora.ts';
import { ROOT } from '../setup/paths.mjs';
import { median, runChild } from './child.ts';
import type { Job } from './jobs.ts';
import { Client } from './lsp.ts';
import { timeWattlens } from './measure.ts';

const STARTS = 5;
const WARM = 40;

interface KerasJob extends Job {
  /** A file that an editor opens. */
  readonly program: string;
  /** The same in Python, ending in its number of parameters. */
  readonly python: string;
}

const MNIST = path.join(ROOT, 'examples/keras_mnist.py');
const SEQUENTIAL = `import keras
from keras import layers
model = keras.Sequential([
    keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu"), layers.Conv2D(32, 3, activation="relu"),
    layers.MaxPooling2D(2), layers.BatchNormalization(), layers.Conv2D(64, 3, activation="relu", padding="same"),
    layers.MaxPooling2D(2), layers.Flatten(), layers.Dropout(0.5), layers.Dense(128, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
`;
const RESNET = 'import keras\nmodel = keras.applications.ResNet50(weights=None)\n';

const JOBS: readonly KerasJob[] = [
  {
    name: 'resnet50',
    what: 'keras.applications.ResNet50, 1x224x224x3, from the unmodified source of Keras 3.12.4',
    request: { module: 'keras.applications', expr: 'ResNet50(weights=None)', inputs: ['1x224x224x3'] },
    searchPath: () => fileURLToPath(fetchCorpus('keras')),
    program: RESNET,
    python: RESNET,
  },
  {
    name: 'sequential',
    what: 'the Sequential network of examples/keras_mnist.py, 1x28x28x1',
    request: { file: MNIST, expr: 'model', inputs: ['1x28x28x1'] },
    searchPath: () => null,
    program: readFileSync(MNIST, 'utf8'),
    python: SEQUENTIAL,
  },
];

export async function benchKeras(): Promise<void> {
  for (const job of JOBS) {
    console.log(`\n${job.what}`);
    const { cold, params } = await timeWattlens(job, { cold: STARTS, warm: 1 });
    const warm = warmAnalysis(job);
    const lens = await firstLens(job);
    const told = params.toLocaleString('en-US');
    console.log(
      `  the command, cold: ${cold.toFixed(0)} ms; an analysis, warm: ${warm.toFixed(1)} ms; ${told} parameters`,
    );
    console.log(`  the first lens over stdio, from the start of the server: ${lens.toFixed(0)} ms`);
    try {
      const [whole, again] = await timeKeras(job.python);
      const [coldRatio, warmRatio] = [whole / lens, again / warm].map((ratio) => ratio.toPrecision(2));
      console.log(
        `  Keras, import, build, count_params: ${whole.toFixed(0)} ms, ${coldRatio} times the first lens; ` +
          `once more: ${again.toFixed(0)} ms, ${warmRatio} times the warm analysis`,
      );
    } catch (error) {
      const lines = String(error).trim().split('\n');
      console.log(`  Keras is not timed (WATTLENS_BENCH_PYTHON): ${lines.at(-1) ?? ''}`);
    }
  }
}

/** Without the cache of results: the run of the program and of its models. */
function warmAnalysis({ program, searchPath }: KerasJob): number {
  const installed = searchPath();
  const request = {
    uri: 'file:///program.py',
    text: program,
    parser,
    files: diskSnapshot(),
    searchPath: installed === null ? [] : [pathToFileURL(installed).href],
  };
  const libraries = createRegistry();
  const times = Array.from({ length: WARM }, () => {
    const begin = performance.now();
    discover(request, { frameworks, libraries });
    return performance.now() - begin;
  });
  return median(times.slice(WARM / 2));
}

/** Milliseconds of the whole process, and of one more build in it. */
async function timeKeras(program: string): Promise<readonly [number, number]> {
  const python = process.env['WATTLENS_BENCH_PYTHON'] ?? 'python3';
  const folder = mkdtempSync(path.join(tmpdir(), 'wattlens-bench-'));
  try {
    const script = path.join(folder, 'build.py');
    const ending = 'print(model.count_params())\n';
    const again = `import time\nbegin = time.perf_counter()\n${program}model.count_params()\nprint(1000 * (time.perf_counter() - begin))\n`;
    const wholes = [];
    writeFileSync(script, `${program}${ending}`);
    for (let i = 0; i < STARTS; i++) wholes.push((await runChild(python, ['-B', script])).milliseconds);
    writeFileSync(script, `${program}${ending}${again}`);
    const { output } = await runChild(python, ['-B', script]);
    return [median(wholes), Number(output.trim().split('\n').at(-1))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstLens(job: KerasJob): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wattlens-bench-'));
  try {
    const installed = job.searchPath();
    if (installed !== null) {
      cpSync(path.join(installed, 'keras'), path.join(folder, 'keras'), {
        recursive: true,
        filter: (file) => path.extname(file) === '' || file.endsWith('.py'),
      });
    }
    const file = path.join(folder, 'program.py');
    writeFileSync(file, job.program);
    const uri = pathToFileURL(file).href;
    const times = [];
    for (let i = 0; i < STARTS; i++) {
      const begin = performance.now();
      const client = await Client.start(pathToFileURL(folder).href);
      try {
        await client.open(uri, job.program);
        const [first] = await client.lenses(uri);
        if (first === undefined) throw new Error(`${job.name} got no lens`);
        await client.resolve(first);
        times.push(performance.now() - begin);
      } finally {
        await client.stop();
      }
    }
    return median(times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
