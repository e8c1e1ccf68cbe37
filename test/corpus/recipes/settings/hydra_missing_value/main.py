"""Hydra: a value that only the command line gives."""

import hydra
import torch
from torch import nn


@hydra.main(version_base=None, config_path=".", config_name="run")
def main(cfg):
    model = nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=cfg.lr)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.rand(64, 3)), cfg.batch)
    for _ in range(cfg.epochs):
        for (x,) in loader:
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x), x).backward()
            optimizer.step()


main()
