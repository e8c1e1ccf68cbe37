"""A global that is bound anew after the function that reads it was made."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(10_000, 8), torch.randint(0, 2, (10_000,)))
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(model.parameters())
EPOCHS = 5
BATCH = 16


def train():
    for _ in range(EPOCHS):
        for x, y in DataLoader(data, batch_size=BATCH):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()


EPOCHS = 12
BATCH = 80
train()
