"""Windows over a series, rows of tables whose columns are told, parts of steps, and pairs that a step takes apart."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

series = np.sin(np.arange(1000.0)).astype("float32")


def windowed(values, width, batch, drop_remainder=True):
    data = tf.data.Dataset.from_tensor_slices(values).window(width + 1, shift=1, drop_remainder=drop_remainder)
    data = data.flat_map(lambda window: window.batch(width + 1))
    return data.shuffle(100).map(lambda window: (window[:-1], window[-1])).batch(batch)


forecaster = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(1)])
forecaster.compile("adam", "mse")
forecaster.fit(windowed(series, 20, 64), epochs=5)

rows = tf.data.experimental.CsvDataset("particles.csv.gz", [float()] * 5, compression_type="GZIP")
rows = rows.batch(1000).map(lambda *row: (tf.stack(row[1:], 1), row[0])).unbatch()
drawn = rows.skip(100).take(4000).shuffle(4000).repeat().batch(40)
classifier = keras.Sequential([layers.Dense(4), layers.Dense(1)])
classifier.compile("adam", "mse")
classifier.fit(drawn, steps_per_epoch=4000 // 40, epochs=6)

pictures = np.ndarray(shape=(200, 16, 16, 3), dtype=np.float32)
flow = keras.preprocessing.image.ImageDataGenerator(horizontal_flip=True).flow(pictures, np.zeros(200), batch_size=32)
flat = keras.Sequential([layers.Flatten(), layers.Dense(1)])
flat.compile("adam", "mse")
flat.fit(flow, steps_per_epoch=len(pictures) / 32, epochs=7)


class Pairs(keras.utils.Sequence):
    def __len__(self):
        return 50

    def __getitem__(self, index):
        return np.empty((2, 10, 16, 16, 3), dtype=np.float32)


class Contrast(keras.Model):
    def train_step(self, data):
        if isinstance(data, tuple):
            data = data[0]
        with tf.GradientTape() as tape:
            first, second = self(data[0], training=True), self(data[1], training=True)
            loss = tf.reduce_mean(first * second)
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
        return {"loss": loss}


given = layers.Input((16, 16, 3))
contrast = Contrast(given, layers.Dense(4)(layers.GlobalAveragePooling2D()(given)))
contrast.compile("adam")
contrast.fit(Pairs(), epochs=8)
