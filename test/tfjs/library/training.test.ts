import { expect } from 'chai';
import type { ModelAnalysis } from '../../../src/discover/modelAnalysis.ts';
import { discoverText } from '../../conformance/tensorflowJs.ts';

function modelOf(...lines: readonly string[]): ModelAnalysis {
  const text = ["import * as tf from '@tensorflow/tfjs';", ...lines].join('\n');
  const { models, problems } = discoverText(text);
  const [model] = models;
  if (model === undefined) throw new Error(problems.map(({ message }) => message).join());
  return model;
}

const DENSE = [
  'const model = tf.sequential();',
  'model.add(tf.layers.dense({ units: 4, inputShape: [3] }));',
  "model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });",
  'const xs = tf.zeros([100, 3]);',
  'const ys = tf.zeros([100, 4]);',
];

/** Samples, epochs and batch of the first training; null where one is unknown. */
function recipe(model: ModelAnalysis): readonly (number | null)[] {
  const [training] = model.trainings;
  if (training === undefined) throw new Error('nothing is trained');
  const { samples, epochs, batch } = training;
  return [samples, epochs, batch].map((found) => (found.known ? found.value : null));
}

describe('trainings of TensorFlow.js', () => {
  it('have the defaults of fit', () => {
    expect(recipe(modelOf(...DENSE, 'await model.fit(xs, ys);'))).to.deep.equal([100, 1, 32]);
  });

  it('train what a validation split leaves', () => {
    const model = modelOf(...DENSE, 'model.fit(xs, ys, { epochs: 3, validationSplit: 0.15 });');
    expect(recipe(model)).to.deep.equal([85, 3, 32]);
  });

  it('know the optimiser and its state', () => {
    const [training] = modelOf(...DENSE, 'model.fit(xs, ys);').trainings;
    expect(training?.optimizer).to.include({ name: 'Adam', statePerParameter: 2 });
  });

  it('end sooner where a callback says so', () => {
    const stop =
      'callbacks: { onEpochEnd: (e, logs) => { if (logs.loss < 0.1) model.stopTraining = true; } }';
    for (const callbacks of [stop, "callbacks: tf.callbacks.earlyStopping({ monitor: 'val_loss' })"]) {
      const [training] = modelOf(...DENSE, `model.fit(xs, ys, { epochs: 9, ${callbacks} });`).trainings;
      expect(training?.epochs).to.include({ value: 9 });
      expect(JSON.stringify(training?.epochs)).to.match(/sooner|at most|upper/);
    }
    const quiet = 'callbacks: { onEpochEnd: (e, logs) => console.log(logs.loss) }';
    const [training] = modelOf(...DENSE, `model.fit(xs, ys, { epochs: 9, ${quiet} });`).trainings;
    expect(JSON.stringify(training?.epochs)).not.to.match(/sooner|at most|upper/);
  });

  it('draw from data sets', () => {
    const data =
      'const ds = tf.data.array(Array.from({ length: 70 }, () => ({ xs: [1, 2, 3], ys: [0, 0, 0, 1] })))';
    const fit = 'await model.fitDataset(ds, { epochs: 2 });';
    expect(recipe(modelOf(...DENSE, `${data}.shuffle(10).batch(16);`, fit))).to.deep.equal([70, 2, 16]);
    const some = 'await model.fitDataset(ds, { epochs: 2, batchesPerEpoch: 3 });';
    expect(recipe(modelOf(...DENSE, `${data}.repeat().batch(16);`, some))).to.deep.equal([48, 2, 16]);
    const file = "const ds = tf.data.csv('https://example.org/a.csv').batch(8);";
    expect(recipe(modelOf(...DENSE, file, fit))).to.deep.equal([null, 2, 8]);
  });

  it('are loops that minimise a loss', () => {
    const model = modelOf(
      ...DENSE,
      'const optimizer = tf.train.sgd(0.1);',
      'for (let epoch = 0; epoch < 5; epoch++) {',
      '  optimizer.minimize(() => tf.losses.meanSquaredError(ys, model.apply(xs, { training: true })));',
      '}',
    );
    const [training] = model.trainings;
    expect(training?.optimizer).to.include({ name: 'SGD', statePerParameter: 0 });
    expect(training?.batch).to.include({ value: 100 });
    const steps = training?.steps ?? training?.epochs;
    expect(JSON.stringify([training?.steps, training?.epochs, training?.samples])).to.contain('5');
    expect(steps).not.to.equal(undefined);
  });
});

describe('models of TensorFlow.js', () => {
  it('have layers that the program wrote', () => {
    const model = modelOf(
      'class Scale extends tf.layers.Layer {',
      '  build(inputShape) { this.w = this.addWeight("w", [inputShape[inputShape.length - 1]], "float32"); }',
      '  call(inputs) { return tf.tidy(() => inputs[0].mul(this.w.read())); }',
      '  static get className() { return "Scale"; }',
      '}',
      'const model = tf.sequential();',
      'model.add(tf.layers.dense({ units: 5, inputShape: [3] }));',
      'model.add(new Scale());',
    );
    expect([model.params, model.inference?.outputs]).to.deep.equal([25, [[1, 5]]]);
    expect(model.completeness.level).to.equal('exact');
  });

  it('are partial where one is loaded, with the address', () => {
    const model = modelOf(
      "const base = await tf.loadLayersModel('https://example.org/model.json');",
      'const head = tf.layers.dense({ units: 2 }).apply(base.outputs[0]);',
      'const model = tf.model({ inputs: base.inputs, outputs: head });',
    );
    expect(model.completeness.level).to.equal('partial');
    expect(JSON.stringify(model.completeness.reasons)).to.contain('https://example.org/model.json');
  });

  it('are partial where the page tells a size', () => {
    const model = modelOf(
      "const units = Number(document.getElementById('units').value);",
      'const model = tf.sequential();',
      'model.add(tf.layers.dense({ units, inputShape: [3] }));',
      'model.add(tf.layers.dense({ units: 2 }));',
    );
    expect(model.completeness.level).to.equal('partial');
    expect(JSON.stringify(model.completeness.reasons)).to.contain("getElementById('units')");
  });
});
