"""Goes on from a checkpoint where there is one; the package of the model lies in a folder that the script adds to its path."""

import os
import sys
from importlib import import_module

import torch
from torch.utils.data import DataLoader, TensorDataset

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "zoo"))

net = import_module("small").get_model(3)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
try:
    checkpoint = torch.load("logs/best.pth")
    start = checkpoint["epoch"]
    net.load_state_dict(checkpoint["model"])
except:
    start = 0

loader = DataLoader(TensorDataset(torch.randn(330, 12), torch.zeros(330).long()), batch_size=33)
for epoch in range(start, 30):
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
