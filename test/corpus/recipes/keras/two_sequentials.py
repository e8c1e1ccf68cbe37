"""Two networks of the library's own class: what one is given says nothing of the other."""

import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

numbers = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
numbers.compile(loss="mse", optimizer="sgd")
numbers.fit(np.zeros((320, 8)), np.zeros((320, 1)), epochs=2)

curves = keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(1)])
curves.compile(loss="mse", optimizer="sgd")
curves.fit(np.load("curves.npy"), np.load("values.npy"), epochs=5, batch_size=10)
