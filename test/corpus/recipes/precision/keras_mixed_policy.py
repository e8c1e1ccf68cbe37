"""Keras' policy of mixed precision, and compilation by XLA."""

import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers, mixed_precision

mixed_precision.set_global_policy("mixed_float16")
(x, y), _ = keras.datasets.cifar10.load_data()
model = keras.Sequential(
    [
        keras.Input(shape=(32, 32, 3)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(10),
        layers.Activation("softmax", dtype="float32"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", jit_compile=True)
model.fit(x.astype("float32") / 255, y, batch_size=512, epochs=10)
