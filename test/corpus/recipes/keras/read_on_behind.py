"""Lines that raise keep nothing of what they would have replaced; pictures listed by a comprehension; a tuner's own loop."""
import keras_tuner
import numpy as np
import pandas as pd
import tensorflow as tf
from absent import find_pictures
from keras_preprocessing.image import ImageDataGenerator, img_to_array, load_img
from tensorflow import keras
from tensorflow.keras import layers

pictures = np.array([img_to_array(load_img(path, target_size=(32, 24))) for path in find_pictures()]) / 255.0
network = keras.Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(1)])
network.compile("adam", "mse")
network.fit(pictures, np.zeros(len(pictures)), epochs=2, batch_size=10)

network = keras.Sequential([layers.Dense(4), layers.NoSuchLayer(**{"units": undefined_name})])
network.compile("adam", "mse")
network.fit(np.zeros((60, 7)), np.zeros(60), epochs=3)

flow = ImageDataGenerator(rescale=1.0 / 255).flow(np.zeros((90, 8, 8, 1)), np.zeros(90), batch_size=30)
flat = keras.Sequential([layers.Flatten(), layers.Dense(1)])
flat.compile("adam", "mse")
flat.fit(flow, epochs=4)


class Own(keras_tuner.HyperModel):
    def build(self, hp):
        return keras.Sequential([keras.Input((5,)), layers.Dense(hp.Choice("units", [8, 16])), layers.Dense(1)])

    def fit(self, hp, model, x, y, callbacks=None, **kwargs):
        optimizer = keras.optimizers.Adam()
        for callback in callbacks:
            callback.set_model(model)
        for epoch in range(6):
            for rows, targets in tf.data.Dataset.from_tensor_slices((x, y)).batch(20):
                with tf.GradientTape() as tape:
                    loss = tf.reduce_mean((model(rows) - targets) ** 2)
                optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


tuner = keras_tuner.RandomSearch(Own(), objective="loss", max_trials=3)
tuner.search(x=np.zeros((100, 5)), y=np.zeros((100, 1)))
