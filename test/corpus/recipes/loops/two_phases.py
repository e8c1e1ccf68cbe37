"""Trains the head, thaws the body, and trains on."""

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import CIFAR10
from torchvision.transforms import ToTensor


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten())
        self.head = nn.Linear(256, 10)

    def forward(self, x):
        return self.head(self.body(x))


def train(model, loader, optimizer, epochs):
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            criterion(model(images), labels).backward()
            optimizer.step()


loader = DataLoader(CIFAR10("data", transform=ToTensor(), download=True), batch_size=100, shuffle=True)
net = Net()
for parameter in net.body.parameters():
    parameter.requires_grad = False
train(net, loader, torch.optim.Adam(net.head.parameters(), lr=1e-3), epochs=5)
for parameter in net.body.parameters():
    parameter.requires_grad = True
train(net, loader, torch.optim.Adam(net.parameters(), lr=1e-4), epochs=15)
