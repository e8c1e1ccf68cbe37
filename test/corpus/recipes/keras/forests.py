"""Trees that are fitted as if they were networks, and a network that is trained on what feeds them."""

import pandas as pd
import tensorflow_decision_forests as tfdf
from tensorflow import keras

table = pd.DataFrame({"a": list(range(2500)), "b": list(range(2500)), "kind": [0, 1] * 1250})
rows = tfdf.keras.pd_dataframe_to_tf_dataset(table, label="kind")

forest = tfdf.keras.GradientBoostedTreesModel(num_trees=300)
forest.compile(metrics=["accuracy"])
forest.fit(rows, epochs=1, validation_data=rows)

inputs = {name: keras.Input((1,), name=name) for name in ("a", "b")}
joined = keras.layers.concatenate(list(inputs.values()))
network = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(joined))
network.compile(optimizer="adam", loss="binary_crossentropy")
network.fit(rows, epochs=5)
