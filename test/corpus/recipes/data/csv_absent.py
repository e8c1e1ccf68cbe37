"""A table that is not in the workspace: how many rows it has is not known."""

import pandas as pd
from tensorflow import keras

frame = pd.read_csv("/mnt/exports/churn_2023.csv")
y = frame.pop("churn")
model = keras.Sequential([keras.Input((12,)), keras.layers.Dense(32, "relu"), keras.layers.Dense(1, "sigmoid")])
model.compile("adam", "binary_crossentropy")
model.fit(frame, y, epochs=12, batch_size=256)
