"""Trials asked for one by one."""

import optuna
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(6400, 20), torch.randint(0, 3, (6400,)))


def train(hidden, lr, epochs=5):
    model = nn.Sequential(nn.Linear(20, hidden), nn.ReLU(), nn.Linear(hidden, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    loader = DataLoader(data, batch_size=64, shuffle=True)
    total = 0.0
    for _ in range(epochs):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
    return total

study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
for _ in range(40):
    trial = study.ask()
    hidden = trial.suggest_int("hidden", 8, 64)
    lr = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
    study.tell(trial, train(hidden, lr))
