"""Texts made by chance, encoded one by one: every turn of the loop does the same."""

import numpy as np
from tensorflow import keras

CHARACTERS = "0123456789+ "
INDEX = {character: i for i, character in enumerate(CHARACTERS)}


def encode(text, rows):
    table = np.zeros((rows, len(CHARACTERS)))
    for i, character in enumerate(text):
        table[i, INDEX[character]] = 1
    return table


sums = [f"{np.random.randint(1, 999)}+{np.random.randint(1, 999)}".ljust(7) for _ in range(40000)]
x = np.zeros((len(sums), 7, len(CHARACTERS)), dtype=bool)
seen = 0
for i, text in enumerate(sums):
    x[i] = encode(text, 7)
    seen += 1
split_at = seen - seen // 10

model = keras.Sequential([keras.Input((7, len(CHARACTERS))), keras.layers.LSTM(16), keras.layers.Dense(4)])
model.compile(loss="mse", optimizer="adam")
for epoch in range(1, 30):
    model.fit(x[:split_at], np.zeros((split_at, 4)), batch_size=32, epochs=1)
