"""tyro: a tree of dataclasses as a command line."""

from dataclasses import dataclass

import torch
import tyro
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class OptimizerConfig:
    lr: float = 3e-4
    betas: tuple[float, float] = (0.9, 0.999)


@dataclass
class Config:
    """What is trained and how."""

    optimizer: OptimizerConfig
    epochs: int = 22
    batch_size: int = 50
    """Samples of a batch."""


config = tyro.cli(Config)
model = nn.Sequential(nn.Linear(30, 15), nn.GELU(), nn.Linear(15, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=config.optimizer.lr, betas=config.optimizer.betas)
loader = DataLoader(TensorDataset(torch.randn(4000, 30), torch.randn(4000, 3)), batch_size=config.batch_size)
for epoch in range(config.epochs):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
