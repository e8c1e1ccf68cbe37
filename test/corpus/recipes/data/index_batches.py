"""Batches cut out of tensors by a permutation, without any loader."""

import torch
from torch import nn

X, y = torch.randn(3200, 6), torch.randn(3200, 1)
batch_size = 50
model = nn.Linear(6, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(40):
    permutation = torch.randperm(X.size(0))
    for i in range(0, X.size(0), batch_size):
        chosen = permutation[i : i + batch_size]
        loss = nn.functional.mse_loss(model(X[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
