"""Hyperband, and the best hyper-parameters trained afresh."""

import keras_tuner
from tensorflow import keras

(img_train, label_train), _ = keras.datasets.fashion_mnist.load_data()


def model_builder(hp):
    model = keras.Sequential()
    model.add(keras.layers.Flatten(input_shape=(28, 28)))
    model.add(keras.layers.Dense(units=hp.Int("units", min_value=32, max_value=512, step=32), activation="relu"))
    model.add(keras.layers.Dense(10))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=hp.Choice("learning_rate", values=[1e-2, 1e-3, 1e-4])),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model


tuner = keras_tuner.Hyperband(model_builder, objective="val_accuracy", max_epochs=10, factor=3, directory="my_dir")
stop_early = keras.callbacks.EarlyStopping(monitor="val_loss", patience=5)
tuner.search(img_train, label_train, epochs=50, validation_split=0.2, callbacks=[stop_early])
best_hps = tuner.get_best_hyperparameters(num_trials=1)[0]
model = tuner.hypermodel.build(best_hps)
model.fit(img_train, label_train, epochs=30, validation_split=0.2)
