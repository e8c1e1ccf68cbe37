"""Letters, split by fractions."""

import torch
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, transforms

letters = datasets.EMNIST("data", split="letters", train=True, download=True, transform=transforms.ToTensor())
train, valid = random_split(letters, [0.9, 0.1])
loader = DataLoader(train, batch_size=256, shuffle=True)
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.Tanh(), nn.Linear(100, 27))
opt = torch.optim.RMSprop(model.parameters())
for epoch in range(10):
    for x, y in loader:
        opt.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        opt.step()
