"""An Optuna study whose trials train with the arguments of the command line."""

import argparse

import optuna
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=8)
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--trials", type=int, default=30)
args = parser.parse_args()

data = TensorDataset(torch.randn(12_800, 20), torch.randint(0, 3, (12_800,)))


class Mlp(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.hidden = nn.Linear(20, hidden)
        self.out = nn.Linear(hidden, 3)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


def objective(trial):
    model = Mlp(trial.suggest_int("hidden", 16, 64, step=16))
    optimizer = torch.optim.SGD(model.parameters(), lr=trial.suggest_float("lr", 1e-4, 1e-1, log=True))
    loader = DataLoader(data, batch_size=args.batch_size, shuffle=True)
    loss = torch.zeros(())
    for _ in range(args.epochs):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return loss.item()


study = optuna.create_study(direction="minimize")
study.optimize(objective, n_trials=args.trials)
