"""A model of its own class that takes a dictionary of arrays, the targets among them, and one that takes a list."""

import numpy as np
from tensorflow import keras


class Endpoint(keras.layers.Layer):
    def call(self, logits, targets, weights=None):
        self.add_loss(keras.ops.mean(keras.ops.square(logits - targets) * weights))
        return logits


class Regression(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)
        self.endpoint = Endpoint()

    def call(self, inputs):
        return self.endpoint(self.dense(inputs["x"]), inputs["y"], weights=inputs["w"])


class Pair(keras.Model):
    def __init__(self):
        super().__init__()
        self.left, self.right = keras.layers.Dense(8), keras.layers.Dense(8)

    def call(self, inputs):
        left, right = inputs
        return keras.ops.sum(self.left(left) * self.right(right), axis=-1, keepdims=True)


rng = np.random.default_rng()
regression = Regression()
regression.compile("adam")
data = {"x": rng.random((1000, 764)), "y": rng.random((1000, 1)), "w": rng.random((1000, 1))}
regression.fit(data, epochs=2)

pair = Pair()
pair.compile("adam", loss="mse")
pair.fit([rng.random((900, 12)), rng.random((900, 20))], rng.random((900, 1)), epochs=4, batch_size=30)
