import * as tf from '@tensorflow/tfjs';
import { IMAGE_H, IMAGE_W, MnistData } from './data';

function createConvModel() {
  const model = tf.sequential();
  model.add(
    tf.layers.conv2d({ inputShape: [IMAGE_H, IMAGE_W, 1], kernelSize: 3, filters: 16, activation: 'relu' }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
  model.add(tf.layers.conv2d({ kernelSize: 3, filters: 32, activation: 'relu' }));
  model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
  model.add(tf.layers.conv2d({ kernelSize: 3, filters: 32, activation: 'relu' }));
  model.add(tf.layers.flatten({}));
  model.add(tf.layers.dense({ units: 64, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  return model;
}

async function train(model, data, onIteration) {
  model.compile({ optimizer: 'rmsprop', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

  const batchSize = 320;
  const validationSplit = 0.15;
  const trainEpochs = 3;
  let trainBatchCount = 0;

  const trainData = data.getTrainData();
  const testData = data.getTestData();
  const total = Math.ceil((trainData.xs.shape[0] * (1 - validationSplit)) / batchSize) * trainEpochs;

  await model.fit(trainData.xs, trainData.labels, {
    batchSize,
    validationSplit,
    epochs: trainEpochs,
    callbacks: {
      onBatchEnd: async (batch, logs) => {
        trainBatchCount++;
        console.log(`training ${((trainBatchCount / total) * 100).toFixed(1)}% complete, loss ${logs.loss}`);
        await tf.nextFrame();
      },
    },
  });

  const testResult = model.evaluate(testData.xs, testData.labels);
  console.log(`final accuracy: ${(testResult[1].dataSync()[0] * 100).toFixed(1)}%`);
}

async function main() {
  const data = new MnistData();
  await data.load();
  const model = createConvModel();
  model.summary();
  await train(model, data);
}

main();
