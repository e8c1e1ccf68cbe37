"""Searches a small convnet on MNIST with Keras Tuner, then trains the best one."""
import keras
import keras_tuner as kt
from keras import layers

SEARCH_EPOCHS = 5
FINAL_EPOCHS = 25


def build_model(hp):
    model = keras.Sequential()
    model.add(keras.Input(shape=(28, 28, 1)))
    model.add(layers.Rescaling(1.0 / 255))
    for i in range(hp.Int("conv_layers", 1, 3)):
        model.add(
            layers.Conv2D(
                filters=hp.Choice(f"filters_{i}", [16, 32, 64]),
                kernel_size=3,
                padding="same",
                activation="relu",
            )
        )
        model.add(layers.MaxPooling2D())
    model.add(layers.Flatten())
    model.add(layers.Dense(units=hp.Int("units", min_value=32, max_value=256, step=32), activation="relu"))
    if hp.Boolean("dropout"):
        model.add(layers.Dropout(0.25))
    model.add(layers.Dense(10, activation="softmax"))
    model.compile(
        optimizer=keras.optimizers.Adam(hp.Float("lr", 1e-4, 1e-2, sampling="log")),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def main():
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    x_train = x_train[..., None].astype("float32")
    x_test = x_test[..., None].astype("float32")

    tuner = kt.RandomSearch(
        build_model,
        objective="val_accuracy",
        max_trials=20,
        executions_per_trial=2,
        overwrite=True,
        directory="tuning",
        project_name="mnist",
    )
    tuner.search_space_summary()
    tuner.search(x_train, y_train, epochs=SEARCH_EPOCHS, validation_split=0.2)
    tuner.results_summary()

    best_hps = tuner.get_best_hyperparameters(num_trials=1)[0]
    model = tuner.hypermodel.build(best_hps)
    model.fit(x_train, y_train, batch_size=64, epochs=FINAL_EPOCHS, validation_data=(x_test, y_test))
    model.save("mnist_best.keras")


if __name__ == "__main__":
    main()
