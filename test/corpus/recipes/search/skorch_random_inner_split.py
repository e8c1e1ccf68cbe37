"""The wrapper holds back a fifth of every fold for itself."""

import numpy as np
from sklearn.model_selection import RandomizedSearchCV
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


net = NeuralNetClassifier(Module, max_epochs=15, batch_size=50)
params = {"lr": [0.01, 0.02, 0.05, 0.1, 0.2], "module__num_units": list(range(10, 60, 10))}
search = RandomizedSearchCV(net, params, n_iter=12, cv=5, random_state=0)
search.fit(X, y)
print(search.best_score_, search.best_params_)
