import { expect } from 'chai';
import { listKnownModels } from '../../src/catalog/knownModels.ts';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { readTruth } from '../conformance/judge.ts';
import { parser } from '../python/evaluate.ts';

const NO_FILES = { get: () => null };
const libraries = createRegistry();

function only(text: string): ReturnType<typeof discover>['models'][number] {
  const { models, problems } = discover(
    { uri: 'file:///script.py', text, parser, files: NO_FILES, searchPath: [] },
    { frameworks, libraries },
  );
  const model = models.at(-1);
  if (model === undefined) expect.fail(problems.map(({ message }) => message).join('; '));
  return model;
}

describe('keras.applications without the source of Keras', () => {
  it('are all in the catalogue, as Keras counts them', () => {
    const known = new Map(
      listKnownModels()
        .filter(({ library }) => library === 'keras')
        .map((model) => [model.name, [model.params, model.macs, model.input]]),
    );
    const truths = readTruth('keras-applications').map(({ builder, params, macs, input_shape }) => [
      builder,
      [params, macs, (input_shape[0] as number[]).slice(1)],
    ]);
    expect(truths.length).to.equal(40);
    for (const [name, facts] of truths) expect(known.get(String(name)), String(name)).to.deep.equal(facts);
  });

  it('are estimated by their published counts', () => {
    const model = only('import keras\nmodel = keras.applications.ResNet50(weights=None)\n');
    expect(model.completeness.level).to.equal('estimated');
    expect([model.params, model.inference?.graph.work.macs]).to.deep.equal([25_636_712, 3_857_973_248]);
    expect(model.inference?.outputs).to.deep.equal([[1, 1000]]);
    expect(model.completeness.reasons[0]?.text).to.contain('source of Keras is not installed');
  });

  it('have a head as wide as the classes', () => {
    const model = only(
      'from keras.applications.resnet50 import ResNet50\nmodel = ResNet50(weights=None, classes=10)\n',
    );
    expect(model.params).to.equal(25_636_712 - 990 * 2049);
    expect(model.inference?.outputs).to.deep.equal([[1, 10]]);
  });

  it('are trunks under a head of the program, which is counted', () => {
    const model = only(`
from tensorflow.keras.applications import ResNet50
from tensorflow.keras.applications.resnet50 import preprocess_input
import tensorflow as tf
base = ResNet50(include_top=False, weights='imagenet', input_shape=(160, 160, 3), pooling='avg')
base.trainable = False
i = tf.keras.Input((160, 160, 3))
x = base(preprocess_input(i), training=False)
model = tf.keras.Model(i, tf.keras.layers.Dense(5)(x))
`);
    expect(model.completeness.level).to.equal('estimated');
    expect([model.params, model.trainableParams]).to.deep.equal([23_587_712 + 2049 * 5, 2049 * 5]);
    expect(model.completeness.reasons.some(({ text }) => text.includes('counted for 224x224x3'))).to.equal(
      true,
    );
  });

  it('are unknown in variants that were not counted', () => {
    const model = only(`
import keras
base = keras.applications.MobileNetV2(input_shape=(96, 96, 3), alpha=0.35, include_top=False)
model = keras.Sequential([base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)])
`);
    expect(model.completeness.level).to.equal('partial');
    expect(model.completeness.reasons.some(({ text }) => text.includes('alpha'))).to.equal(true);
  });

  it('do not tell their inner layers', () => {
    const model = only(`
import keras
base = keras.applications.VGG16(include_top=False, input_shape=(224, 224, 3))
features = base.get_layer('block4_pool').output
model = keras.Model(base.input, keras.layers.Conv2D(4, 1)(features))
`);
    expect(model.completeness.level).to.equal('partial');
  });
});
