"""A ConfigDict that a function makes, as configs/*.py have it."""

import keras
from ml_collections import ConfigDict, config_dict


def get_config():
    config = ConfigDict()
    config.batch_size = 250
    config.num_epochs = 30
    config.model = ConfigDict({"width": 64, "classes": 10})
    config.seed = config_dict.placeholder(int)
    return config


config = get_config()
config.num_epochs = config.num_epochs + 1
config.lock()

(x, y), _ = keras.datasets.cifar10.load_data()
model = keras.Sequential(
    [
        keras.Input((32, 32, 3)),
        keras.layers.Conv2D(config.model.width, 3, strides=2, activation="relu"),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(config.model.classes, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x / 255.0, y, epochs=config.num_epochs, batch_size=config.batch_size)
