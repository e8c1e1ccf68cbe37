"""A configuration beside the script overrides the defaults in it."""

import yaml

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

config = {"epochs": 100, "batch_size": 8, "hidden": 16}
with open("config.yaml") as file:
    config.update(yaml.safe_load(file))

data = TensorDataset(torch.randn(10_000, 8), torch.randint(0, 2, (10_000,)))
model = nn.Sequential(nn.Linear(8, config["hidden"]), nn.ReLU(), nn.Linear(config["hidden"], 2))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(config["epochs"]):
    for x, y in DataLoader(data, batch_size=config["batch_size"]):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
