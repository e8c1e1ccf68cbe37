"""A fifth of the indices validates, through samplers."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader
from torch.utils.data.sampler import SubsetRandomSampler
from torchvision import datasets, transforms

valid_size = 0.2
train_data = datasets.CIFAR10("data", train=True, download=True, transform=transforms.ToTensor())
num_train = len(train_data)
indices = list(range(num_train))
np.random.shuffle(indices)
split = int(np.floor(valid_size * num_train))
train_idx, valid_idx = indices[split:], indices[:split]
loader = DataLoader(train_data, batch_size=20, sampler=SubsetRandomSampler(train_idx))
valid_loader = DataLoader(train_data, batch_size=20, sampler=SubsetRandomSampler(valid_idx))
model = nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(30):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
