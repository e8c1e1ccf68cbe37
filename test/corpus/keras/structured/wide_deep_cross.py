"""Forest cover: a wide & deep model and a deep & cross network over encoded inputs."""
import math

import keras
from keras import layers

NUMERIC = ["Elevation", "Aspect", "Slope", "Hydrology", "Roadways", "Hillshade", "Fire"]
VOCABULARIES = {"Soil_Type": [f"soil_{i + 1}" for i in range(40)], "Wilderness_Area": [f"area_{i + 1}" for i in range(4)]}
NUM_CLASSES = 7
hidden_units = [32, 32]
dropout_rate = 0.1


def create_model_inputs():
    inputs = {}
    for name in [*NUMERIC, *VOCABULARIES]:
        dtype = "float32" if name in NUMERIC else "string"
        inputs[name] = layers.Input(name=name, shape=(), dtype=dtype)
    return inputs


def encode_inputs(inputs, use_embedding=False):
    encoded_features = []
    for feature_name in inputs:
        if feature_name in VOCABULARIES:
            vocabulary = VOCABULARIES[feature_name]
            lookup = layers.StringLookup(
                vocabulary=vocabulary, mask_token=None, num_oov_indices=1, output_mode="int" if use_embedding else "multi_hot"
            )
            if use_embedding:
                encoded_feature = lookup(inputs[feature_name])
                embedding_dims = int(math.sqrt(len(vocabulary)))
                encoded_feature = layers.Embedding(input_dim=lookup.vocabulary_size(), output_dim=embedding_dims)(encoded_feature)
            else:
                encoded_feature = lookup(keras.ops.expand_dims(inputs[feature_name], -1))
        else:
            encoded_feature = keras.ops.expand_dims(inputs[feature_name], -1)
        encoded_features.append(encoded_feature)
    return layers.concatenate(encoded_features)


def create_wide_and_deep_model():
    inputs = create_model_inputs()
    wide = encode_inputs(inputs)
    wide = layers.BatchNormalization()(wide)
    deep = encode_inputs(inputs, use_embedding=True)
    for units in hidden_units:
        deep = layers.Dense(units)(deep)
        deep = layers.BatchNormalization()(deep)
        deep = layers.ReLU()(deep)
        deep = layers.Dropout(dropout_rate)(deep)
    merged = layers.concatenate([wide, deep])
    outputs = layers.Dense(units=NUM_CLASSES, activation="softmax")(merged)
    return keras.Model(inputs=inputs, outputs=outputs)


def create_deep_and_cross_model():
    inputs = create_model_inputs()
    x0 = encode_inputs(inputs, use_embedding=True)
    cross = x0
    for _ in hidden_units:
        units = cross.shape[-1]
        x = layers.Dense(units)(cross)
        cross = x0 * x + cross
    cross = layers.BatchNormalization()(cross)
    deep = x0
    for units in hidden_units:
        deep = layers.Dense(units)(deep)
        deep = layers.BatchNormalization()(deep)
        deep = layers.ReLU()(deep)
        deep = layers.Dropout(dropout_rate)(deep)
    merged = layers.concatenate([cross, deep])
    outputs = layers.Dense(units=NUM_CLASSES, activation="softmax")(merged)
    return keras.Model(inputs=inputs, outputs=outputs)


wide_and_deep_model = create_wide_and_deep_model()
deep_and_cross_model = create_deep_and_cross_model()
for each in (wide_and_deep_model, deep_and_cross_model):
    each.compile(optimizer=keras.optimizers.Adam(0.001), loss=keras.losses.SparseCategoricalCrossentropy())
