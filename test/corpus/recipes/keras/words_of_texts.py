"""Texts of any length, padded batch by batch: what one batch looks like is not known, how they come is."""

import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class Tagger(keras.Model):
    def __init__(self):
        super().__init__()
        self.embedding = layers.Embedding(2000, 32)
        self.tags = layers.Dense(9, activation="softmax")

    def call(self, inputs):
        return self.tags(self.embedding(inputs))


lookup = layers.StringLookup(vocabulary=["a", "b"])
lines = tf.data.TextLineDataset("train.txt")
train = lines.map(lambda line: lookup(tf.strings.split(line))).map(lambda x: (x, x)).padded_batch(16)
tagger = Tagger()
tagger.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
tagger.fit(train, epochs=7)
tagger.predict(tf.constant([[1, 2, 3]]))
