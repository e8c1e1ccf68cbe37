"""Without a number of epochs the rows of a file are repeated without end: steps make the epochs."""

import tensorflow as tf
from tensorflow import keras

rows = tf.data.experimental.make_csv_dataset(
    "rows.csv", 64, column_names=["a", "b", "y"], column_defaults=[0.0, 0.0, 0.0], label_name="y"
)
rows = rows.map(lambda columns, y: (tf.stack([columns["a"], columns["b"]], axis=-1), y))
model = keras.Sequential([keras.layers.Dense(8), keras.layers.Dense(1)])
model.compile(loss="mse", optimizer="adam")
model.fit(rows, epochs=6, steps_per_epoch=100)

numbers = tf.data.TFRecordDataset("numbers.tfrecord").map(lambda record: tf.zeros((2,)))
numbers = numbers.apply(tf.data.experimental.assert_cardinality(5000)).map(lambda x: (x, x[:1])).batch(50)
model.fit(numbers, epochs=2)
