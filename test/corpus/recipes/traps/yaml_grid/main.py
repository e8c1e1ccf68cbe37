"""A grid as the product of the lists in a file."""

import itertools

import yaml

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

with open("grid.yaml") as file:
    grid = yaml.safe_load(file)["grid"]

data = TensorDataset(torch.randn(2000, 8), torch.randint(0, 2, (2000,)))
for values in itertools.product(*grid.values()):
    config = dict(zip(grid.keys(), values))
    model = nn.Sequential(nn.Linear(8, config["hidden"]), nn.ReLU(), nn.Linear(config["hidden"], 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=config["lr"], momentum=config["momentum"])
    for epoch in range(4):
        for x, y in DataLoader(data, batch_size=40):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
