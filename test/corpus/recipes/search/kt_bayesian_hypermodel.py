"""A hypermodel with a fit of its own, whose batch is searched as well."""

import keras
import keras_tuner
import numpy as np

x_train, y_train = np.random.rand(1000, 28), np.random.rand(1000, 1)


class MyHyperModel(keras_tuner.HyperModel):
    def build(self, hp):
        model = keras.Sequential([keras.Input((28,)), keras.layers.Dense(hp.Int("units", 32, 96, step=32))])
        model.add(keras.layers.Dense(1))
        model.compile(loss="mse")
        return model

    def fit(self, hp, model, *args, **kwargs):
        return model.fit(*args, batch_size=40, shuffle=hp.Boolean("shuffle"), **kwargs)


tuner = keras_tuner.BayesianOptimization(MyHyperModel(), objective="val_loss", overwrite=True)
tuner.search(x_train, y_train, epochs=2, validation_data=(x_train[:100], y_train[:100]))
