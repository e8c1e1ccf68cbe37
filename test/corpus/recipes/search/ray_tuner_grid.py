"""Samples times the points of a grid."""

from ray import tune
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
        tune.report({"loss": loss.item()})


space = {"width": tune.grid_search([32, 64, 128]), "lr": tune.loguniform(1e-4, 1e-1)}
tuner = tune.Tuner(
    tune.with_resources(train_fn, {"cpu": 2, "gpu": 0.5}),
    param_space=space,
    tune_config=tune.TuneConfig(num_samples=4, metric="loss", mode="min"),
)
results = tuner.fit()
print(results.get_best_result().config)
