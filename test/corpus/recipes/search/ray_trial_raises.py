"""A trial asks its configuration for what only a scheduler puts there."""

import torch
from ray import tune
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def trial(config):
    net = nn.Linear(8, 2)
    optimizer = torch.optim.SGD(net.parameters(), lr=config["lr"])
    loader = DataLoader(TensorDataset(torch.randn(480, 8)), batch_size=24)
    for epoch in range(1, 31):
        for (x,) in loader:
            optimizer.zero_grad()
            net(x).square().mean().backward()
            optimizer.step()
        if epoch % config["checkpoint_interval"] == 0:
            print("saved")


tune.run(trial, num_samples=6, config={"lr": tune.loguniform(1e-4, 1e-1)})
