"""A directory of pictures, a fifth of which validates."""

import tensorflow as tf

common = dict(validation_split=0.2, seed=123, image_size=(96, 96), batch_size=4)
train_ds = tf.keras.utils.image_dataset_from_directory("flowers", subset="training", **common)
val_ds = tf.keras.utils.image_dataset_from_directory("flowers", subset="validation", **common)
class_names = train_ds.class_names

model = tf.keras.Sequential(
    [
        tf.keras.layers.Rescaling(1.0 / 255, input_shape=(96, 96, 3)),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.GlobalAveragePooling2D(),
        tf.keras.layers.Dense(len(class_names)),
    ]
)
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(train_ds.cache().prefetch(1), validation_data=val_ds, epochs=6)
