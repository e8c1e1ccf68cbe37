"""A Trainer that is told no limit has one: a thousand epochs."""

import pytorch_lightning as pl
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Regressor(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(12, 1)

    def forward(self, x):
        return self.layer(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        return nn.functional.mse_loss(self(x), y)

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.01)


data = TensorDataset(torch.randn(3200, 12, dtype=torch.float64), torch.randn(3200, 1, dtype=torch.float64))
trainer = pl.Trainer(precision=64)
trainer.fit(Regressor(), train_dataloaders=DataLoader(data, batch_size=32))
