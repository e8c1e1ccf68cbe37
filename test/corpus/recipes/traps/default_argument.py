"""Defaults are those of when the function was made, and the call overrides one of them."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(10_000, 8), torch.randint(0, 2, (10_000,)))
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(model.parameters())
EPOCHS = 5


def train(epochs=EPOCHS, batch_size=16):
    for _ in range(epochs):
        for x, y in DataLoader(data, batch_size=batch_size):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()


EPOCHS = 50
train(batch_size=200)
