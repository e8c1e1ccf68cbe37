import * as tf from '@tensorflow/tfjs';

const CANVAS_SIZE = 64;
const LABEL_MULTIPLIER = tf.tensor1d([CANVAS_SIZE, 1, 1, 1, 1]);
const NUM_BOUNDING_BOX = 4;
// How many layers of the base stay as they are in the first phase.
const FROZEN = 6;

function customLossFunction(yTrue, yPred) {
  return tf.tidy(() => tf.metrics.meanSquaredError(yTrue.mul(LABEL_MULTIPLIER), yPred));
}

/** Depthwise blocks in the manner of MobileNet. */
function buildBase() {
  const input = tf.input({ shape: [CANVAS_SIZE, CANVAS_SIZE, 3] });
  let x = input;
  let filters = 8;
  x = tf.layers.conv2d({ filters, kernelSize: 3, strides: 2, padding: 'same', useBias: false }).apply(x);
  x = tf.layers.batchNormalization({}).apply(x);
  x = tf.layers.reLU({ maxValue: 6 }).apply(x);
  for (const strides of [1, 2, 2]) {
    filters *= 2;
    x = tf.layers.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', useBias: false }).apply(x);
    x = tf.layers.batchNormalization({}).apply(x);
    x = tf.layers.reLU({ maxValue: 6 }).apply(x);
    x = tf.layers.conv2d({ filters, kernelSize: 1, useBias: false }).apply(x);
  }
  return tf.model({ inputs: input, outputs: x });
}

function buildNewHead(inputShape) {
  const newHead = tf.sequential();
  newHead.add(tf.layers.flatten({ inputShape }));
  newHead.add(tf.layers.dense({ units: 200, activation: 'relu' }));
  // the first output tells the shape's kind, the other four its box
  newHead.add(tf.layers.dense({ units: 1 + NUM_BOUNDING_BOX }));
  return newHead;
}

function buildObjectDetectionModel() {
  const base = buildBase();
  const fineTuningLayers = [];
  for (const [i, layer] of base.layers.entries()) {
    layer.trainable = false;
    if (i >= FROZEN && layer.name.startsWith('conv2d')) {
      fineTuningLayers.push(layer);
    }
  }
  const newHead = buildNewHead(base.outputs[0].shape.slice(1));
  const newOutput = newHead.apply(base.outputs[0]);
  const model = tf.model({ inputs: base.inputs, outputs: newOutput });
  return { model, fineTuningLayers };
}

const { model, fineTuningLayers } = buildObjectDetectionModel();
model.compile({ loss: customLossFunction, optimizer: tf.train.rmsprop(5e-3) });
model.summary();

const numExamples = 500;
const images = tf.zeros([numExamples, CANVAS_SIZE, CANVAS_SIZE, 3]);
const targets = tf.zeros([numExamples, 1 + NUM_BOUNDING_BOX]);

await model.fit(images, targets, { epochs: 4, batchSize: 128, validationSplit: 0.15 });

for (const layer of fineTuningLayers) {
  layer.trainable = true;
}
model.compile({ loss: customLossFunction, optimizer: tf.train.rmsprop(2e-3) });
await model.fit(images, targets, { epochs: 8, batchSize: 64, validationSplit: 0.15 });
