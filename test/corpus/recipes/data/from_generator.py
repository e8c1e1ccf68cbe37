"""A generator has no length that anyone knows."""

import tensorflow as tf


def read():
    with open("/var/log/events.txt") as lines:
        for line in lines:
            yield [float(v) for v in line.split(",")], 1


signature = (tf.TensorSpec(shape=(6,), dtype=tf.float32), tf.TensorSpec(shape=(), dtype=tf.int32))
data = tf.data.Dataset.from_generator(read, output_signature=signature).batch(10)
model = tf.keras.Sequential([tf.keras.layers.Dense(3, "relu"), tf.keras.layers.Dense(1, "sigmoid")])
model.compile("adam", "binary_crossentropy")
model.fit(data, epochs=4)
