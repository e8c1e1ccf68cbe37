"""All combinations: sixteen widths and three rates."""

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


tuner = keras_tuner.GridSearch(model_builder, objective="val_loss", directory="grid", project_name="fashion")
tuner.search(img_train, label_train, epochs=3, batch_size=64, validation_split=0.1)
