"""BayesSearchCV: n_iter candidates."""

import numpy as np
from sklearn.model_selection import train_test_split
from skorch import NeuralNetClassifier
from skopt import BayesSearchCV
from skopt.space import Integer, Real
from torch import nn

X = np.random.rand(1000, 20).astype(np.float32)
y = np.random.randint(0, 2, 1000)


class Module(nn.Module):
    def __init__(self, num_units=10, dropout=0.5):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, num_units), nn.ReLU(), nn.Dropout(dropout), nn.Linear(num_units, 2))

    def forward(self, X):
        return nn.functional.softmax(self.body(X), dim=-1)


X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.1)
net = NeuralNetClassifier(Module, max_epochs=5, train_split=None, batch_size=100)
search = BayesSearchCV(net, {"lr": Real(1e-4, 1e-1, "log-uniform"), "module__num_units": Integer(10, 30)}, n_iter=16, cv=3)
search.fit(X_train, y_train)
