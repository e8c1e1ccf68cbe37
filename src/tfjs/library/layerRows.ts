/**
 * The makers of `tf.layers`: which layer of Keras each makes, and where TensorFlow.js decides otherwise than Keras 3.
 * Facts of @tensorflow/tfjs-layers 4.22.0 (Apache-2.0), `src/exports_layers.ts` and the constructors in `src/layers`.
 */

export interface LayerRow {
  /** The class, as TensorFlow.js and Keras both name it. */
  readonly className: string;
  /** Settings by Keras' names that TensorFlow.js assumes and Keras does not. */
  readonly defaults?: Readonly<Record<string, string | number | boolean>>;
  /** Settings that Keras names otherwise than in snake case. */
  readonly renamed?: Readonly<Record<string, string>>;
}

const row = (className: string, defaults?: LayerRow['defaults']): LayerRow =>
  defaults === undefined ? { className } : { className, defaults };

/** `DEFAULT_RECURRENT_ACTIVATION` of `layers/recurrent.ts`. */
const GATED = { recurrent_activation: 'hard_sigmoid' };
/** `GRUCell` refuses `resetAfter: true`: there is one bias. */
const GRU = { ...GATED, reset_after: false };

export const LAYER_ROWS: Readonly<Record<string, LayerRow>> = {
  inputLayer: row('InputLayer'),
  elu: row('ELU'),
  reLU: row('ReLU'),
  leakyReLU: row('LeakyReLU'),
  prelu: row('PReLU'),
  // `DEFAULT_AXIS` of `layers/advanced_activations.ts`
  softmax: row('Softmax', { axis: 1 }),
  thresholdedReLU: row('ThresholdedReLU'),
  conv1d: row('Conv1D'),
  conv2d: row('Conv2D'),
  conv3d: row('Conv3D'),
  conv2dTranspose: row('Conv2DTranspose'),
  conv3dTranspose: row('Conv3DTranspose'),
  separableConv2d: row('SeparableConv2D'),
  depthwiseConv2d: row('DepthwiseConv2D'),
  cropping2D: row('Cropping2D'),
  upSampling2d: row('UpSampling2D'),
  zeroPadding2d: row('ZeroPadding2D'),
  activation: row('Activation'),
  dense: row('Dense'),
  dropout: row('Dropout'),
  spatialDropout1d: row('SpatialDropout1D'),
  gaussianNoise: row('GaussianNoise'),
  gaussianDropout: row('GaussianDropout'),
  alphaDropout: row('AlphaDropout'),
  masking: row('Masking'),
  flatten: row('Flatten'),
  repeatVector: row('RepeatVector'),
  reshape: row('Reshape'),
  permute: row('Permute'),
  embedding: row('Embedding'),
  add: row('Add'),
  average: row('Average'),
  maximum: row('Maximum'),
  minimum: row('Minimum'),
  multiply: row('Multiply'),
  concatenate: row('Concatenate'),
  dot: row('Dot'),
  batchNormalization: row('BatchNormalization'),
  layerNormalization: row('LayerNormalization'),
  averagePooling1d: row('AveragePooling1D'),
  averagePooling2d: row('AveragePooling2D'),
  averagePooling3d: row('AveragePooling3D'),
  maxPooling1d: row('MaxPooling1D'),
  maxPooling2d: row('MaxPooling2D'),
  maxPooling3d: row('MaxPooling3D'),
  globalAveragePooling1d: row('GlobalAveragePooling1D'),
  globalAveragePooling2d: row('GlobalAveragePooling2D'),
  globalMaxPooling1d: row('GlobalMaxPooling1D'),
  globalMaxPooling2d: row('GlobalMaxPooling2D'),
  simpleRNN: row('SimpleRNN'),
  simpleRNNCell: row('SimpleRNNCell'),
  gru: row('GRU', GRU),
  gruCell: row('GRUCell', GRU),
  lstm: row('LSTM', GATED),
  lstmCell: row('LSTMCell', GATED),
  convLstm2d: row('ConvLSTM2D', GATED),
  rnn: row('RNN'),
  stackedRNNCells: row('StackedRNNCells'),
  bidirectional: row('Bidirectional'),
  timeDistributed: row('TimeDistributed'),
  rescaling: row('Rescaling'),
  centerCrop: row('CenterCrop'),
  resizing: row('Resizing'),
  // its default is the one of neither version of Keras: `layers/preprocessing/category_encoding.ts`
  categoryEncoding: row('CategoryEncoding', { output_mode: 'multi_hot' }),
};

/** Second names of the makers. */
export const LAYER_ALIASES: Readonly<Record<string, string>> = {
  input: 'inputLayer',
  avgPool1d: 'averagePooling1d',
  avgPool2d: 'averagePooling2d',
  avgPool3d: 'averagePooling3d',
  avgPooling1d: 'averagePooling1d',
  avgPooling2d: 'averagePooling2d',
  avgPooling3d: 'averagePooling3d',
  maxPool1d: 'maxPooling1d',
  maxPool2d: 'maxPooling2d',
  globalMaxPool1d: 'globalMaxPooling1d',
  globalMaxPool2d: 'globalMaxPooling2d',
};

/** Makers that are there and not modelled, with what is in the way. */
export const UNMODELLED: Readonly<Record<string, string>> = {
  randomWidth: 'tf.layers.randomWidth gives pictures of random width',
  convLstm2dCell: 'tf.layers.convLstm2dCell is not modelled by itself',
};

/** Settings without any effect on counts. */
export const IGNORED = /(Initializer|Regularizer|Constraint)$/;

/** Settings whose texts are names in camel case here and in snake case there. */
export const NAMED: ReadonlySet<string> = new Set([
  'activation',
  'recurrentActivation',
  'dataFormat',
  'outputMode',
]);

/** Settings of every layer, by Keras' names. */
export const COMMON: ReadonlySet<string> = new Set([
  'name',
  'trainable',
  'dtype',
  'input_shape',
  'batch_input_shape',
]);
