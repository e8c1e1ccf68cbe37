import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

const NO_FILES = { get: () => null };
const libraries = createRegistry();

interface Counts {
  readonly level: string;
  readonly params: number | null;
  readonly trainable: number | null;
  readonly macs: number | null;
  readonly outputs: unknown;
}

/** The last model of a program, as it is found without any question. */
function counts(text: string): Counts {
  const { models, problems } = discover(
    { uri: 'file:///script.py', text, parser, files: NO_FILES, searchPath: [] },
    { frameworks, libraries },
  );
  const model = models.at(-1);
  if (model === undefined) expect.fail(problems.map(({ message }) => message).join('; '));
  return {
    level: model.completeness.level,
    params: model.params,
    trainable: model.trainableParams,
    macs: model.inference?.graph.work.macs ?? null,
    outputs: model.inference?.outputs,
  };
}

const MODERN = `
import keras
from keras import layers
`;

/** A program in an old or unusual spelling, and one that says the same as Keras 3 is mostly written. */
const PAIRS: readonly (readonly [what: string, spelled: string, plain: string])[] = [
  [
    'experimental preprocessing of tf.keras 2',
    `
import tensorflow as tf
from tensorflow.keras.layers.experimental import preprocessing
model = tf.keras.Sequential([
    tf.keras.layers.experimental.preprocessing.Rescaling(1./255, input_shape=(32, 32, 3)),
    preprocessing.RandomFlip('horizontal'),
    preprocessing.Resizing(16, 16),
    tf.keras.layers.Conv2D(8, 3),
    tf.keras.layers.AveragePooling2D(),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10),
])
`,
    `${MODERN}
model = keras.Sequential([
    keras.Input((32, 32, 3)), layers.Rescaling(1 / 255), layers.RandomFlip('horizontal'), layers.Resizing(16, 16),
    layers.Conv2D(8, 3), layers.AveragePooling2D(2), layers.Flatten(), layers.Dense(10),
])
`,
  ],
  [
    'modules of Keras 2.2',
    `
from keras.models import Sequential, Model
from keras.layers.core import Dense, Dropout, Activation, Flatten, Reshape, Lambda
from keras.layers.convolutional import Conv2D, MaxPooling2D, ZeroPadding2D, UpSampling2D
from keras.layers.normalization import BatchNormalization
from keras.layers.advanced_activations import LeakyReLU, PReLU
from keras.layers.merge import concatenate, add, Concatenate
from keras.layers import Input
from keras.utils import np_utils
from keras.utils.np_utils import to_categorical
from keras.regularizers import l2
from keras.optimizers import SGD, Adam
from keras import backend as K
i = Input(shape=(16, 16, 3))
x = ZeroPadding2D((1, 1))(i)
x = Conv2D(8, (3, 3), kernel_regularizer=l2(1e-4))(x)
x = BatchNormalization(axis=-1)(x)
x = LeakyReLU(alpha=0.1)(x)
y = PReLU(shared_axes=[1, 2])(Conv2D(8, (1, 1), padding='same')(i))
x = concatenate([x, y], axis=3)
x = MaxPooling2D(pool_size=(2, 2))(x)
x = Lambda(lambda t: K.mean(t, axis=[1, 2]))(x)
model = Model(input=i, output=Dense(10, activation='softmax')(x)) if False else Model(inputs=i, outputs=Dense(10, activation='softmax')(x))
model.compile(loss='categorical_crossentropy', optimizer=SGD(lr=0.1, momentum=0.9, decay=1e-6, nesterov=True))
`,
    `${MODERN}
i = keras.Input((16, 16, 3))
x = layers.Conv2D(8, 3)(layers.ZeroPadding2D(1)(i))
x = layers.LeakyReLU(negative_slope=0.1)(layers.BatchNormalization()(x))
y = layers.PReLU(shared_axes=[1, 2])(layers.Conv2D(8, 1)(i))
x = layers.MaxPooling2D(2)(layers.Concatenate()([x, y]))
x = keras.ops.mean(x, axis=[1, 2])
model = keras.Model(i, layers.Dense(10, activation='softmax')(x))
`,
  ],
  [
    'recurrent layers with input_dim, input_length and batch_input_shape',
    `
from keras.models import Sequential
from keras.layers import LSTM, Embedding, Dense, TimeDistributed, Bidirectional, Dropout
from keras.layers.recurrent import GRU
from keras.layers.embeddings import Embedding
from keras.layers.wrappers import TimeDistributed
model = Sequential()
model.add(Embedding(100, 8, input_length=12))
model.add(Bidirectional(LSTM(6, return_sequences=True)))
model.add(GRU(5, return_sequences=True, implementation=2))
model.add(TimeDistributed(Dense(3)))
`,
    `${MODERN}
model = keras.Sequential([
    keras.Input((12,), dtype='int32'), layers.Embedding(100, 8),
    layers.Bidirectional(layers.LSTM(6, return_sequences=True)), layers.GRU(5, return_sequences=True), layers.Dense(3),
])
`,
  ],
  [
    'a Dense with input_dim',
    `
from keras.models import Sequential
from keras.layers import Dense, Activation
model = Sequential()
model.add(Dense(64, input_dim=20, kernel_initializer='uniform'))
model.add(Activation('relu'))
model.add(Dense(1))
`,
    `${MODERN}
model = keras.Sequential([keras.Input((20,)), layers.Dense(64), layers.Activation('relu'), layers.Dense(1)])
`,
  ],
  [
    'a build that is put off',
    `${MODERN}
model = keras.Sequential([layers.Dense(8, activation='relu'), layers.Dense(3)])
model.build((None, 5))
model.summary()
`,
    `${MODERN}
model = keras.Sequential([keras.Input((5,)), layers.Dense(8, activation='relu'), layers.Dense(3)])
`,
  ],
  [
    'a model that is frozen in part',
    `${MODERN}
base = keras.Sequential([keras.Input((5,)), layers.Dense(8), layers.BatchNormalization()])
for layer in base.layers[:-1]:
    layer.trainable = False
model = keras.Sequential([base, layers.Dense(2)])
`,
    `${MODERN}
i = keras.Input((5,))
x = layers.BatchNormalization()(layers.Dense(8, trainable=False)(i))
model = keras.Model(i, layers.Dense(2)(x))
`,
  ],
  [
    'tf.* functions in a call and a shape that is computed',
    `
import tensorflow as tf

class Attention(tf.keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super(Attention, self).__init__(**kwargs)
        self.W1 = tf.keras.layers.Dense(units)
        self.V = tf.keras.layers.Dense(1)

    def build(self, input_shape):
        self.scale = self.add_weight('scale', shape=[int(input_shape[-1])], initializer='ones')
        super(Attention, self).build(input_shape)

    def call(self, features):
        batch = tf.shape(features)[0]
        score = self.V(tf.nn.tanh(self.W1(features * self.scale)))
        weights = tf.nn.softmax(score, axis=1)
        context = tf.reduce_sum(weights * features, axis=1)
        flat = tf.reshape(context, [batch, -1])
        return tf.concat([flat, tf.squeeze(tf.expand_dims(flat, 1), [1])], axis=-1)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], 2 * input_shape[-1])

inputs = tf.keras.layers.Input((7, 6))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(4)(Attention(5)(inputs)))
`,
    `${MODERN}
from keras import ops

class Pool(layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],))
        self.hidden, self.score = layers.Dense(5), layers.Dense(1)

    def call(self, x):
        score = self.score(ops.tanh(self.hidden(x * self.scale)))
        context = ops.sum(ops.softmax(score, axis=1) * x, axis=1)
        return ops.concatenate([context, context], axis=-1)

inputs = keras.Input((7, 6))
model = keras.Model(inputs, layers.Dense(4)(Pool()(inputs)))
`,
  ],
  [
    'a model that is copied',
    `${MODERN}
i = keras.Input((9, 4))
x = layers.TimeDistributed(layers.Dense(3))(i)
x = layers.RNN(layers.GRUCell(5))(x)
original = keras.Model(i, layers.Dense(2)(x))
copy = keras.models.clone_model(original)
both = keras.Input((9, 4))
model = keras.Model(both, layers.Add()([original(both), copy(both)]))
`,
    `${MODERN}
def branch(x):
    x = layers.RNN(layers.GRUCell(5))(layers.TimeDistributed(layers.Dense(3))(x))
    return layers.Dense(2)(x)
both = keras.Input((9, 4))
model = keras.Model(both, layers.Add()([branch(both), branch(both)]))
`,
  ],
  [
    'dictionaries of inputs and outputs',
    `${MODERN}
a, b = keras.Input((4,), name='a'), keras.Input((6,), name='b')
inner = keras.Model({'a': a, 'b': b}, {'sum': layers.Dense(3)(a), 'gate': layers.Dense(3)(b)})
out = inner({'b': b, 'a': a})
model = keras.Model([a, b], out['sum'] * out['gate'])
`,
    `${MODERN}
a, b = keras.Input((4,)), keras.Input((6,))
model = keras.Model([a, b], layers.Dense(3)(a) * layers.Dense(3)(b))
`,
  ],
];

describe('spellings of the same Keras model', () => {
  for (const [what, spelled, plain] of PAIRS) {
    it(`${what} counts as what it means`, () => {
      const meant = counts(plain);
      expect(meant.level).to.equal('exact');
      expect(counts(spelled)).to.deep.equal(meant);
    });
  }
});
