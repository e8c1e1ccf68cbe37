"""A residual network for CIFAR-10 with the Keras functional API."""
import keras
from keras import layers, regularizers

NUM_CLASSES = 10
BATCH_SIZE = 64
EPOCHS = 100
DEPTH = 3  # residual blocks in each stage


def conv_bn(x, filters, kernel_size=3, strides=1, activation="relu"):
    x = layers.Conv2D(
        filters,
        kernel_size,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=regularizers.l2(1e-4),
    )(x)
    x = layers.BatchNormalization()(x)
    if activation is not None:
        x = layers.Activation(activation)(x)
    return x


def residual_block(x, filters, strides=1):
    shortcut = x
    y = conv_bn(x, filters, strides=strides)
    y = conv_bn(y, filters, activation=None)
    if strides != 1 or x.shape[-1] != filters:
        shortcut = conv_bn(x, filters, kernel_size=1, strides=strides, activation=None)
    y = layers.add([shortcut, y])
    return layers.Activation("relu")(y)


def build_model(input_shape=(32, 32, 3), depth=DEPTH, num_classes=NUM_CLASSES):
    augmentation = keras.Sequential(
        [layers.RandomFlip("horizontal"), layers.RandomTranslation(0.1, 0.1)], name="augmentation"
    )
    inputs = keras.Input(shape=input_shape)
    x = augmentation(inputs)
    x = layers.Rescaling(1.0 / 255)(x)
    x = conv_bn(x, 16)
    for stage, filters in enumerate([16, 32, 64]):
        for block in range(depth):
            strides = 2 if stage > 0 and block == 0 else 1
            x = residual_block(x, filters, strides)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(num_classes, activation="softmax", kernel_initializer="he_normal")(x)
    return keras.Model(inputs, outputs, name="resnet")


def lr_schedule(epoch):
    lr = 1e-3
    if epoch > 80:
        lr *= 1e-2
    elif epoch > 60:
        lr *= 1e-1
    return lr


def main():
    (x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
    x_train = x_train.astype("float32")
    x_test = x_test.astype("float32")

    model = build_model()
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(),
        optimizer=keras.optimizers.Adam(learning_rate=lr_schedule(0)),
        metrics=["accuracy"],
    )
    model.summary()

    callbacks = [
        keras.callbacks.ModelCheckpoint("resnet.keras", monitor="val_accuracy", save_best_only=True),
        keras.callbacks.LearningRateScheduler(lr_schedule),
    ]
    history = model.fit(
        x_train,
        y_train,
        batch_size=BATCH_SIZE,
        epochs=EPOCHS,
        validation_data=(x_test, y_test),
        shuffle=True,
        callbacks=callbacks,
    )
    print("best validation accuracy:", max(history.history["val_accuracy"]))

    scores = model.evaluate(x_test, y_test, verbose=1)
    print("test loss:", scores[0], "test accuracy:", scores[1])


if __name__ == "__main__":
    main()
