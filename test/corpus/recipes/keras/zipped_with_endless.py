"""Pictures that are repeated without end beside texts that are not: the texts say how long an epoch is."""

import numpy as np
import tensorflow as tf
from tensorflow import keras

pictures = tf.data.Dataset.from_tensor_slices(np.zeros((8, 16, 16, 3), "float32")).repeat()
texts = tf.data.Dataset.from_tensor_slices(np.zeros((30, 12), "int32")).repeat(5)
pairs = tf.data.Dataset.zip((pictures, texts)).map(lambda image, text: (image, text[0])).batch(2)
model = keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Flatten(), keras.layers.Dense(4)])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer="sgd")
model.fit(pairs, epochs=3)
