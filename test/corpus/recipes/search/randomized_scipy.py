"""Distributions of scipy: the upper end of randint does not belong to it, uniform is given by its start and its width."""

import numpy as np
from scipy.stats import loguniform, randint, uniform
from sklearn.model_selection import RandomizedSearchCV
from skorch import NeuralNetRegressor
from torch import nn

X = np.random.rand(1200, 12).astype(np.float32)
y = np.random.rand(1200, 1).astype(np.float32)


class Net(nn.Module):
    def __init__(self, hidden=32, dropout=0.1):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(12, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, 1))

    def forward(self, X):
        return self.body(X)


net = NeuralNetRegressor(Net, max_epochs=20, batch_size=40, train_split=None)
distributions = {
    "module__hidden": randint(16, 129),
    "module__dropout": uniform(0.1, 0.4),
    "lr": loguniform(1e-4, 1e-1),
}
search = RandomizedSearchCV(net, distributions, n_iter=25, cv=3, refit=False)
search.fit(X, y)
