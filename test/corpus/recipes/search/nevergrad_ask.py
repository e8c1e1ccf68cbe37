"""Nevergrad asked in a loop."""

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

space = ng.p.Dict(hidden=ng.p.Choice([16, 32, 64]), lr=ng.p.Log(lower=1e-4, upper=1e-1))
optimizer = ng.optimizers.OnePlusOne(parametrization=space, budget=35)
for _ in range(optimizer.budget):
    x = optimizer.ask()
    optimizer.tell(x, train(**x.value))
