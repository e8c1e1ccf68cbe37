"""Early stopping with a counter."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

train = DataLoader(TensorDataset(torch.randn(8000, 5), torch.randn(8000, 1)), batch_size=80)
val = DataLoader(TensorDataset(torch.randn(2000, 5), torch.randn(2000, 1)), batch_size=100)
model = nn.Sequential(nn.Linear(5, 30), nn.ReLU(), nn.Linear(30, 1))
optimizer = torch.optim.Adam(model.parameters())
best, patience, bad = float("inf"), 10, 0

for epoch in range(200):
    model.train()
    for x, y in train:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    model.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in val:
            total += nn.functional.mse_loss(model(x), y).item()
    if total < best:
        best = total
        bad = 0
    else:
        bad += 1
        if bad >= patience:
            print("stopping early")
            break
