"""So many steps of data that starts over; what `fit` tells of its epochs; a public table and its columns."""
import numpy as np
import pandas as pd
import tensorflow as tf
import tensorflow_datasets as tfds
from tensorflow import keras
from tensorflow.keras import layers

pairs = tf.data.Dataset.from_tensor_slices((np.zeros((400, 8)), np.zeros((400, 8)))).batch(4)
copier = keras.Sequential([keras.Input((8,)), layers.Dense(8)])
optimizer = keras.optimizers.Adam()
for step, (x, y) in pairs.repeat().take(5000).enumerate():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((copier(x, training=True) - y) ** 2)
    optimizer.apply_gradients(zip(tape.gradient(loss, copier.trainable_variables), copier.trainable_variables))

repeated = keras.Sequential([keras.Input((8,)), layers.Dense(8)])
repeated.compile("adam", "mse")
history = repeated.fit(pairs.repeat().take(30), epochs=6)
repeated.fit(pairs, epochs=20, initial_epoch=len(history.epoch))

file = keras.utils.get_file("heart.csv", "https://storage.googleapis.com/download.tensorflow.org/data/heart.csv")
table = pd.read_csv(file)
target = table.pop("target")
numbers = table.drop(columns=["thal"])
network = keras.Sequential([layers.Dense(8), layers.Dense(1)])
network.compile("adam", "mse")
network.fit(numbers, target, epochs=7, batch_size=10)

texts, info = tfds.load("imdb_reviews/subwords8k", with_info=True, as_supervised=True)
words = keras.Sequential([layers.Embedding(8185, 16), layers.GlobalAveragePooling1D(), layers.Dense(1)])
words.compile("adam", "binary_crossentropy")
words.fit(texts["train"].padded_batch(64), epochs=8)
