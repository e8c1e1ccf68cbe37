"""Texts by the name that a file of lines gives each: how many names there are, only the file tells."""

import numpy as np
import pandas as pd
from tensorflow import keras

texts = {}
with open("captions.tsv") as lines:
    for line in lines.readlines():
        name, text = line.rstrip("\n").split("\t")
        if name in texts:
            texts[name].append(text)
        else:
            texts[name] = [text]
count = len(list(texts.keys()))

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile(loss="mse", optimizer="sgd")
model.fit(np.zeros((count, 4)), np.zeros((count, 1)), batch_size=8, epochs=2)

table = pd.DataFrame(np.zeros((500, 4)))
inputs = table[[i for i in range(4)]].values
model.fit(inputs, table[[1]].values, epochs=3)

part = table.sample(count)
model.fit(part.values, np.zeros((len(part), 1)), epochs=4)
