"""The sampler says how many samples an epoch draws."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler

x, y = torch.rand(900, 4), torch.randint(0, 2, (900,))
weights = 1.0 / torch.bincount(y)[y].float()
sampler = WeightedRandomSampler(weights, num_samples=2000, replacement=True)
loader = DataLoader(TensorDataset(x, y), batch_size=50, sampler=sampler)
model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(7):
    for xb, yb in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(xb), yb).backward()
        optimizer.step()
