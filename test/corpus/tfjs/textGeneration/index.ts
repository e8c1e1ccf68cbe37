import * as tf from '@tensorflow/tfjs';
import { TextData } from './data';

interface Options {
  lstmLayerSizes: number | number[];
  sampleLen: number;
  sampleStep: number;
  epochs: number;
  examplesPerEpoch: number;
  batchSize: number;
}

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz .,;\n';
const OPTIONS: Options = {
  lstmLayerSizes: [128, 64],
  sampleLen: 40,
  sampleStep: 3,
  epochs: 6,
  examplesPerEpoch: 2048,
  batchSize: 128,
};

export function createModel(sampleLen: number, charSetSize: number, lstmLayerSizes: number | number[]) {
  if (!Array.isArray(lstmLayerSizes)) {
    lstmLayerSizes = [lstmLayerSizes];
  }
  const model = tf.sequential();
  for (let i = 0; i < lstmLayerSizes.length; ++i) {
    const lstmLayerSize = lstmLayerSizes[i];
    model.add(
      tf.layers.lstm({
        units: lstmLayerSize,
        returnSequences: i < lstmLayerSizes.length - 1,
        inputShape: i === 0 ? [sampleLen, charSetSize] : undefined,
      }),
    );
  }
  model.add(tf.layers.dense({ units: charSetSize, activation: 'softmax' }));
  return model;
}

export async function fitModel(model: tf.Sequential, textData: TextData, options: Options): Promise<void> {
  const { epochs, examplesPerEpoch, batchSize } = options;
  for (let i = 0; i < epochs; ++i) {
    const [xs, ys] = textData.nextDataEpoch(examplesPerEpoch);
    await model.fit(xs, ys, { epochs: 1, batchSize, validationSplit: 0.0625 });
    xs.dispose();
    ys.dispose();
  }
}

async function main(): Promise<void> {
  const text = 'the cat sat on the mat; the dog did not. '.repeat(500);
  const data = new TextData(text, CHARACTERS, OPTIONS.sampleLen, OPTIONS.sampleStep);
  const model = createModel(OPTIONS.sampleLen, data.charSetSize(), OPTIONS.lstmLayerSizes);
  const optimizer = tf.train.rmsprop(0.01);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  await fitModel(model, data, OPTIONS);
}

main().catch(console.error);
