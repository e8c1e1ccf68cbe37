"""Every tenth digit."""

import torch
from torch import nn
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms

digits = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
small = Subset(digits, list(range(0, len(digits), 10)))
loader = DataLoader(small, batch_size=20)
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
