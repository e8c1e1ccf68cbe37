"""The first ten thousand pictures only."""

import keras

(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
x_train, y_train = x_train[:10000] / 255.0, keras.utils.to_categorical(y_train[:10000], 10)

model = keras.Sequential(
    [
        keras.layers.Input(shape=x_train.shape[1:]),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(loss="categorical_crossentropy", optimizer="adam")
model.fit(x_train, y_train, epochs=25, validation_data=(x_test, y_test))
