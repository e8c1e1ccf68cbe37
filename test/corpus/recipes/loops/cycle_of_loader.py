"""Steps over a data set that starts anew whenever it ends."""

import itertools

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FashionMNIST

TOTAL_STEPS = 2_500
flat = transforms.Compose([transforms.ToTensor(), transforms.Lambda(lambda image: image.view(784))])
loader = DataLoader(FashionMNIST(".", train=True, transform=flat), batch_size=96, shuffle=True, drop_last=True)
model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
optimizer = torch.optim.AdamW(model.parameters())

for step, (x, y) in enumerate(itertools.cycle(loader)):
    if step == TOTAL_STEPS:
        break
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
