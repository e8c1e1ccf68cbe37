"""OmegaConf: three layers of settings."""

import torch
from omegaconf import OmegaConf
from torch import nn

base = OmegaConf.load("base.yaml")
own = OmegaConf.load("own.yaml")
cfg = OmegaConf.merge(base, own, OmegaConf.from_dotlist(["train.epochs=9"]))

model = nn.Sequential(nn.Linear(cfg.data.features, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.AdamW(model.parameters(), lr=cfg.optim.lr)
data = torch.utils.data.TensorDataset(
    torch.randn(cfg.data.rows, cfg.data.features), torch.randn(cfg.data.rows, 1)
)
loader = torch.utils.data.DataLoader(data, batch_size=cfg.train.batch_size)
for epoch in range(cfg.train.epochs):
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
