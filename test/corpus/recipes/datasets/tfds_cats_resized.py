"""Pictures of different sizes, which the pipeline makes alike."""

import tensorflow as tf
import tensorflow_datasets as tfds

SIZE = 160
BATCH = 32

raw_train, raw_validation = tfds.load(
    "cats_vs_dogs", split=["train[:80%]", "train[80%:90%]"], as_supervised=True
)


def prepare(image, label):
    image = tf.image.resize(image, (SIZE, SIZE))
    return image / 127.5 - 1, label


train_batches = raw_train.map(prepare).shuffle(1000).batch(BATCH)
validation_batches = raw_validation.map(prepare).batch(BATCH)

model = tf.keras.Sequential(
    [
        tf.keras.layers.Conv2D(16, 3, strides=2, activation="relu"),
        tf.keras.layers.Conv2D(32, 3, strides=2, activation="relu"),
        tf.keras.layers.GlobalAveragePooling2D(),
        tf.keras.layers.Dense(1),
    ]
)
model.compile(optimizer=tf.keras.optimizers.Adam(1e-4), loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(train_batches, epochs=10, validation_data=validation_batches)
