"""A Keras model in a grid of scikit-learn."""

import numpy as np
from scikeras.wrappers import KerasClassifier
from sklearn.model_selection import GridSearchCV
from tensorflow import keras

X, y = np.random.rand(900, 8).astype("float32"), np.random.randint(0, 2, 900)


def create_model(units=16, activation="relu"):
    model = keras.Sequential()
    model.add(keras.Input((8,)))
    model.add(keras.layers.Dense(units, activation=activation))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


model = KerasClassifier(model=create_model, epochs=30, batch_size=20, verbose=0)
param_grid = dict(model__units=[16, 32], model__activation=["relu", "tanh", "selu"])
grid = GridSearchCV(estimator=model, param_grid=param_grid, n_jobs=-1, cv=3)
grid_result = grid.fit(X, y)
