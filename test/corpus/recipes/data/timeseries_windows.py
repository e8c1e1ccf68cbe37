"""Windows over a series."""

import numpy as np
import tensorflow as tf

series = np.sin(np.arange(5000, dtype=np.float32))
dataset = tf.keras.utils.timeseries_dataset_from_array(
    series[:-10, None], series[10:], sequence_length=10, sampling_rate=1, batch_size=64
)
model = tf.keras.Sequential([tf.keras.layers.LSTM(8), tf.keras.layers.Dense(1)])
model.compile("rmsprop", "mse")
model.fit(dataset, epochs=10)
