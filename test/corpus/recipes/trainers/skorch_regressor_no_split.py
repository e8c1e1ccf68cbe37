"""skorch with arguments for its parts, and nothing held out."""

import torch
from skorch import NeuralNetRegressor
from skorch.callbacks import EpochScoring
from torch import nn, optim


class Regressor(nn.Module):
    def __init__(self, hidden=10):
        super().__init__()
        self.inner = nn.Linear(8, hidden)
        self.outer = nn.Linear(hidden, 1)

    def forward(self, x):
        return self.outer(torch.relu(self.inner(x)))


net = NeuralNetRegressor(
    Regressor,
    module__hidden=40,
    max_epochs=25,
    batch_size=32,
    optimizer=optim.Adam,
    train_split=None,
    verbose=0,
)
net.fit(torch.randn(4096, 8), torch.randn(4096, 1))
