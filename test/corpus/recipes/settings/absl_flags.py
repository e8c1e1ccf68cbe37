"""absl's flags and app."""

import tensorflow as tf
from absl import app, flags, logging

FLAGS = flags.FLAGS
flags.DEFINE_integer("epochs", 18, "Passes over the data.", lower_bound=1)
flags.DEFINE_float("learning_rate", 0.001, "Learning rate.")
flags.DEFINE_enum("optimizer", "adam", ["adam", "sgd"], "Which one.")
_BATCH = flags.DEFINE_integer("batch_size", 200, "Samples of a batch.")


def main(argv):
    del argv
    logging.set_verbosity(logging.INFO)
    (x, y), _ = tf.keras.datasets.mnist.load_data()
    x = x.reshape(-1, 784).astype("float32") / 255.0
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Input(shape=(784,)),
            tf.keras.layers.Dense(64, activation="relu"),
            tf.keras.layers.Dense(10),
        ]
    )
    model.compile(
        optimizer=FLAGS.optimizer,
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(x, y, epochs=FLAGS.epochs, batch_size=_BATCH.value)


if __name__ == "__main__":
    app.run(main)
