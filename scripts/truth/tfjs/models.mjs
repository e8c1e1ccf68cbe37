/** Programs of `test/corpus/tfjs`, run as they are but for `fit`, which notes what it was asked for. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { counted } from './macs.mjs';
import { fetchZeros, pageOf } from './page.mjs';
import { tf } from './tensorflow.mjs';

const CORPUS = new URL('../../../test/corpus/tfjs/', import.meta.url);
const ENTRIES = ['index.js', 'index.ts', 'train.js'];

/** Files that are programs, and the entry of each folder. */
function programs() {
  return readdirSync(CORPUS, { withFileTypes: true })
    .map((entry) => {
      if (!entry.isDirectory()) return /\.(m?js|ts|html)$/.test(entry.name) ? entry.name : undefined;
      const inside = readdirSync(new URL(`${entry.name}/`, CORPUS));
      const main = ENTRIES.find((name) => inside.includes(name));
      return main === undefined ? undefined : `${entry.name}/${main}`;
    })
    .filter((path) => path !== undefined)
    .sort();
}

const countOf = (weights) => weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
const asList = (value) => (Array.isArray(value) ? value : [value]);
const isModel = (layer) => layer instanceof tf.LayersModel;

/** Leaf layers with the names of the models around them. */
function layerRows(model, prefix = '') {
  return model.layers.flatMap((layer) => {
    const path = prefix + layer.name;
    if (layer.getClassName() === 'InputLayer') return [];
    if (isModel(layer)) return layerRows(layer, `${path}/`);
    return [[path, layer.getClassName(), layer.outputShape, layer.countParams()]];
  });
}

/** What the programs do with models, in the order in which they do it. */
class Notes {
  #outer = new Map();
  models = new Map();
  loaded = new Set();

  of(called) {
    // a sequential model trains by way of a model inside of it
    const model = this.#outer.get(called) ?? called;
    if (model.model !== undefined) this.#outer.set(model.model, model);
    let note = this.models.get(model);
    if (note === undefined) {
      note = { trainings: [] };
      this.models.set(model, note);
    }
    return note;
  }

  /** Its output comes from a file that only the network has. */
  isLoaded(model) {
    return model.layers.some((layer) => this.loaded.has(layer));
  }
}

/** Replaces what would train or load by what notes it. */
function listen(notes) {
  const prototype = tf.LayersModel.prototype;
  const { compile, apply } = prototype;
  const sequential = tf.Sequential.prototype;
  const { compile: compileSequential } = sequential;
  sequential.compile = function (...args) {
    notes.of(this);
    const result = compileSequential.apply(this, args);
    notes.of(this);
    return result;
  };
  prototype.fit = function (x, y, { epochs = 1, batchSize = 32, validationSplit = 0, validationData } = {}) {
    const [first] = asList(x);
    const all = first.shape[0];
    const samples = Math.floor(all * (1 - validationSplit));
    const held = validationData === undefined ? all - samples : asList(validationData[0])[0].shape[0];
    notes.of(this).trainings.push({ samples, epochs, batch: batchSize, validation: held, ...seen(this) });
    return Promise.resolve({ epoch: [0], history: { loss: [0], val_loss: [0], acc: [0] } });
  };
  prototype.fitDataset = async function (dataset, { epochs = 1, batchesPerEpoch }) {
    let samples = 0;
    let batch = 0;
    let batches = 0;
    await dataset.forEachAsync(({ xs }) => {
      if (batchesPerEpoch !== undefined && batches >= batchesPerEpoch) return;
      const size = asList(xs)[0].shape[0];
      samples += size;
      batches += 1;
      batch = Math.max(batch, size);
    });
    notes.of(this).trainings.push({ samples, epochs, batch, validation: 0, ...seen(this) });
    return { epoch: [0], history: { loss: [0] } };
  };
  prototype.compile = function (...args) {
    notes.of(this);
    return compile.apply(this, args);
  };
  prototype.summary = function () {
    notes.of(this);
  };
  const loadLayersModel = () => {
    const model = stubMobileNet();
    for (const layer of model.layers) notes.loaded.add(layer);
    return Promise.resolve(model);
  };
  globalThis.tf = { ...tf, loadLayersModel };
  const steps = new Map();
  tf.Optimizer.prototype.minimize = function (loss) {
    const known = steps.get(this);
    if (known !== undefined) {
      known.steps += 1;
      return null;
    }
    const step = { steps: 1, batch: 0 };
    steps.set(this, step);
    // the first model that the loss calls is the one that is noted
    prototype.apply = function (inputs, ...rest) {
      const [first] = asList(inputs);
      if (step.batch === 0 && first instanceof tf.Tensor) {
        step.batch = first.shape[0];
      }
      if (first instanceof tf.Tensor) notes.of(this);
      return apply.call(this, inputs, ...rest);
    };
    tf.tidy(() => loss());
    prototype.apply = apply;
    return null;
  };
  return { steps };
}

const seen = (model) => ({ trainable: countOf(model.trainableWeights) });

function stubMobileNet() {
  const input = tf.input({ shape: [224, 224, 3] });
  const pool = tf.layers.averagePooling2d({ poolSize: 32, strides: 32, name: 'pool' }).apply(input);
  const output = tf.layers.conv2d({ filters: 256, kernelSize: 1, name: 'conv_pw_13_relu' }).apply(pool);
  return tf.model({ inputs: input, outputs: output });
}

const INLINE = /<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g;

/** The program as one ES module that takes `tf` from the global scope. */
async function bundled(path) {
  const file = new URL(path, CORPUS);
  const shim = {
    name: 'tfjs',
    setup(builder) {
      builder.onResolve({ filter: /^@tensorflow\/tfjs/ }, () => ({ path: 'tfjs', namespace: 'global' }));
      builder.onLoad({ filter: /.*/, namespace: 'global' }, () => ({ contents: 'module.exports = globalThis.tf;' }));
    },
  };
  const source = path.endsWith('.html')
    ? { stdin: { contents: [...readFileSync(file, 'utf8').matchAll(INLINE)].map(([, text]) => text).join('\n') } }
    : { entryPoints: [fileURLToPath(file)] };
  const { outputFiles } = await build({ ...source, bundle: true, write: false, format: 'esm', plugins: [shim] });
  return outputFiles[0].text;
}

/** What came after the program's own promises. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 300));

async function rowOf(model, { trainings }, name) {
  const inputs = model.inputs.map(({ shape, dtype }) => tf.zeros([1, ...shape.slice(1)], dtype));
  const { result, macs } = await counted(() => model.predict(inputs.length === 1 ? inputs[0] : inputs));
  return {
    name,
    inputs: model.inputs.map(({ shape }) => shape),
    output_shape: asList(result)[0].shape,
    params: model.countParams(),
    trainable_params: countOf(model.trainableWeights),
    macs,
    layers: layerRows(model),
    trainings: folded(trainings),
  };
}

/** Runs of the same kind one after the other as one, with how often it ran. */
function folded(trainings) {
  const rows = [];
  for (const training of trainings) {
    const last = rows.at(-1);
    const key = JSON.stringify(training);
    if (last?.key === key) last.times += 1;
    else rows.push({ key, training, times: 1 });
  }
  return rows.map(({ training, times }) => ({ ...training, times }));
}

async function truthOf(path) {
  const html = path.endsWith('.html') ? readFileSync(new URL(path, CORPUS), 'utf8') : '';
  const notes = new Notes();
  const { steps } = listen(notes);
  globalThis.document = pageOf(html);
  globalThis.fetch = fetchZeros;
  const module = join(mkdtempSync(join(tmpdir(), 'wattlens-')), 'program.mjs');
  writeFileSync(module, await bundled(path));
  await import(pathToFileURL(module).href);
  await settled();
  const all = [...notes.models.keys()];
  const parts = new Set(all.flatMap((model) => [model.model, ...model.layers]));
  const models = [];
  for (const [model, note] of notes.models) {
    if (!notes.isLoaded(model) && !parts.has(model)) models.push(await rowOf(model, note, model.name));
  }
  const loops = [...steps.values()];
  return { file: path, models, ...(loops.length === 0 ? {} : { minimize: loops }) };
}

/** Each program in a process of its own, since the names of layers are counted through. */
export function modelTruths() {
  return programs().map((path) => {
    const output = join(mkdtempSync(join(tmpdir(), 'wattlens-')), 'truth.json');
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), path, output], { stdio: 'ignore' });
    return JSON.parse(readFileSync(output, 'utf8'));
  });
}

const [, script = '', program, output] = process.argv;
if (script === fileURLToPath(import.meta.url)) writeFileSync(output, JSON.stringify(await truthOf(program)));
