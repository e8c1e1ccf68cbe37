"""Gradient descent without an optimiser."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model = nn.Sequential(nn.Linear(30, 40), nn.Tanh(), nn.Linear(40, 4))
loader = DataLoader(TensorDataset(torch.randn(4000, 30), torch.zeros(4000, dtype=torch.long)), batch_size=50)
rate = 0.1


def train():
    model.train()
    for x, y in loader:
        model.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.25)
        for p in model.parameters():
            p.data.add_(p.grad, alpha=-rate)


for epoch in range(1, 41):
    train()
    with torch.no_grad():
        for x, y in loader:
            model(x)
    rate /= 4.0
