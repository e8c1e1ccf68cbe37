"""Episodes of nobody knows how many steps, each of which trains on a batch of its own: no epochs."""

import random

import torch
from torch import nn

net = nn.Linear(6, 2)
optimizer = torch.optim.Adam(net.parameters())

for episode in range(400):
    while True:
        optimizer.zero_grad()
        net(torch.randn(32, 6)).sum().backward()
        optimizer.step()
        if random.random() < 0.01:
            break
