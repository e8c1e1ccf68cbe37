"""Rows that are gathered by a class that only the data tells, and paths of which nobody knows how many there are."""

from collections import defaultdict
from glob import glob

import numpy as np
import tensorflow as tf
from tensorflow import keras

(x_train, y_train), _ = keras.datasets.cifar10.load_data()
rows_of = defaultdict(list)
for row, label in enumerate(y_train.squeeze()):
    rows_of[label].append(row)
dogs = x_train[rows_of[5]]

model = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Flatten(), keras.layers.Dense(1)])
model.compile(loss="mse", optimizer="sgd")
model.fit(dogs, np.zeros((len(rows_of[5]), 1)), epochs=2)

paths, others = glob("some/*.png"), glob("other/*.png")
repeated = []
for i in range(len(others)):
    repeated.append(paths[i % len(paths)])
pictures = tf.data.Dataset.from_tensor_slices(repeated).map(lambda path: (tf.zeros((32, 32, 3)), 0.0)).batch(8)
model.fit(pictures, epochs=3)
