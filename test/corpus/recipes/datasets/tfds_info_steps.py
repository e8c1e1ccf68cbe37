"""Steps per epoch reckoned from what the data set says of itself."""

import tensorflow as tf
import tensorflow_datasets as tfds

BATCH_SIZE = 64
dataset, info = tfds.load("oxford_iiit_pet:3.*.*", with_info=True)
TRAIN_LENGTH = info.splits["train"].num_examples
STEPS_PER_EPOCH = TRAIN_LENGTH // BATCH_SIZE


def load_image(datapoint):
    image = tf.image.resize(datapoint["image"], (128, 128))
    return tf.cast(image, tf.float32) / 255.0, datapoint["label"]


train = dataset["train"].map(load_image, num_parallel_calls=tf.data.AUTOTUNE)
train_batches = train.cache().shuffle(1000).batch(BATCH_SIZE).repeat()

model = tf.keras.Sequential(
    [
        tf.keras.layers.Conv2D(32, 3, strides=2, activation="relu", input_shape=(128, 128, 3)),
        tf.keras.layers.GlobalMaxPooling2D(),
        tf.keras.layers.Dense(37),
    ]
)
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(train_batches, epochs=20, steps_per_epoch=STEPS_PER_EPOCH)
