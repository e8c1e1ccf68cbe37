"""The epochs of a stage inside the loop of the stages."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(10_000, 8), torch.randint(0, 2, (10_000,)))
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(model.parameters())
stages = {"warm-up": 2, "main": 6}
loader = DataLoader(data, batch_size=125)
for stage, epochs in stages.items():
    for group in optimizer.param_groups:
        group["lr"] = 1e-4 if stage == "warm-up" else 1e-3
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
