"""Two updates on each batch that is drawn: no pass over any data."""

import torch
from torch import nn

net = nn.Sequential(nn.Linear(11, 32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

for step in range(5000):
    states = torch.randn(64, 11)
    targets = torch.randn(64, 3)
    if step % 2 == 0:
        for _ in range(2):
            loss = nn.functional.mse_loss(net(states), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
