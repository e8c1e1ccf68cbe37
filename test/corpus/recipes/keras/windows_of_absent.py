"""Windows over series of which one is in no file here, and two data sets side by side of which nobody knows the one."""

import pandas as pd
import tensorflow as tf
import tensorflow_datasets as tfds
from tensorflow import keras
from tensorflow.keras import layers

speeds = pd.read_csv("speeds.csv", header=None).to_numpy()
inputs = keras.utils.timeseries_dataset_from_array(speeds[:-3], None, sequence_length=12, batch_size=64)
targets = keras.utils.timeseries_dataset_from_array(speeds[12:], None, sequence_length=1, batch_size=64)
forecast = keras.Sequential([keras.Input((12, 26)), layers.LSTM(16), layers.Dense(26)])
forecast.compile(loss="mse", optimizer="rmsprop")
forecast.fit(tf.data.Dataset.zip((inputs, targets)), epochs=20)

data, _ = tfds.load("nobody_knows/this", with_info=True, as_supervised=True)
first = data["trainA"].map(lambda image, label: tf.image.resize(image, (32, 32))).batch(4)
second = data["trainB"].map(lambda image, label: tf.zeros((10,))).batch(4)
network = keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(10)])
network.compile(loss="mse", optimizer="adam")
network.fit(tf.data.Dataset.zip((first, second)), epochs=2)
