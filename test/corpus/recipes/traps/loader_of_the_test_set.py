"""The name says train; what it is bound to last says otherwise."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(10_000, 8), torch.randint(0, 2, (10_000,)))
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(model.parameters())
small = TensorDataset(torch.randn(500, 8), torch.randint(0, 2, (500,)))
train_loader = DataLoader(data, batch_size=100)
test_loader = DataLoader(small, batch_size=10)
train_loader, test_loader = test_loader, train_loader
for epoch in range(2):
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        for x, y in test_loader:
            model(x)
