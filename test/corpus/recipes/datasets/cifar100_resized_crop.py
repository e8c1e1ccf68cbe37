"""Small pictures made large for a network that was made for large ones."""

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets
from torchvision import transforms as T

train_tf = T.Compose([T.RandomResizedCrop((224, 224)), T.RandomHorizontalFlip(), T.ToTensor()])
train = datasets.CIFAR100(root="~/data", train=True, transform=train_tf, download=True)
loader = DataLoader(train, batch_size=128, shuffle=True, num_workers=4, pin_memory=True)
model = nn.Sequential(nn.Conv2d(3, 8, 11, stride=4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 100))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for epoch in range(200):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
