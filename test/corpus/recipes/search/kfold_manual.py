"""Five folds of one candidate."""

import numpy as np
from sklearn.model_selection import StratifiedKFold
from tensorflow import keras

X, y = np.random.rand(500, 7), np.random.randint(0, 2, 500)


def create():
    model = keras.Sequential([keras.Input((7,)), keras.layers.Dense(12, "relu"), keras.layers.Dense(1, "sigmoid")])
    model.compile(loss="binary_crossentropy", optimizer="adam")
    return model


scores = []
for train, test in StratifiedKFold(n_splits=5, shuffle=True, random_state=7).split(X, y):
    model = create()
    model.fit(X[train], y[train], epochs=30, batch_size=10, verbose=0)
    scores.append(model.evaluate(X[test], y[test], verbose=0))
print(np.mean(scores))
