"""Syne Tune until its time is up: how many trials fit into that is not known."""

import torch
from syne_tune import Reporter, StoppingCriterion, Tuner
from syne_tune.backend import PythonBackend
from syne_tune.config_space import loguniform
from syne_tune.optimizer.baselines import RandomSearch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Mlp(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        layers = [nn.Linear(10, width)]
        layers += [nn.Linear(width, width) for _ in range(depth)]
        self.layers = nn.Sequential(*layers, nn.Linear(width, 1))

    def forward(self, x):
        return self.layers(x)


def train(width, depth, batch_size, lr, epochs):
    report = Reporter()
    loader = DataLoader(TensorDataset(torch.randn(4000, 10), torch.randn(4000, 1)), batch_size=batch_size)
    model = Mlp(width, depth)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        report(epoch=epoch + 1, loss=loss.item())


config_space = {
    "width": 64,
    "depth": 2,
    "batch_size": 40,
    "lr": loguniform(1e-4, 1e-1),
    "epochs": 9,
}
tuner = Tuner(
    trial_backend=PythonBackend(tune_function=train, config_space=config_space),
    scheduler=RandomSearch(config_space, metrics=["loss"]),
    stop_criterion=StoppingCriterion(max_wallclock_time=3600),
    n_workers=4,
)
tuner.run()
