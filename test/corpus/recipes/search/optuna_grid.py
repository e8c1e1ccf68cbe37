"""A grid: its points, whatever n_trials says beyond them."""

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

space = {"hidden": [16, 32, 64], "lr": [1e-2, 1e-3, 1e-4]}


def objective(trial):
    hidden = trial.suggest_categorical("hidden", space["hidden"])
    return train(hidden, trial.suggest_float("lr", 1e-5, 1e-1))


study = optuna.create_study(sampler=optuna.samplers.GridSampler(space))
study.optimize(objective, n_trials=100)
print(study.best_params)
