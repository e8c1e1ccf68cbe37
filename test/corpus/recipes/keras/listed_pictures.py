"""Pictures whose files are nowhere: what is made of each is known all the same, and how they come."""

from glob import glob

import tensorflow as tf
from tensorflow import keras


def load(path, label):
    picture = tf.io.decode_png(tf.io.read_file(path), channels=3)
    return tf.image.resize(picture, [96, 64]) / 255.0, label


paths = sorted(glob("./pictures/*.png"))[:400]
labels = [int(path.split("_")[-1][0]) for path in paths]
pictures = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(16, drop_remainder=True)


class Classifier(keras.Model):
    def __init__(self):
        super().__init__()
        self.body = keras.Sequential([keras.layers.Conv2D(8, 3), keras.layers.GlobalAveragePooling2D()])
        self.head = keras.layers.Dense(4)

    def call(self, inputs):
        return self.head(self.body(inputs))


model = Classifier()
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer="adam")
model.fit(pictures, epochs=100)
