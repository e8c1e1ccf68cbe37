"""The TensorFlow data sets' MNIST, four fifths of it for training by percentages of a split."""

import tensorflow as tf
import tensorflow_datasets as tfds
from tensorflow import keras

(train, valid), info = tfds.load(
    "mnist", split=["train[:80%]", "train[80%:]"], as_supervised=True, with_info=True
)


def normalise(image, label):
    return tf.cast(image, tf.float32) / 255.0, label


train = train.map(normalise, num_parallel_calls=tf.data.AUTOTUNE).cache()
train = train.shuffle(1024).batch(64).prefetch(tf.data.AUTOTUNE)
valid = valid.map(normalise).batch(256)

model = keras.Sequential(
    [
        keras.layers.Flatten(input_shape=(28, 28, 1)),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(info.features["label"].num_classes),
    ]
)
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(train, epochs=6, validation_data=valid)
