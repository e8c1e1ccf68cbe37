"""Hydra with structured settings."""

from dataclasses import dataclass, field

import hydra
import torch
from hydra.core.config_store import ConfigStore
from hydra.utils import instantiate
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self, width, depth=1):
        super().__init__()
        self.inner = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.out = nn.Linear(width, 1)

    def forward(self, x):
        for layer in self.inner:
            x = torch.relu(layer(x))
        return self.out(x)


@dataclass
class ModelConfig:
    _target_: str = "__main__.Net"
    width: int = 10
    depth: int = 3


@dataclass
class Config:
    epochs: int = 13
    batch_size: int = 16
    model: ModelConfig = field(default_factory=ModelConfig)


ConfigStore.instance().store(name="train", node=Config)


@hydra.main(version_base="1.3", config_name="train")
def run(cfg: Config):
    model = instantiate(cfg.model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = DataLoader(TensorDataset(torch.rand(640, cfg.model.width), torch.rand(640, 1)), cfg.batch_size)
    for _ in range(cfg.epochs):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()


run()
