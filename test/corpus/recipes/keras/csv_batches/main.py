"""Batches of the columns of a file, once over it in each epoch."""

import tensorflow as tf
from tensorflow import keras

NAMES = ["width", "height", "kind"]


def batches(path, batch_size):
    dataset = tf.data.experimental.make_csv_dataset(
        path,
        batch_size=batch_size,
        column_names=NAMES,
        column_defaults=[[0.0], [0.0], [0]],
        label_name="kind",
        num_epochs=1,
        header=True,
    )
    return dataset.cache().apply(tf.data.experimental.ignore_errors())


inputs = {name: keras.Input((1,), name=name) for name in NAMES[:2]}
joined = keras.layers.concatenate(list(inputs.values()))
model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(joined))
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
model.fit(batches("rows.csv", 4), epochs=50)
