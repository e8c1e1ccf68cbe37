"""Two fits of one model, with batches of their own."""

import tensorflow as tf

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
model = tf.keras.Sequential(
    [
        tf.keras.layers.Input(shape=(32, 32, 3)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy")
history = model.fit(x_train, y_train, epochs=5, batch_size=32)
model.compile(tf.keras.optimizers.SGD(1e-4), "sparse_categorical_crossentropy")
history = model.fit(x_train, y_train, epochs=10, batch_size=256)
