"""A run taken up again: the loop begins late."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(10_000, 8), torch.randint(0, 2, (10_000,)))
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(model.parameters())
start_epoch, num_epochs = 30, 90
loader = DataLoader(data, batch_size=100)
for epoch in range(start_epoch, num_epochs):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
