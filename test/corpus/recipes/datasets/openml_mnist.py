"""MNIST from OpenML as arrays."""

import numpy as np
from sklearn.datasets import fetch_openml
from sklearn.model_selection import train_test_split
from tensorflow import keras

X, y = fetch_openml("mnist_784", version=1, return_X_y=True, as_frame=False)
X = X.astype(np.float32) / 255.0
X_train, X_test, y_train, y_test = train_test_split(X, y.astype(int), test_size=10_000)

model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(300, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(X_train, y_train, epochs=30, batch_size=200)
