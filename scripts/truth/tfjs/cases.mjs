/** Configurations of every layer class: what is drawn for each, and the shape of its inputs without the batch. */
import { literal } from './draw.mjs';

const ACTIVATIONS = ['relu', 'elu', 'selu', 'sigmoid', 'softplus', 'tanh', 'linear', 'hardSigmoid', 'swish'];
const FORMATS = ['channelsLast', 'channelsFirst'];

const image = (d, format, low = 9, high = 16) => {
  const [h, w] = d.ints(2, low, high);
  const c = d.int(1, 6);
  return format === 'channelsFirst' ? [c, h, w] : [h, w, c];
};
const volume = (d, format) => {
  const sizes = d.ints(3, 7, 10);
  const c = d.int(1, 4);
  return format === 'channelsFirst' ? [c, ...sizes] : [...sizes, c];
};
const sequence = (d) => [d.int(8, 20), d.int(2, 8)];
const anyShape = (d) => d.pick([d.int(3, 9)], sequence(d), image(d, 'channelsLast'));

const common = (d) => ({ useBias: d.pick(true, false), activation: d.pick(...ACTIVATIONS) });

/** A convolution has either a stride or a dilation. */
function strided(d, rank) {
  const stretch = d.pick('strides', 'dilationRate', 'none');
  return stretch === 'none' ? {} : { [stretch]: d.perAxis(rank, 1, 2) };
}

const convolution = (rank, input) => (d) => {
  const dataFormat = rank === 1 ? undefined : d.pick(...FORMATS);
  const padding = rank === 1 ? d.pick('valid', 'same', 'causal') : d.pick('valid', 'same');
  return {
    config: {
      filters: d.int(2, 8),
      kernelSize: d.perAxis(rank, 2, 3),
      ...d.some({ padding, dataFormat, ...common(d) }),
      ...strided(d, rank),
    },
    input: (config) => [input(d, config.dataFormat)],
  };
};

const transposed = (rank, input) => (d) => ({
  config: {
    filters: d.int(2, 8),
    kernelSize: d.perAxis(rank, 2, 3),
    ...d.some({ padding: d.pick('valid', 'same'), strides: d.perAxis(rank, 1, 2), ...common(d) }),
  },
  input: () => [input(d, 'channelsLast')],
});

const pooling = (rank, input) => (d) => ({
  config: d.some({
    poolSize: rank === 1 ? d.int(2, 3) : d.perAxis(rank, 2, 3),
    strides: rank === 1 ? d.int(1, 3) : d.ints(rank, 1, 3),
    padding: d.pick('valid', 'same'),
    dataFormat: rank === 1 ? undefined : d.pick(...FORMATS),
  }),
  input: (config) => [input(d, config.dataFormat)],
});

const globalPooling = (input) => (d) => ({
  config: d.some({ dataFormat: input === sequence ? undefined : d.pick(...FORMATS) }),
  input: (config) => [input(d, config.dataFormat)],
});

const plain = (properties, input = anyShape) => (d) => ({ config: properties(d), input: () => [input(d)] });

const merging = (properties = () => ({})) => (d) => {
  const shape = anyShape(d);
  const count = d.int(2, 3);
  return { config: properties(d), input: () => Array.from({ length: count }, () => shape) };
};

const recurrentConfig = (d) => ({
  units: d.int(2, 9),
  ...d.some({ useBias: d.pick(true, false), activation: d.pick('relu', 'tanh'), dropout: 0.2 }),
});
const sequenceOptions = (d) =>
  d.some({ returnSequences: true, returnState: true, goBackwards: true });
const recurrent = (d) => ({ config: { ...recurrentConfig(d), ...sequenceOptions(d) }, input: () => [sequence(d)] });

const convolutional = (d) => {
  const dataFormat = d.pick(undefined, 'channelsFirst');
  return {
    config: {
      filters: d.int(2, 5),
      kernelSize: d.perAxis(2, 2, 3),
      ...d.some({ padding: d.pick('valid', 'same'), useBias: d.pick(true, false), strides: d.perAxis(2, 1, 2) }),
      ...d.some({ returnSequences: true, returnState: true }),
      ...(dataFormat === undefined ? {} : { dataFormat }),
    },
    input: () => [[d.int(2, 4), ...image(d, dataFormat, 6, 9)]],
  };
};

const CELLS = ['simpleRNNCell', 'gruCell', 'lstmCell'];
const cell = (d) => `tf.layers.${d.pick(...CELLS)}(${literal(recurrentConfig(d))})`;
const cellOf = (name) => (d) => ({
  config: { cell: `tf.layers.${name}(${literal(recurrentConfig(d))})`, ...sequenceOptions(d) },
  maker: 'rnn',
  input: () => [sequence(d)],
});

const inner = (d) =>
  d.pick(
    { layer: `tf.layers.dense(${literal({ units: d.int(2, 7) })})`, input: sequence(d) },
    {
      layer: `tf.layers.conv2d(${literal({ filters: d.int(2, 4), kernelSize: 3 })})`,
      input: [d.int(2, 4), ...image(d, 'channelsLast')],
    },
    { layer: 'tf.layers.flatten()', input: [d.int(2, 4), ...image(d, 'channelsLast')] },
  );

/** Each row draws a configuration and says of which shapes the inputs are. */
export const CLASSES = {
  elu: plain((d) => d.some({ alpha: 1 })),
  reLU: plain((d) => d.some({ maxValue: 6 })),
  leakyReLU: plain((d) => d.some({ alpha: 0.2 })),
  prelu: (d) => ({ config: d.some({ sharedAxes: d.pick([1], [1, 2]) }), input: () => [image(d, 'channelsLast')] }),
  softmax: plain((d) => d.some({ axis: -1 })),
  thresholdedReLU: plain((d) => d.some({ theta: 0.5 })),
  conv1d: convolution(1, sequence),
  conv2d: convolution(2, image),
  conv3d: convolution(3, volume),
  conv2dTranspose: transposed(2, image),
  conv3dTranspose: transposed(3, volume),
  separableConv2d: (d) => ({
    config: {
      filters: d.int(2, 8),
      kernelSize: d.perAxis(2, 2, 3),
      ...d.some({ depthMultiplier: d.int(1, 3), padding: d.pick('valid', 'same'), strides: d.int(1, 2), ...common(d) }),
    },
    input: () => [image(d, 'channelsLast')],
  }),
  depthwiseConv2d: (d) => ({
    config: {
      kernelSize: d.perAxis(2, 2, 3),
      ...d.some({ depthMultiplier: d.int(1, 3), padding: d.pick('valid', 'same'), strides: d.int(1, 2), ...common(d) }),
    },
    input: () => [image(d, 'channelsLast')],
  }),
  cropping2D: (d) => ({
    config: { cropping: d.pick(1, [1, 2], [[1, 0], [2, 1]]), ...d.some({ dataFormat: d.pick(...FORMATS) }) },
    input: ({ dataFormat }) => [image(d, dataFormat)],
  }),
  upSampling2d: (d) => ({
    config: d.some({ size: d.ints(2, 1, 3), dataFormat: d.pick(...FORMATS), interpolation: d.pick('nearest', 'bilinear') }),
    input: ({ dataFormat }) => [image(d, dataFormat)],
  }),
  zeroPadding2d: (d) => ({
    config: d.some({ padding: d.pick(1, [1, 2], [[1, 0], [2, 1]]), dataFormat: d.pick(...FORMATS) }),
    input: ({ dataFormat }) => [image(d, dataFormat)],
  }),
  activation: plain((d) => ({ activation: d.pick(...ACTIVATIONS, 'softmax', 'relu6', 'softsign') })),
  dense: plain((d) => ({ units: d.int(1, 12), ...d.some(common(d)) })),
  dropout: plain((d) => ({ rate: d.pick(0.1, 0.5) })),
  spatialDropout1d: plain((d) => ({ rate: d.pick(0.1, 0.5) }), sequence),
  gaussianNoise: plain(() => ({ stddev: 0.3 })),
  gaussianDropout: plain(() => ({ rate: 0.3 })),
  alphaDropout: plain(() => ({ rate: 0.3 })),
  masking: plain((d) => d.some({ maskValue: 2 }), sequence),
  flatten: (d) => ({
    config: d.some({ dataFormat: d.pick(...FORMATS) }),
    input: ({ dataFormat }) => [d.pick(sequence(d), image(d, dataFormat))],
  }),
  repeatVector: plain((d) => ({ n: d.int(2, 6) }), (d) => [d.int(2, 9)]),
  reshape: plain((d) => ({ targetShape: d.pick([24], [4, 6], [-1, 3], [2, null, 2]) }), () => [12, 2]),
  permute: plain((d) => ({ dims: d.pick([2, 1, 3], [3, 1, 2], [1, 3, 2]) }), (d) => image(d, 'channelsLast')),
  embedding: (d) => ({
    config: { inputDim: d.int(10, 40), outputDim: d.int(2, 9), ...d.some({ maskZero: true }) },
    input: () => [[d.int(3, 9)]],
    integers: true,
  }),
  add: merging(),
  average: merging(),
  maximum: merging(),
  minimum: merging(),
  multiply: merging(),
  concatenate: merging((d) => d.some({ axis: d.pick(-1, 1) })),
  dot: (d) => {
    const [a, b, k] = d.ints(3, 2, 7);
    return d.pick(
      { config: { axes: -1, ...d.some({ normalize: true }) }, input: () => [[k], [k]] },
      { config: { axes: [2, 2] }, input: () => [[a, k], [b, k]] },
      { config: { axes: [2, 1] }, input: () => [[a, k], [k, b]] },
    );
  },
  batchNormalization: plain(
    (d) => d.some({ axis: -1, center: d.pick(true, false), scale: d.pick(true, false), momentum: 0.9 }),
    (d) => d.pick([d.int(3, 9)], sequence(d), image(d, 'channelsLast')),
  ),
  layerNormalization: plain((d) => d.some({ axis: -1, center: d.pick(true, false), scale: d.pick(true, false) })),
  averagePooling1d: pooling(1, sequence),
  averagePooling2d: pooling(2, image),
  averagePooling3d: pooling(3, volume),
  maxPooling1d: pooling(1, sequence),
  maxPooling2d: pooling(2, image),
  maxPooling3d: pooling(3, volume),
  globalAveragePooling1d: globalPooling(sequence),
  globalAveragePooling2d: globalPooling(image),
  globalMaxPooling1d: globalPooling(sequence),
  globalMaxPooling2d: globalPooling(image),
  simpleRNN: recurrent,
  gru: recurrent,
  lstm: recurrent,
  simpleRNNCell: cellOf('simpleRNNCell'),
  gruCell: cellOf('gruCell'),
  lstmCell: cellOf('lstmCell'),
  rnn: (d) => ({ config: { cell: cell(d), ...sequenceOptions(d) }, input: () => [sequence(d)] }),
  stackedRNNCells: (d) => ({
    config: {
      cell: `tf.layers.stackedRNNCells({ cells: [${cell(d)}, ${cell(d)}] })`,
      ...d.some({ returnSequences: true }),
    },
    maker: 'rnn',
    input: () => [sequence(d)],
  }),
  convLstm2d: convolutional,
  convLstm2dCell: (d) => ({ ...convolutional(d), isCell: true }),
  bidirectional: (d) => ({
    config: {
      layer: `tf.layers.${d.pick('simpleRNN', 'gru', 'lstm')}(${literal({ ...recurrentConfig(d), ...d.some({ returnSequences: true }) })})`,
      ...d.some({ mergeMode: d.pick('concat', 'sum', 'mul', 'ave') }),
    },
    input: () => [sequence(d)],
  }),
  timeDistributed: (d) => {
    const { layer, input } = inner(d);
    return { config: { layer }, input: () => [input] };
  },
  rescaling: plain((d) => ({ scale: 1 / 255, ...d.some({ offset: -1 }) }), (d) => image(d, 'channelsLast')),
  centerCrop: plain((d) => ({ height: d.int(4, 8), width: d.int(4, 8) }), (d) => image(d, 'channelsLast')),
  resizing: plain(
    (d) => ({ height: d.int(4, 20), width: d.int(4, 20), ...d.some({ interpolation: 'nearest' }) }),
    (d) => image(d, 'channelsLast'),
  ),
  categoryEncoding: (d) => ({
    config: { numTokens: d.int(8, 12), ...d.some({ outputMode: d.pick('oneHot', 'multiHot', 'count') }) },
    input: () => [[d.int(2, 6)]],
    integers: true,
  }),
  randomWidth: plain((d) => ({ factor: d.pick(0.2, 0.5) }), (d) => image(d, 'channelsLast')),
};
