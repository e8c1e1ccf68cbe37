"""The data goes round in a generator; the loop counts steps."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def forever(loader):
    while True:
        yield from loader


model = nn.Sequential(nn.Linear(10, 20), nn.SiLU(), nn.Linear(20, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
batches = forever(DataLoader(TensorDataset(torch.randn(4096, 10)), batch_size=32, shuffle=True))
for step in range(700):
    (x,) = next(batches)
    noise = torch.randn_like(x)
    loss = nn.functional.mse_loss(model(x + noise), noise)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
