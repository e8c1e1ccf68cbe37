"""A pipeline over arrays that drops the remainder."""

import numpy as np
import tensorflow as tf

features = np.zeros((10_000, 32), dtype=np.float32)
labels = np.zeros(10_000, dtype=np.int64)
dataset = tf.data.Dataset.from_tensor_slices((features, labels))
train = dataset.skip(1000).shuffle(512).batch(128, drop_remainder=True)
valid = dataset.take(1000).batch(500)
model = tf.keras.Sequential([tf.keras.layers.Dense(16, "relu"), tf.keras.layers.Dense(5)])
model.compile("sgd", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(train, epochs=11, validation_data=valid)
