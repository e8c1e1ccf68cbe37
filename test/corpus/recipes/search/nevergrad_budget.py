"""Nevergrad: its budget."""

import nevergrad as ng
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


parametrization = ng.p.Instrumentation(
    hidden=ng.p.Scalar(lower=16, upper=64).set_integer_casting(), lr=ng.p.Log(lower=1e-4, upper=1e-1)
)
optimizer = ng.optimizers.NGOpt(parametrization=parametrization, budget=100, num_workers=1)
recommendation = optimizer.minimize(train)
