import * as tf from '@tensorflow/tfjs';

const MOBILENET = 'https://storage.googleapis.com/tfjs-models/tfjs/mobilenet_v1_0.25_224/model.json';
const NUM_CLASSES = 4;
const FEATURES = [7, 7, 256];

async function loadTruncatedMobileNet() {
  const mobilenet = await tf.loadLayersModel(MOBILENET);
  const layer = mobilenet.getLayer('conv_pw_13_relu');
  return tf.model({ inputs: mobilenet.inputs, outputs: layer.output });
}

function createHead(units) {
  return tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: FEATURES }),
      tf.layers.dense({
        units,
        activation: 'relu',
        kernelInitializer: 'varianceScaling',
        useBias: true,
      }),
      tf.layers.dense({
        units: NUM_CLASSES,
        kernelInitializer: 'varianceScaling',
        useBias: false,
        activation: 'softmax',
      }),
    ],
  });
}

async function train(truncated, examples, labels) {
  const head = createHead(100);
  const optimizer = tf.train.adam(0.0001);
  head.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const features = truncated.predict(examples);
  const batchSize = Math.floor(examples.shape[0] * 0.4);
  await head.fit(features, labels, { batchSize, epochs: 20 });
}

async function main() {
  const truncated = await loadTruncatedMobileNet();
  const examples = tf.randomUniform([60, 224, 224, 3], -1, 1);
  const labels = tf.oneHot(tf.randomUniform([60], 0, NUM_CLASSES, 'int32'), NUM_CLASSES);
  await train(truncated, examples, labels);
}

main();
