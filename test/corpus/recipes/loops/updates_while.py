"""Nested loops without an end of their own: a count of updates ends them all."""

import torch
from torch import nn

micro_batches = 2
max_updates = 250
net = nn.Linear(20, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
updates = 0
batch = 0
while updates < max_updates:
    x = torch.randn(16, 20)
    net(x).pow(2).mean().backward()
    batch += 1
    if batch % micro_batches == 0:
        optimizer.step()
        optimizer.zero_grad()
        updates += 1
