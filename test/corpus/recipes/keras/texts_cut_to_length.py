"""Texts from a folder that is not there, cut to 200 words by a layer."""
import os

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

texts, labels = [], []
for index, name in enumerate(sorted(os.listdir("news"))):
    for file in os.listdir(os.path.join("news", name)):
        with open(os.path.join("news", name, file)) as text:
            texts.append(text.read())
            labels.append(index)

vectorizer = layers.TextVectorization(max_tokens=20000, output_sequence_length=200)
vectorizer.adapt(tf.data.Dataset.from_tensor_slices(texts).batch(128))

words = keras.Input(shape=(None,), dtype="int64")
x = layers.Embedding(20000, 100)(words)
x = layers.Conv1D(128, 5, activation="relu")(x)
x = layers.GlobalMaxPooling1D()(x)
model = keras.Model(words, layers.Dense(20, activation="softmax")(x))
model.compile("rmsprop", "sparse_categorical_crossentropy")
model.fit(vectorizer(np.array([[text] for text in texts])).numpy(), np.array(labels), batch_size=128, epochs=20)

batches = tf.data.Dataset.from_tensor_slices((texts, labels)).batch(32)
model.fit(batches.map(lambda text, label: (vectorizer(text), label)), epochs=2)
