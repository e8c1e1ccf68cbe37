/** Keras on another back end than TensorFlow runs as that one does. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import type { Footprint } from '../../src/footprint/schema.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { given } from '../../src/units/found.ts';
import { parser } from '../python/evaluate.ts';

const program = (
  before: string,
  layers = 'keras.layers.Dense(4096), keras.layers.Dense(10)',
): string => `import os
${before}
import keras
model = keras.Sequential([keras.Input((784,)), ${layers}])
model.compile("sgd", "sparse_categorical_crossentropy")
(x, y), _ = keras.datasets.mnist.load_data()
model.fit(x.reshape(-1, 784), y, batch_size=1024, epochs=3)
`;
const ON = (backend: string): string => `os.environ["KERAS_BACKEND"] = "${backend}"`;

function footprintOf(text: string): Footprint {
  const { models } = discover(
    { uri: 'file:///w/main.py', text, files: { get: () => null }, searchPath: [], parser },
    { frameworks, libraries: createRegistry() },
  );
  const [model] = models;
  if (model === undefined) throw new Error('no model');
  return buildFootprint(model, { device: given('A100-SXM-80', 'flag', '--device') }).footprint;
}

describe('the back end of Keras', () => {
  it('is TensorFlow unless told: products in TF32', () => {
    const { training, inference, framework } = footprintOf(program('pass'));
    expect(framework).to.equal('keras');
    expect(inference.precision.source).to.match(/products in tf32/);
    expect(training?.mode.value).to.equal('eager');
  });

  it('multiplies in single precision where it is PyTorch', () => {
    const { training, inference, framework } = footprintOf(program(ON('torch')));
    expect(framework).to.equal('keras');
    expect(inference.precision.source).to.match(/convolutions in tf32, products in fp32/);
    expect(training?.precision.source).to.match(/products in fp32/);
  });

  it('compiles where it is JAX, and says so', () => {
    const { training, inference } = footprintOf(program(ON('jax')));
    for (const stage of [inference, training]) {
      expect(stage?.mode).to.deep.equal({
        value: 'compiled',
        source: 'Keras on JAX compiles what it runs',
      });
    }
  });

  it('is that of the time when Keras is imported', () => {
    const late = program('pass').replace('model =', `${ON('torch')}\nmodel =`);
    expect(footprintOf(late).inference.precision.source).to.match(/products in tf32/);
  });

  it('is told to the program', () => {
    const width = '8 if keras.backend.backend() == "torch" else 16';
    expect(footprintOf(program(ON('torch'), `keras.layers.Dense(${width})`)).params).to.equal(785 * 8);
  });
});
