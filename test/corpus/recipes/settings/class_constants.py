"""Constants in classes."""

import torch
from torch import nn


class Config:
    EPOCHS = 12
    BATCH = 60
    LR = 0.01

    def __init__(self, **overrides):
        for key, value in overrides.items():
            setattr(self, key.upper(), value)


class LongConfig(Config):
    EPOCHS = Config.EPOCHS * 2


cfg = LongConfig(lr=0.1)
model = nn.Sequential(nn.Linear(11, 22), nn.ReLU(), nn.Linear(22, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=cfg.LR)
data = torch.utils.data.TensorDataset(torch.rand(1500, 11), torch.rand(1500, 1))
for _ in range(cfg.EPOCHS):
    for x, y in torch.utils.data.DataLoader(data, batch_size=cfg.BATCH):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
