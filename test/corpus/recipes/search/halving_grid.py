"""Successive halving: few candidates see all of the data."""

import numpy as np
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import HalvingGridSearchCV
from skorch import NeuralNetClassifier
from torch import nn

X = np.random.rand(1000, 20).astype(np.float32)
y = np.random.randint(0, 2, 1000)


class Module(nn.Module):
    def __init__(self, num_units=10, dropout=0.5):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, num_units), nn.ReLU(), nn.Dropout(dropout), nn.Linear(num_units, 2))

    def forward(self, X):
        return nn.functional.softmax(self.body(X), dim=-1)


net = NeuralNetClassifier(Module, max_epochs=10, train_split=None)
params = {"lr": [0.001, 0.01, 0.1], "module__num_units": [10, 20, 30, 40, 50, 60]}
search = HalvingGridSearchCV(net, params, factor=3, cv=5, refit=False, random_state=0)
search.fit(X, y)
