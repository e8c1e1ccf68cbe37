"""Trials that the scheduler stops early: the most there can be."""

from functools import partial

from ray import tune
from ray.tune.schedulers import ASHAScheduler
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(8000, 12), torch.randn(8000, 1))


def train_fn(config):
    net = nn.Sequential(nn.Linear(12, config["width"]), nn.ReLU(), nn.Linear(config["width"], 1))
    optimizer = torch.optim.SGD(net.parameters(), lr=config["lr"], momentum=0.9)
    for epoch in range(10):
        for x, y in DataLoader(data, batch_size=80, shuffle=True):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(net(x), y)
            loss.backward()
            optimizer.step()
        tune.report(loss=loss.item())


config = {"width": tune.choice([16, 32, 64]), "lr": tune.loguniform(1e-4, 1e-1)}
scheduler = ASHAScheduler(metric="loss", mode="min", max_t=10, grace_period=1, reduction_factor=2)
result = tune.run(partial(train_fn), resources_per_trial={"gpu": 1}, config=config, num_samples=20, scheduler=scheduler)
