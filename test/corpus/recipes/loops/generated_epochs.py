"""Batches of several epochs out of one function: what is counted from outside is steps."""

import torch
from torch import nn


def batches(x, y, epochs, size):
    for _ in range(epochs):
        for i in range(0, len(x), size):
            yield x[i : i + size], y[i : i + size]


model = nn.Linear(12, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(400, 12), torch.randn(400, 1)
for inputs, targets in batches(x, y, 5, 40):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(inputs), targets).backward()
    optimizer.step()

for inputs, targets in batches(x, y, 1, 40):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(inputs), targets).backward()
    optimizer.step()
    if inputs.sum() > 1e9:
        break
