"""Random tensors as a data set; the last, smaller batch is dropped."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

features = torch.randn(5000, 10)
targets = (features.sum(dim=1, keepdim=True) > 0).float()
loader = DataLoader(TensorDataset(features, targets), batch_size=64, shuffle=True, drop_last=True)
model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(20):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(x), y)
        loss.backward()
        optimizer.step()
