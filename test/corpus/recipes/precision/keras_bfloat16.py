"""Keras 3 in mixed bfloat16."""

import keras

keras.config.set_dtype_policy("mixed_bfloat16")
(x, y), _ = keras.datasets.mnist.load_data()
x = x.reshape(-1, 784).astype("float32") / 255
inputs = keras.Input((784,))
hidden = keras.layers.Dense(256, "relu")(inputs)
outputs = keras.layers.Dense(10, "softmax", dtype="float32")(hidden)
model = keras.Model(inputs, outputs)
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(x, y, batch_size=128, epochs=2)
