"""Epochs that are counted without an end, and a break."""

import itertools

import torch
from torch import nn

model = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 2))
optimizer = torch.optim.Adam(model.parameters())
data = torch.utils.data.TensorDataset(torch.rand(3840, 6), torch.randint(0, 2, (3840,)))
loader = torch.utils.data.DataLoader(data, batch_size=64)
for epoch in itertools.count(1):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    if epoch >= 12:
        break
