"""Heart disease from numbers, integers and strings: encodings by preprocessing layers."""
import keras
import numpy as np
from keras import layers
from keras.layers import IntegerLookup, Normalization, StringLookup

CATEGORICAL_INTEGER_VOCABULARY = {
    "sex": [0, 1],
    "cp": [0, 1, 2, 3, 4],
    "fbs": [0, 1],
    "restecg": [0, 1, 2],
    "exang": [0, 1],
    "ca": [0, 1, 2, 3],
}
NUMERIC = ["age", "trestbps", "chol", "thalach", "oldpeak", "slope"]


def encode_numerical_feature(feature, name, values):
    normalizer = Normalization()
    normalizer.adapt(values)
    return normalizer(feature)


def encode_categorical_feature(feature, name, vocabulary, is_string):
    lookup_class = StringLookup if is_string else IntegerLookup
    lookup = lookup_class(vocabulary=vocabulary, output_mode="multi_hot")
    return lookup(feature)


inputs = {}
encoded = []
for name, vocabulary in CATEGORICAL_INTEGER_VOCABULARY.items():
    inputs[name] = keras.Input(shape=(1,), name=name, dtype="int64")
    encoded.append(encode_categorical_feature(inputs[name], name, vocabulary, False))
inputs["thal"] = keras.Input(shape=(1,), name="thal", dtype="string")
encoded.append(encode_categorical_feature(inputs["thal"], "thal", ["fixed", "normal", "reversible"], True))
for name in NUMERIC:
    inputs[name] = keras.Input(shape=(1,), name=name)
    encoded.append(encode_numerical_feature(inputs[name], name, np.zeros((10, 1), dtype="float32")))

all_features = layers.concatenate(encoded)
x = layers.Dense(32, activation="relu")(all_features)
x = layers.Dropout(0.5)(x)
output = layers.Dense(1, activation="sigmoid")(x)
model = keras.Model(list(inputs.values()), output)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
