"""LightningCLI: the arguments of the classes, overridden by a file of settings."""

import torch
from data import TableDataModule
from lightning.pytorch import LightningModule
from lightning.pytorch.cli import LightningCLI
from torch import nn


class LitClassifier(LightningModule):
    def __init__(self, width: int = 16, lr: float = 1e-3):
        super().__init__()
        self.save_hyperparameters()
        self.net = nn.Sequential(nn.Linear(10, width), nn.ReLU(), nn.Linear(width, 3))

    def forward(self, x):
        return self.net(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        return nn.functional.cross_entropy(self(x), y)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.lr)


if __name__ == "__main__":
    LightningCLI(
        LitClassifier,
        TableDataModule,
        parser_kwargs={"default_config_files": ["config.yaml"]},
        run=True,
        args=["fit"],
    )
