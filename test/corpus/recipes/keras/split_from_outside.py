"""How much is held out, and how long is trained, is said by whoever starts it."""

import numpy as np
from tensorflow import keras

x, y = np.zeros((5000, 16)), np.zeros((5000, 1))
model = keras.Sequential([keras.Input((16,)), keras.layers.Dense(1)])
model.compile(loss="mse", optimizer="sgd")
model.fit(x, y, batch_size=50, epochs=12, initial_epoch=int(input()), validation_split=float(input()))
