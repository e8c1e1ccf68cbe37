const tf = require('@tensorflow/tfjs');

const ORDER = 3;
const NUM_POINTS = 100;

function generateData(numPoints, coefficients, sigma = 0.04) {
  return tf.tidy(() => {
    const xs = tf.randomUniform([numPoints], -1, 1);
    const [a, b, c, d] = coefficients.map((value) => tf.scalar(value));
    const three = tf.scalar(3, 'int32');
    const ys = a
      .mul(xs.pow(three))
      .add(b.mul(xs.square()))
      .add(c.mul(xs))
      .add(d)
      .add(tf.randomNormal([numPoints], 0, sigma));
    const ymin = ys.min();
    const ymax = ys.max();
    return { xs, ys: ys.sub(ymin).div(ymax.sub(ymin)) };
  });
}

/** Powers of x as features, each brought to mean 0 and deviation 1. */
function toFeatures(xs, order) {
  const powers = [];
  for (let p = 1; p <= order; p++) {
    powers.push(xs.pow(tf.scalar(p)));
  }
  const features = tf.stack(powers, 1);
  const { mean, variance } = tf.moments(features, 0);
  return features.sub(mean).div(variance.sqrt());
}

function createModel(order) {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4 * order, inputShape: [order], activation: 'tanh' }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ loss: tf.losses.meanSquaredError, optimizer: tf.train.sgd(0.1) });
  return model;
}

async function fitModel() {
  const { xs, ys } = generateData(NUM_POINTS, [-0.8, -0.2, 0.9, 0.5]);
  const features = toFeatures(xs, ORDER);
  const dataset = tf.data
    .zip({ xs: tf.data.array(await features.array()), ys: tf.data.array(await ys.expandDims(1).array()) })
    .shuffle(NUM_POINTS)
    .batch(20);
  const model = createModel(ORDER);
  await model.fitDataset(dataset, { epochs: 50 });
  model.predict(tf.zeros([7, ORDER])).print();
}

fitModel();
