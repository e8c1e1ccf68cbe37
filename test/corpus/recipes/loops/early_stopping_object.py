"""Early stopping by an object that says when."""

import torch
from torch import nn


class EarlyStopper:
    def __init__(self, patience=1, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.counter = 0
        self.lowest = float("inf")

    def early_stop(self, loss):
        if loss < self.lowest:
            self.lowest = loss
            self.counter = 0
        elif loss > self.lowest + self.min_delta:
            self.counter += 1
            if self.counter >= self.patience:
                return True
        return False


model = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.rand(900, 4), torch.rand(900, 1)), 30)
stopper = EarlyStopper(patience=3, min_delta=0.01)
for epoch in torch.arange(60):
    losses = 0
    for x, y in loader:
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses += loss.item()
    if stopper.early_stop(losses):
        break
