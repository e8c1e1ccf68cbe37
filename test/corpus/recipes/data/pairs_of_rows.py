"""Pairs that a loop over all samples collects: which second row is drawn is left to chance."""

import random

import numpy as np
from tensorflow import keras

(x_train, y_train), _ = keras.datasets.mnist.load_data()


def pairs_of(x, y):
    by_class = [np.where(y == digit)[0] for digit in range(10)]
    pairs, labels = [], []
    for i in range(len(x)):
        first = x[i]
        second = x[random.choice(by_class[y[i]])]
        pairs += [[first, second]]
        labels += [1]
        other = random.randint(0, 9)
        pairs += [[first, x[random.choice(by_class[other])]]]
        labels += [0]
    return np.array(pairs), np.array(labels).astype("float32")


pairs, labels = pairs_of(x_train[:30000], y_train[:30000])
left, right = keras.Input((28, 28)), keras.Input((28, 28))
shared = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(16, activation="relu")])
distance = keras.layers.Subtract()([shared(left), shared(right)])
model = keras.Model([left, right], keras.layers.Dense(1, activation="sigmoid")(distance))
model.compile(loss="binary_crossentropy", optimizer="adam")
model.fit([pairs[:, 0], pairs[:, 1]], labels, batch_size=16, epochs=10)
