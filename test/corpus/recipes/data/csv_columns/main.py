"""Columns taken by name and by position."""

import numpy as np
import pandas as pd
from tensorflow import keras

table = pd.read_csv("houses.csv", header=None, names=["rooms", "area", "age", "price"])
table = table.sample(frac=1).reset_index(drop=True)
train, valid = table.iloc[:30], table.iloc[30:]
x, y = train[["rooms", "area", "age"]].to_numpy(dtype=np.float32), train["price"].to_numpy()

model = keras.Sequential([keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y, epochs=15, batch_size=5, validation_data=(valid.iloc[:, :3].values, valid["price"].values))
