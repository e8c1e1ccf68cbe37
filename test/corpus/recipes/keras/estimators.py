"""Estimators, of versions that still have them: one ends with its data, one after so many steps."""

import sys

import tensorflow as tf
from packaging import version

if version.parse(tf.__version__) >= version.parse("2.16.0"):
    raise RuntimeError("this needs an older TensorFlow")
if sys.version_info >= (3, 11):
    raise RuntimeError("this needs an older Python")

(x_train, y_train), _ = tf.keras.datasets.mnist.load_data()
columns = [tf.feature_column.numeric_column("x", shape=[784])]


def once():
    data = tf.data.Dataset.from_tensor_slices(({"x": x_train.reshape(-1, 784)}, y_train))
    return data.shuffle(60000).batch(128)


classifier = tf.estimator.DNNClassifier(feature_columns=columns, hidden_units=[64, 32], n_classes=10)
classifier.train(input_fn=once, steps=1000)

linear = tf.estimator.LinearClassifier(feature_columns=columns, n_classes=10)
spec = tf.estimator.TrainSpec(input_fn=lambda: once().repeat(), max_steps=5000)
tf.estimator.train_and_evaluate(linear, spec, tf.estimator.EvalSpec(input_fn=once))
