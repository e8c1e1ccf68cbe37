"""Keras Tuner over estimators: each candidate is trained on the folds of its data."""

import keras_tuner as kt
import numpy as np
from sklearn.model_selection import StratifiedKFold
from skorch import NeuralNetClassifier
from torch import nn

X = np.random.rand(900, 14).astype(np.float32)
y = np.random.randint(0, 3, 900)


class Net(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(14, units), nn.ReLU(), nn.Linear(units, 3), nn.Softmax(dim=-1))

    def forward(self, X):
        return self.layers(X)


def build(hp):
    return NeuralNetClassifier(
        Net, module__units=hp.Int("units", 8, 64, step=8), max_epochs=7, batch_size=50, train_split=None
    )


tuner = kt.tuners.SklearnTuner(
    kt.oracles.BayesianOptimizationOracle(kt.Objective("score", "max"), max_trials=9),
    build,
    cv=StratifiedKFold(3),
)
tuner.search(X, y)
