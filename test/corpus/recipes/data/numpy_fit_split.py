"""Arrays of NumPy, a tenth of which validates."""

import numpy as np
from keras import Input, Model, layers

x = np.random.rand(1000, 24, 6).astype("float32")
y = np.random.randint(0, 2, size=(1000, 1))

inputs = Input(shape=(24, 6))
hidden = layers.GRU(12)(inputs)
outputs = layers.Dense(1, activation="sigmoid")(hidden)
model = Model(inputs, outputs)
model.compile("adam", "binary_crossentropy")
model.fit(x, y, batch_size=25, epochs=8, validation_split=0.1, verbose=2)
