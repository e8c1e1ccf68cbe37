"""All combinations of three lists."""

import itertools
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

grid = {"hidden": [16, 32, 64], "lr": [1e-2, 1e-3], "epochs": [5]}
results = {}
for hidden, lr, epochs in itertools.product(*grid.values()):
    results[hidden, lr] = train(hidden, lr, epochs)
print(min(results, key=results.get))
