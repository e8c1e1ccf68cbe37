/** Quantised and pruned models of Keras and TensorFlow: what is read, multiplied and said. */
import { expect } from 'chai';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import { given } from '../../src/units/found.ts';
import { analysed } from '../support/analysed.ts';

const NET = `
import keras
import numpy as np
import tensorflow as tf
from keras import layers
model = keras.Sequential([
    keras.Input((16, 16, 8)),
    layers.Conv2D(32, 3),
    layers.GlobalAveragePooling2D(),
    layers.Dense(512, activation='relu'),
    layers.Dense(10),
])
`;

/** Bits of the largest weight of each product and what it is multiplied in; floating point is left out. */
function packed(analysis: ModelAnalysis): readonly string[] {
  if (analysis.inference === null) throw new Error('it runs');
  return analysis.inference.graph.layers.flatMap(({ type, ops }) =>
    ops.flatMap(({ event: { weights } }) => {
      const found = weights.find((weight) => weight.packed !== undefined)?.packed;
      if (found === undefined) return [];
      const bits = found.bytes === null ? 'all' : Math.round(8 * found.bytes);
      return [`${type} ${bits} ${found.products ?? '-'}`];
    }),
  );
}

describe('quantize of Keras', () => {
  for (const [mode, expected] of [
    ['int8', ['Dense 9 int8', 'Dense 8 int8']],
    ['int4', ['Dense 5 int8', 'Dense 4 int8']],
    ['float8', ['Dense all fp8', 'Dense all fp8']],
  ] as const) {
    it(`in ${mode} packs dense layers and leaves convolutions`, () => {
      const quantised = analysed(`${NET}model.quantize("${mode}")\n`);
      // a scale for each output, of 32 inputs and of 512
      expect(packed(quantised)).to.deep.equal(expected);
      const plain = analysed(NET);
      expect(quantised.inference?.graph.params).to.equal(plain.inference?.graph.params);
      expect(quantised.inference?.graph.work.macs).to.equal(plain.inference?.graph.work.macs);
      expect(quantised.trainableParams).to.equal(plain.trainableParams);
    });
  }

  it('of one layer', () => {
    expect(packed(analysed(`${NET}model.layers[-2].quantize("int8")\n`))).to.have.length(1);
  });

  it('of an embedding packs the table, which is looked up', () => {
    const { inference } = analysed(`
import keras
model = keras.Sequential([keras.Input((32,), dtype='int32'), keras.layers.Embedding(1000, 64), keras.layers.Dense(8)])
model.quantize("int8")
`);
    const [table] =
      inference?.graph.layers.flatMap(({ ops }) => ops.flatMap(({ event }) => event.weights)) ?? [];
    expect(table?.packed).to.include({ format: 'int8 weights' });
    expect(table?.packed?.products).to.equal(undefined);
  });

  it('a mode that is not known is told', () => {
    const { completeness } = analysed(`${NET}model.quantize("awq")\n`);
    expect(completeness.level).to.equal('estimated');
  });

  it('comes as a policy, for all layers or for one', () => {
    const policy = `import keras\nkeras.config.set_dtype_policy("int8_from_mixed_bfloat16")\n${NET}`;
    const all = analysed(policy);
    expect(packed(all)).to.have.length(2);
    expect(all.inferencePrecision?.precision).to.include({ known: true, value: 'bf16' });
    expect(packed(analysed(NET.replace("'relu'", "'relu', dtype='int8_from_float32'")))).to.have.length(1);
  });

  it('leaves what was trained before as it was trained', () => {
    const train = `model.compile(optimizer='adam', loss='mse')\nmodel.fit(np.zeros((64, 16, 16, 8)), np.zeros((64, 10)), epochs=2, batch_size=8)\n`;
    const energy = (text: string): number | null | undefined =>
      buildFootprint(analysed(text), { device: given('A100-SXM-80', 'flag', 'the test') }).footprint.training
        ?.energy.value;
    const plain = energy(NET + train);
    expect(plain).to.be.a('number');
    expect(energy(`${NET}${train}model.quantize("int8")\n`)).to.equal(plain);
  });
});

describe('the converter of TensorFlow Lite', () => {
  const CONVERTER = `${NET}
def samples():
    for _ in range(10):
        yield [np.zeros((1, 16, 16, 8), dtype=np.float32)]
converter = tf.lite.TFLiteConverter.from_keras_model(model)
`;
  const precisionOf = (text: string) => analysed(text).inferencePrecision?.precision ?? null;

  it('without optimisations changes nothing', () => {
    expect(packed(analysed(`${CONVERTER}converter.convert()\n`))).to.deep.equal([]);
  });

  it('nor before it converts', () => {
    expect(
      packed(analysed(`${CONVERTER}converter.optimizations = [tf.lite.Optimize.DEFAULT]\n`)),
    ).to.deep.equal([]);
  });

  it('quantises weights, and activations in each use', () => {
    const analysis = analysed(
      `${CONVERTER}converter.optimizations = [tf.lite.Optimize.DEFAULT]\nconverter.convert()\n`,
    );
    expect(packed(analysis)).to.have.length(3);
    expect(packed(analysis).every((one) => one.endsWith(' int8'))).to.equal(true);
    expect(
      precisionOf(`${CONVERTER}converter.optimizations = [tf.lite.Optimize.DEFAULT]\nconverter.convert()\n`),
    ).to.equal(null);
  });

  it('quantises activations as well by samples of them', () => {
    const text = `${CONVERTER}converter.optimizations = [tf.lite.Optimize.DEFAULT]
converter.representative_dataset = samples
converter.convert()
`;
    expect(precisionOf(text)).to.include({ known: true, value: 'int8', origin: 'code' });
    const { footprint } = buildFootprint(analysed(text), {
      inferenceDevice: given('Coral-Edge-TPU', 'flag', 'the test'),
    });
    expect(footprint.inference.energy.value).to.be.a('number');
  });

  it('halves the weights where half precision is asked for', () => {
    const analysis = analysed(`${CONVERTER}converter.optimizations = [tf.lite.Optimize.DEFAULT]
converter.target_spec.supported_types = [tf.float16]
converter.convert()
`);
    expect(packed(analysis).map((one) => one.split(' ').slice(1).join(' '))).to.deep.equal([
      '16 -',
      '16 -',
      '16 -',
    ]);
  });
});

describe('tensorflow_model_optimization', () => {
  const TRAIN = `
wrapped.compile(optimizer='adam', loss='mse')
wrapped.fit(np.zeros((64, 16, 16, 8)), np.zeros((64, 10)), epochs=2, batch_size=8)
`;
  const IMPORT = `${NET}import tensorflow_model_optimization as tfmot\n`;
  const assumed = (text: string): readonly string[] =>
    buildFootprint(analysed(text), {}).footprint.assumptions.flatMap(({ name, source }) =>
      name.startsWith('training.p') ? [`${name}: ${source}`] : [],
    );

  for (const [what, lines, said] of [
    ['quantisation', 'wrapped = tfmot.quantization.keras.quantize_model(model)', 'fake quantisation'],
    [
      'pruning',
      `schedule = tfmot.sparsity.keras.PolynomialDecay(initial_sparsity=0.5, final_sparsity=0.8, begin_step=0, end_step=100)
wrapped = tfmot.sparsity.keras.prune_low_magnitude(model, pruning_schedule=schedule)`,
      'zeros are read and multiplied',
    ],
    [
      'shared values',
      'wrapped = tfmot.clustering.keras.cluster_weights(model, number_of_clusters=16)',
      'the weights are kept one by one',
    ],
  ] as const) {
    it(`trains the model for ${what}, and says what is not counted`, () => {
      const text = `${IMPORT}${lines}${TRAIN}`;
      const { completeness, trainings } = analysed(text);
      expect(completeness.level).to.equal('exact');
      expect(trainings).to.have.length(1);
      expect(assumed(text).join()).to.contain(said);
    });
  }

  it('a stripped model is pruned as it was', () => {
    const text = `${IMPORT}wrapped = tfmot.sparsity.keras.prune_low_magnitude(model)${TRAIN}final = tfmot.sparsity.keras.strip_pruning(wrapped)\n`;
    const { assumptions } = buildFootprint(analysed(text), {}).footprint;
    expect(assumptions.map(({ name }) => name)).to.include('inference.prunedParameters');
  });
});
