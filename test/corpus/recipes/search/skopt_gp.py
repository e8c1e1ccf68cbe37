"""Gaussian processes of scikit-optimize."""

from skopt import gp_minimize
from skopt.space import Categorical, Integer, Real
from skopt.utils import use_named_args
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(6400, 20), torch.randint(0, 3, (6400,)))


def train(hidden, lr, epochs=5):
    model = nn.Sequential(nn.Linear(20, hidden), nn.ReLU(), nn.Linear(hidden, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    loader = DataLoader(data, batch_size=64, shuffle=True)
    total = 0.0
    for _ in range(epochs):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
    return total

space = [Integer(16, 64, name="hidden"), Real(1e-4, 1e-1, prior="log-uniform", name="lr")]


@use_named_args(space)
def objective(hidden, lr):
    return train(hidden, lr)


result = gp_minimize(objective, space, n_calls=30, random_state=0)
