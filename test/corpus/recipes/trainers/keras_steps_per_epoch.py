"""An endless tf.data pipeline, cut by steps_per_epoch."""

import tensorflow as tf

features = tf.random.normal((50000, 16))
labels = tf.random.uniform((50000, 1))
dataset = tf.data.Dataset.from_tensor_slices((features, labels)).shuffle(1000).batch(32).repeat()
held_out = tf.data.Dataset.from_tensor_slices((features, labels)).take(640).batch(32)

model = tf.keras.Sequential([tf.keras.layers.Dense(32, activation="relu"), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
model.fit(dataset, epochs=9, steps_per_epoch=200, validation_data=held_out, validation_freq=2)
