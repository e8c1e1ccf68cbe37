"""Hyperopt, with its trials kept."""

import numpy as np
from hyperopt import STATUS_OK, Trials, fmin, hp, tpe
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

space = {"hidden": hp.choice("hidden", [32, 64]), "lr": hp.loguniform("lr", np.log(1e-4), np.log(1e-1))}


def objective(params):
    return {"loss": train(params["hidden"], params["lr"]), "status": STATUS_OK}


best = fmin(objective, space, algo=tpe.suggest, max_evals=25, trials=Trials())
