"""A loop that counts optimiser steps and starts the data over whenever it has run out."""

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

MAX_STEPS = 5_000
BATCH_SIZE = 128

model = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(16 * 14 * 14, 10),
)
train_set = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
loader = DataLoader(train_set, batch_size=BATCH_SIZE, shuffle=True)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loss_fn = nn.CrossEntropyLoss()

step = 0
while step < MAX_STEPS:
    for images, labels in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(images), labels)
        loss.backward()
        optimizer.step()
        step += 1
        if step >= MAX_STEPS:
            break
