"""Pictures and records of unknown size, of which the functions of a pipeline state the shape."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


def from_record(example):
    parsed = tf.io.parse_single_example(example, {"image": tf.io.FixedLenFeature([], tf.string)})
    image = tf.io.decode_raw(parsed["image"], tf.uint8)
    image = tf.reshape(tf.cast(image, tf.float32) / 255.0, [48, 64, 1])
    return image, parsed["label"]


def from_python(path, label):
    image, label = tf.py_function(lambda p, l: (np.load(p), l), [path, label], [tf.float32, tf.int64])
    image.set_shape([20, 6])
    label.set_shape([])
    return image, label


def from_file(path):
    image = tf.image.decode_image(tf.io.read_file(path))
    image.set_shape([None, None, 3])
    return tf.image.resize(image, (96, 80)), 1


def ensured(path):
    data = tf.numpy_function(np.load, [path], tf.float32)
    return tf.ensure_shape(data, (7, 5)), 0


def trained(data, shape, epochs):
    model = keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dense(2)])
    model.compile("adam", "mse")
    model.fit(data, epochs=epochs)


records = tf.data.TFRecordDataset(["a.tfrecord"]).map(from_record).batch(8)
trained(records, (48, 64, 1), 2)

network = keras.Sequential([layers.LSTM(8), layers.Dense(1)])
network.compile("adam", "mse")
network.fit(tf.data.Dataset.from_tensor_slices((["a", "b"], [0, 1])).map(from_python).batch(2), epochs=3)

pictures = keras.Sequential([layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), layers.Dense(2)])
pictures.compile("adam", "mse")
pictures.fit(tf.data.Dataset.from_tensor_slices(["a", "b", "c"]).map(from_file).batch(3), epochs=4)

steps = keras.Sequential([layers.GRU(8), layers.Dense(1)])
steps.compile("adam", "mse")
steps.fit(tf.data.Dataset.from_tensor_slices(["a", "b", "c", "d"]).map(ensured).batch(4), epochs=5)
