"""The model that is trained becomes a part of another one afterwards, which takes text."""

import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

vectorize = layers.TextVectorization(max_tokens=1000, output_sequence_length=200)
vectorize.adapt(["some text"])
sequence = keras.Input((200,), dtype="int64")
x = layers.GlobalAveragePooling1D()(layers.Embedding(1000, 16)(sequence))
model = keras.Model(sequence, layers.Dense(20, activation="softmax")(x))
model.compile(loss="sparse_categorical_crossentropy", optimizer="rmsprop")
model.fit(np.zeros((16000, 200), "int64"), np.zeros((16000,)), batch_size=128, epochs=20)

text = keras.Input((1,), dtype="string")
whole = keras.Model(text, model(vectorize(text)))
whole.predict(np.array([["a text of any length"]]))
