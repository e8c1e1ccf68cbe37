"""Layers, width and batch are suggested: the candidate in the middle stands for all, the ends tell how far they go."""

import optuna
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(20000, 64), torch.randn(20000, 1))


class Regressor(nn.Module):
    def __init__(self, depth, width):
        super().__init__()
        layers = [nn.Linear(64, width), nn.ReLU()]
        for _ in range(depth - 1):
            layers += [nn.Linear(width, width), nn.ReLU()]
        self.body = nn.Sequential(*layers, nn.Linear(width, 1))

    def forward(self, x):
        return self.body(x)


def objective(trial):
    depth = trial.suggest_int("depth", 2, 6)
    width = trial.suggest_int("width", 64, 1024, step=64)
    batch_size = trial.suggest_categorical("batch_size", [32, 64, 128])
    activation = trial.suggest_categorical("activation", ["relu", "gelu"])
    model = Regressor(depth, width)
    optimizer = torch.optim.Adam(model.parameters(), lr=trial.suggest_float("lr", 1e-5, 1e-2, log=True))
    loader = DataLoader(data, batch_size=batch_size, shuffle=True)
    for epoch in range(8):
        for x, y in loader:
            loss = nn.functional.mse_loss(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return loss.item()


study = optuna.create_study(direction="minimize")
study.optimize(objective, n_trials=50)
