"""A trial that ends before anything was trained: there is a search all the same."""

import optuna
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(12, width), nn.ReLU(), nn.Linear(width, 1))

    def forward(self, x):
        return self.body(x)


def objective(trial):
    net = Net(trial.suggest_int("width", 8, 32))
    settings = {}
    rate = settings["lr"]
    torch.optim.SGD(net.parameters(), lr=rate)
    return 0.0


study = optuna.create_study()
study.optimize(objective, n_trials=70)
