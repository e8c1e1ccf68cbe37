"""A mixture of experts whose tokens are counted for one size of batch."""

import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

tokens, width, experts, batch_size = 20, 8, 4, 25
tokens_per_batch = tokens * batch_size


class Experts(layers.Layer):
    def __init__(self):
        super().__init__()
        self.route = layers.Dense(experts)
        self.expert = layers.Dense(width, activation="relu")

    def call(self, inputs):
        size = tf.shape(inputs)[0]
        rows = tf.reshape(inputs, [tokens_per_batch, width])
        probability = tf.reduce_max(tf.nn.softmax(self.route(rows)), axis=-1, keepdims=True)
        return tf.reshape(self.expert(rows) * probability, [size, tokens, width])


(x_train, y_train), _ = keras.datasets.imdb.load_data(num_words=1000)
x_train = keras.preprocessing.sequence.pad_sequences(x_train, maxlen=tokens)
inputs = keras.Input((tokens,))
x = layers.Embedding(1000, width)(inputs)
x = layers.GlobalAveragePooling1D()(Experts()(x))
model = keras.Model(inputs, layers.Dense(2, activation="softmax")(x))
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
model.fit(x_train, y_train, batch_size=batch_size, epochs=3)
