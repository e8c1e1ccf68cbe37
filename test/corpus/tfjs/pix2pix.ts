import * as tf from '@tensorflow/tfjs';

const SIZE = 64;
const CHANNELS = 3;
const LAMBDA = 100;

function downsample(
  inputShape: tf.Shape,
  filters: number,
  size: number,
  applyBatchNorm = true,
): tf.Sequential {
  const result = tf.sequential();
  result.add(
    tf.layers.conv2d({
      inputShape,
      filters,
      kernelSize: size,
      strides: 2,
      padding: 'same',
      kernelInitializer: tf.initializers.randomNormal({ mean: 0, stddev: 0.02 }),
      useBias: false,
    }),
  );
  if (applyBatchNorm) {
    result.add(tf.layers.batchNormalization());
  }
  result.add(tf.layers.leakyReLU({ alpha: 0.2 }));
  return result;
}

function upsample(filters: number, size: number, applyDropout = false): tf.layers.Layer[] {
  const result: tf.layers.Layer[] = [
    tf.layers.conv2dTranspose({ filters, kernelSize: size, strides: 2, padding: 'same', useBias: false }),
    tf.layers.batchNormalization(),
  ];
  if (applyDropout) {
    result.push(tf.layers.dropout({ rate: 0.5 }));
  }
  result.push(tf.layers.reLU());
  return result;
}

const applyAll = (x: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]): tf.SymbolicTensor =>
  layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, x);

/** The same as single layers, of any input. */
function encode(x: tf.SymbolicTensor, filters: number, withNorm: boolean): tf.SymbolicTensor {
  const layers: tf.layers.Layer[] = [
    tf.layers.conv2d({ filters, kernelSize: 4, strides: 2, padding: 'same', useBias: false }),
  ];
  if (withNorm) layers.push(tf.layers.batchNormalization());
  layers.push(tf.layers.leakyReLU({ alpha: 0.2 }));
  return applyAll(x, layers);
}

export function buildGenerator(): tf.LayersModel {
  const inputs = tf.input({ shape: [SIZE, SIZE, CHANNELS] });
  const down = [16, 32, 64, 64, 64];
  const skips: tf.SymbolicTensor[] = [];
  let x = inputs;
  for (const [i, filters] of down.entries()) {
    x = encode(x, filters, i > 0);
    skips.push(x);
  }
  const up = [64, 64, 32, 16];
  skips.pop();
  skips.reverse();
  up.forEach((filters, i) => {
    x = applyAll(x, upsample(filters, 4, i < 2));
    x = tf.layers.concatenate().apply([x, skips[i]]) as tf.SymbolicTensor;
  });
  const last = tf.layers.conv2dTranspose({
    filters: CHANNELS,
    kernelSize: 4,
    strides: 2,
    padding: 'same',
    activation: 'tanh',
  });
  return tf.model({ inputs, outputs: last.apply(x) as tf.SymbolicTensor, name: 'generator' });
}

export function buildDiscriminator(): tf.LayersModel {
  const source = tf.input({ shape: [SIZE, SIZE, CHANNELS], name: 'source' });
  const target = tf.input({ shape: [SIZE, SIZE, CHANNELS], name: 'target' });
  let x = tf.layers.concatenate().apply([source, target]) as tf.SymbolicTensor;
  x = downsample(x.shape.slice(1), 16, 4, false).apply(x) as tf.SymbolicTensor;
  x = downsample(x.shape.slice(1), 32, 4).apply(x) as tf.SymbolicTensor;
  x = tf.layers.zeroPadding2d().apply(x) as tf.SymbolicTensor;
  x = tf.layers.conv2d({ filters: 64, kernelSize: 4, useBias: false }).apply(x) as tf.SymbolicTensor;
  x = tf.layers.batchNormalization().apply(x) as tf.SymbolicTensor;
  x = tf.layers.leakyReLU().apply(x) as tf.SymbolicTensor;
  x = tf.layers
    .zeroPadding2d({
      padding: [
        [1, 1],
        [1, 1],
      ],
    })
    .apply(x) as tf.SymbolicTensor;
  const last = tf.layers.conv2d({ filters: 1, kernelSize: 4 }).apply(x) as tf.SymbolicTensor;
  return tf.model({ inputs: [source, target], outputs: last, name: 'discriminator' });
}

const generatorLoss = (fake: tf.Tensor, made: tf.Tensor, target: tf.Tensor): tf.Scalar =>
  tf.losses
    .sigmoidCrossEntropy(tf.onesLike(fake), fake)
    .add(target.sub(made).abs().mean().mul(LAMBDA)) as tf.Scalar;

const discriminatorLoss = (real: tf.Tensor, fake: tf.Tensor): tf.Scalar =>
  tf.losses
    .sigmoidCrossEntropy(tf.onesLike(real), real)
    .add(tf.losses.sigmoidCrossEntropy(tf.zerosLike(fake), fake)) as tf.Scalar;

function train(samples: number, epochs: number, batchSize: number): void {
  const generator = buildGenerator();
  const discriminator = buildDiscriminator();
  const generatorOptimizer = tf.train.adam(2e-4, 0.5);
  const discriminatorOptimizer = tf.train.adam(2e-4, 0.5);
  const steps = Math.floor(samples / batchSize);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let step = 0; step < steps; step++) {
      tf.tidy(() => {
        const input = tf.randomNormal([batchSize, SIZE, SIZE, CHANNELS]);
        const target = tf.randomNormal([batchSize, SIZE, SIZE, CHANNELS]);
        generatorOptimizer.minimize(() => {
          const made = generator.apply(input, { training: true }) as tf.Tensor;
          const judged = discriminator.apply([input, made], { training: true }) as tf.Tensor;
          return generatorLoss(judged, made, target);
        });
        discriminatorOptimizer.minimize(() => {
          const made = generator.apply(input, { training: true }) as tf.Tensor;
          const real = discriminator.apply([input, target], { training: true }) as tf.Tensor;
          const fake = discriminator.apply([input, made], { training: true }) as tf.Tensor;
          return discriminatorLoss(real, fake);
        });
      });
    }
  }
}

train(400, 2, 1);
