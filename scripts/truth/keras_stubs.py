"""Lets a training script be imported with its models built for real but without data and without training.

Data sets hand out zeros of the right shape (few of them), `fit`, `evaluate` and `save` do nothing. TensorFlow's
own namespace is replaced by Keras where it is not installed as the backend, since `tensorflow.keras` is Keras.
"""
import importlib
import sys
import types

import keras
import numpy as np
from keras.src.utils import file_utils, module_utils

SAMPLES = 8
IMAGES = {"mnist": (28, 28), "fashion_mnist": (28, 28), "cifar10": (32, 32, 3), "cifar100": (32, 32, 3)}


def images(shape, labels_shape):
    def load_data(*args, **kwargs):
        def part():
            return np.zeros((SAMPLES, *shape), "uint8"), np.zeros((SAMPLES, *labels_shape), "uint8")

        return part(), part()

    return load_data


def reviews(*args, **kwargs):
    def part():
        sequences = np.empty(SAMPLES, dtype=object)
        sequences[:] = [[1, 2, 3]] * SAMPLES
        return sequences, np.zeros(SAMPLES, "int64")

    return part(), part()


class Pipeline:
    """Stands in for tf.data.Dataset: every method returns the pipeline."""

    AUTOTUNE = -1

    @classmethod
    def from_tensor_slices(cls, tensors):
        return cls()

    def __getattr__(self, name):
        return lambda *args, **kwargs: self


def tensorflow_as_keras():
    """A `tensorflow` module whose keras is the installed Keras on whatever backend it runs."""
    tf = types.ModuleType("tensorflow")
    tf.keras, tf.newaxis = keras, None
    tf.executing_eagerly = lambda: True  # Keras asks it whether a TensorFlow graph is being traced
    tf.nn = types.SimpleNamespace(relu=keras.ops.relu)
    tf.data = types.SimpleNamespace(Dataset=Pipeline, AUTOTUNE=-1)
    sys.modules["tensorflow"] = tf
    # Keras itself must not mistake the stand-in for TensorFlow.
    module_utils.tensorflow._available = False
    sys.modules["tensorflow.keras"] = keras
    for name in ("layers", "models", "callbacks", "datasets", "preprocessing", "preprocessing.sequence", "optimizers"):
        sys.modules[f"tensorflow.keras.{name}"] = importlib.import_module(f"keras.{name}")


def from_folders(*args, **kwargs):
    return (Pipeline(), Pipeline()) if kwargs.get("subset") == "both" else Pipeline()


def saved_models():
    """`save` remembers a model and `load_model` gives it back."""
    saved = {}
    keras.Model.save = lambda self, path, *args, **kwargs: saved.__setitem__(path, self)
    keras.models.load_model = lambda path, *args, **kwargs: saved[path]


def tensorflow_on_keras_tensors():
    """The real TensorFlow, whose functions that models call take the tensors of Keras' backend."""
    import tensorflow as tf

    tf.square, tf.tensordot, tf.nn.sigmoid = keras.ops.square, keras.ops.tensordot, keras.ops.sigmoid


def install(with_tensorflow=False):
    saved_models()
    # No weights are fetched or read: their values change no shape.
    file_utils.get_file = keras.utils.get_file = lambda *args, **kwargs: "none"
    keras.Model.load_weights = lambda self, *args, **kwargs: None
    keras.layers.TextVectorization.adapt = lambda self, *args, **kwargs: None
    keras.utils.image_dataset_from_directory = keras.utils.text_dataset_from_directory = from_folders
    keras.preprocessing.timeseries_dataset_from_array = from_folders
    keras.utils.plot_model = lambda *args, **kwargs: None
    for name, shape in IMAGES.items():
        getattr(keras.datasets, name).load_data = images(shape, (1,) if name.startswith("cifar") else ())
    keras.datasets.imdb.load_data = reviews
    keras.Model.fit = lambda self, *args, **kwargs: None
    keras.Model.evaluate = lambda self, *args, **kwargs: [0.0, 0.0]
    keras.Model.summary = lambda self, *args, **kwargs: None
    if keras.backend.backend() != "tensorflow":
        tensorflow_on_keras_tensors() if with_tensorflow else tensorflow_as_keras()
