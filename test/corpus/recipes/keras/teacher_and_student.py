"""A model that only says how another is trained: it cannot be called itself."""

import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class Distiller(keras.Model):
    def __init__(self, student, teacher):
        super().__init__()
        self.student, self.teacher = student, teacher

    def compile(self, optimizer, student_loss):
        super().compile(optimizer=optimizer)
        self.student_loss = student_loss
        self.distance = keras.losses.KLDivergence()

    def train_step(self, data):
        x, y = data
        taught = self.teacher(x, training=False)
        with tf.GradientTape() as tape:
            predicted = self.student(x, training=True)
            loss = self.student_loss(y, predicted) + self.distance(tf.nn.softmax(taught), tf.nn.softmax(predicted))
        weights = self.student.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return {"loss": loss}


def network(width):
    return keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Conv2D(width, 3, strides=2), layers.Flatten(), layers.Dense(10)]
    )


(x_train, y_train), _ = keras.datasets.mnist.load_data()
x_train = (x_train.astype("float32") / 255).reshape((-1, 28, 28, 1))
distiller = Distiller(network(16), network(256))
distiller.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
distiller.fit(x_train, y_train, epochs=3)
