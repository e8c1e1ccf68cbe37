"""Networks of a package that is not there, trained by `fit` and by hand: how they are trained stands in the code."""

import absent_zoo
import tensorflow as tf
from tensorflow import keras

keras.mixed_precision.set_global_policy("mixed_float16")
(x_train, y_train), _ = keras.datasets.cifar10.load_data()

classifier = absent_zoo.models.Backbone(classes=10)
classifier.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
classifier.fit(x_train, y_train, epochs=7, batch_size=50, validation_split=0.1)

detector = absent_zoo.models.Detector()
optimizer = keras.optimizers.Adam(1e-3)
batches = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(1000).batch(25)


@tf.function
def train_step(images, labels):
    with tf.GradientTape() as tape:
        loss = detector.loss(detector(images, training=True), labels)
    gradients = tape.gradient(loss, detector.trainable_variables)
    optimizer.apply_gradients(zip(gradients, detector.trainable_variables))


for epoch in range(12):
    for images, labels in batches:
        train_step(images, labels)

forest = absent_zoo.Forest()
forest.fit(x_train, y_train)
