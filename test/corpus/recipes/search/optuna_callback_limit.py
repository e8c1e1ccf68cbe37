"""A limit on the trials that stands in a callback."""

import optuna
from optuna.study import MaxTrialsCallback
from optuna.trial import TrialState
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


def objective(trial):
    return train(trial.suggest_int("hidden", 16, 64), 1e-3)


study = optuna.create_study(study_name="shared", storage="sqlite:///shared.db", load_if_exists=True)
study.optimize(objective, callbacks=[MaxTrialsCallback(25, states=(TrialState.COMPLETE,))])
