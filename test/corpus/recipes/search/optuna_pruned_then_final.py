"""Trials that may be pruned, and the best one trained again for longer."""

import optuna
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(6400, 20), torch.randint(0, 3, (6400,)))
loader = DataLoader(data, batch_size=128, shuffle=True)


class Mlp(nn.Module):
    def __init__(self, width, dropout):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, 3))

    def forward(self, x):
        return self.body(x)


def run_epoch(model, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


def objective(trial):
    model = Mlp(trial.suggest_int("width", 32, 96, step=32), trial.suggest_float("dropout", 0.1, 0.5))
    optimizer = torch.optim.Adam(model.parameters(), trial.suggest_float("lr", 1e-5, 1e-2, log=True))
    for epoch in range(10):
        score = run_epoch(model, optimizer)
        trial.report(score, epoch)
        if trial.should_prune():
            raise optuna.exceptions.TrialPruned()
    return score


if __name__ == "__main__":
    study = optuna.create_study(direction="minimize", pruner=optuna.pruners.MedianPruner(n_warmup_steps=3))
    study.optimize(objective, n_trials=60, timeout=3600, show_progress_bar=True)
    best = study.best_trial.params
    final = Mlp(best["width"], best["dropout"])
    optimizer = torch.optim.Adam(final.parameters(), best["lr"])
    for epoch in range(100):
        run_epoch(final, optimizer)
