"""A grid over a wrapped network, without a split of its own."""

import numpy as np
from sklearn.model_selection import GridSearchCV
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


net = NeuralNetClassifier(Module, max_epochs=20, lr=0.1, train_split=None, verbose=0)
params = {"lr": [0.05, 0.1], "module__num_units": [10, 20], "module__dropout": [0, 0.5]}
gs = GridSearchCV(net, params, refit=False, cv=4, scoring="accuracy", verbose=2)
gs.fit(X, y)
