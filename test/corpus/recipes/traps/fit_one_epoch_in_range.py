"""fit(epochs=1), again and again."""

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
for i in range(1, 200):
    print("Iteration", i)
    model.fit(x_train / 255.0, y_train, batch_size=100, epochs=1)
    if i % 20 == 0:
        model.save(f"model_{i}.keras")
