"""A split by how many batches there are: their number is a tensor."""

import numpy as np
import tensorflow as tf
from tensorflow import keras

images, labels = np.zeros((1000, 8)), np.zeros((1000,))
dataset = tf.data.Dataset.from_tensor_slices((images, labels)).batch(10)
batches = tf.data.experimental.cardinality(dataset)
held_out = dataset.take(batches // 5)
train = dataset.skip(batches // 5)

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
model.compile(loss="mse")
model.fit(train, epochs=batches // 20, validation_data=held_out)
