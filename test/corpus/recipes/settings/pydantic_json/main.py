"""pydantic: settings that are checked."""

import json
from pathlib import Path

import torch
from pydantic import BaseModel, Field
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class OptimConfig(BaseModel):
    lr: float = 0.1
    momentum: float = Field(0.0, ge=0, lt=1)


class TrainConfig(BaseModel):
    epochs: int
    batch_size: int = Field(default=40, gt=0)
    optim: OptimConfig = OptimConfig()


config = TrainConfig(**json.loads(Path("config.json").read_text()))
model = nn.Sequential(nn.Linear(3, 9), nn.Tanh(), nn.Linear(9, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=config.optim.lr, momentum=config.optim.momentum)
loader = DataLoader(TensorDataset(torch.rand(2000, 3), torch.rand(2000, 1)), batch_size=config.batch_size)
for _ in range(config.epochs):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
