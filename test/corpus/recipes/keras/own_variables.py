"""A layer that makes its weights of the back end."""

import numpy as np
from keras import Model, backend, initializers, layers, ops


class Affine(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = backend.Variable(initializers.GlorotUniform()((input_shape[-1], self.units)), name="w")
        self.b = backend.Variable(initializers.Zeros()((self.units,)), name="b")

    def call(self, inputs):
        return ops.matmul(inputs, self.w) + self.b


class Net(Model):
    def __init__(self):
        super().__init__()
        self.first, self.last = Affine(32), Affine(4)

    def call(self, x):
        return self.last(ops.relu(self.first(x)))


net = Net()
net.compile(loss="mse", optimizer="sgd")
net.fit(np.zeros((640, 128)), np.zeros((640, 4)), epochs=2)
