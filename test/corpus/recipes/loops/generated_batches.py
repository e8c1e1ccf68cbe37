"""A single pass over batches that a function makes one after the other."""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def batches():
    for _ in range(20):
        yield np.random.random((32, 128)).astype("float32"), np.random.random((32, 4)).astype("float32")


model = keras.Sequential([keras.layers.Dense(256, activation="relu"), keras.layers.Dense(4)])
optimizer = keras.optimizers.SGD(0.001)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((y - model(x)) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))


for x, y in batches():
    train_step(x, y)
