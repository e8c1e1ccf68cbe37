"""The folder is somewhere else: the shape is known, the number of pictures is not."""

import os

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

DATA = "/data/hymenoptera"
transform = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()])
train = datasets.ImageFolder(os.path.join(DATA, "train"), transform)
loader = DataLoader(train, batch_size=4, shuffle=True, num_workers=4)
model = nn.Sequential(nn.Conv2d(3, 8, 7, 4), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(25):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
