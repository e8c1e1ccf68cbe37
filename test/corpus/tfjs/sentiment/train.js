import * as tf from '@tensorflow/tfjs';
import { loadData } from './reviews.js';

const parameters = {
  numWords: 1000,
  maxLen: 100,
  embeddingSize: 64,
  epochs: 4,
  batchSize: 32,
  validationSplit: 0.2,
};

export function buildModel(modelType, maxLen, vocabularySize, embeddingSize) {
  const model = tf.sequential();
  if (modelType === 'multihot') {
    model.add(tf.layers.dense({ units: 16, activation: 'relu', inputShape: [vocabularySize] }));
    model.add(tf.layers.dense({ units: 16, activation: 'relu' }));
  } else {
    model.add(
      tf.layers.embedding({ inputDim: vocabularySize, outputDim: embeddingSize, inputLength: maxLen }),
    );
    if (modelType === 'flatten') {
      model.add(tf.layers.flatten());
    } else if (modelType === 'cnn') {
      model.add(tf.layers.dropout({ rate: 0.5 }));
      model.add(
        tf.layers.conv1d({
          filters: 250,
          kernelSize: 5,
          strides: 1,
          padding: 'valid',
          activation: 'relu',
        }),
      );
      model.add(tf.layers.globalMaxPool1d({}));
      model.add(tf.layers.dense({ units: 250, activation: 'relu' }));
    } else if (modelType === 'simpleRNN') {
      model.add(tf.layers.simpleRNN({ units: 32 }));
    } else if (modelType === 'lstm') {
      model.add(tf.layers.lstm({ units: 32 }));
    } else if (modelType === 'bidirectionalLSTM') {
      model.add(tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 32 }), mergeMode: 'concat' }));
    } else {
      throw new Error(`Unsupported model type: ${modelType}`);
    }
  }
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
  return model;
}

async function train(modelType) {
  const { numWords, maxLen, embeddingSize, epochs, batchSize, validationSplit } = parameters;
  const { xTrain, yTrain, xTest, yTest } = loadData(numWords, maxLen, modelType === 'multihot');
  const model = buildModel(modelType, maxLen, numWords, embeddingSize);
  model.compile({ loss: 'binaryCrossentropy', optimizer: 'adam', metrics: ['acc'] });
  await model.fit(xTrain, yTrain, { epochs, batchSize, validationSplit });
  const [testLoss, testAcc] = model.evaluate(xTest, yTest, { batchSize });
  console.log(`${modelType}: ${testLoss.dataSync()[0]} ${testAcc.dataSync()[0]}`);
}

for (const modelType of ['multihot', 'cnn', 'bidirectionalLSTM']) {
  await train(modelType);
}
