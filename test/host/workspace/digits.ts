import * as tf from '@tensorflow/tfjs';

export function createModel(classes = 10): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], kernelSize: 3, filters: 8, activation: 'relu' }));
  model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: classes, activation: 'softmax' }));
  return model;
}

export async function train(): Promise<void> {
  const model = createModel();
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  const xs = tf.zeros([6000, 28, 28, 1]);
  const ys = tf.zeros([6000, 10]);
  await model.fit(xs, ys, { epochs: 5, batchSize: 64 });
}
