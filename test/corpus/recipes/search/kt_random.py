"""Keras Tuner's random search, each candidate twice."""

import keras
import keras_tuner as kt

(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x = x.reshape(-1, 784).astype("float32") / 255


def build_model(hp):
    model = keras.Sequential([keras.Input((784,))])
    for i in range(hp.Int("layers", 1, 3)):
        model.add(keras.layers.Dense(hp.Int(f"units_{i}", 32, 512, step=32), activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(keras.optimizers.Adam(hp.Choice("lr", [1e-2, 1e-3, 1e-4])), "sparse_categorical_crossentropy")
    return model


tuner = kt.RandomSearch(build_model, objective="val_accuracy", max_trials=12, executions_per_trial=2, directory="out")
tuner.search(x, y, epochs=5, validation_split=0.2, batch_size=96)
best = tuner.get_best_models(1)[0]
